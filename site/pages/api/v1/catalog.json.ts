import type { APIRoute } from 'astro';
import { apiCatalog } from '../../../catalog/api.ts';
import { siteCatalog } from '../../../catalog/site-catalog.ts';
import { absoluteLink } from '../../../links.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () =>
  Response.json(apiCatalog(await siteCatalog(), readSettings().revision, absoluteLink));
