import type { APIRoute } from 'astro';
import { apiMeta } from '../../../catalog/api-meta.ts';
import { siteCatalog } from '../../../catalog/site-catalog.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () => {
  const { revision, today } = readSettings();
  return Response.json(apiMeta(await siteCatalog(), revision, today));
};
