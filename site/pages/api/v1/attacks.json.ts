import type { APIRoute } from 'astro';
import { attackTable } from '../../../catalog/attack-table.ts';
import type { ApiAttacks } from '../../../catalog/attack-table.ts';

const attacks: ApiAttacks = { schema: 'osdex/api-attacks/1', groups: attackTable() };

export const GET: APIRoute = () => Response.json(attacks);
