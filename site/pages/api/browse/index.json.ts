import type { APIRoute } from 'astro';
import { siteBrowse } from '../../../browse/site-rows.ts';

/** All that the browse page filters, loaded once by whoever begins to. */
export const GET: APIRoute = async () => Response.json((await siteBrowse()).file);
