import type { APIRoute } from 'astro';
import { apiSources } from '../../../catalog/api-sources.ts';
import { siteCatalog } from '../../../catalog/site-catalog.ts';
import { sourceRows } from '../../../catalog/source-table.ts';
import { absoluteLink } from '../../../links.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () => {
  const { products } = await siteCatalog();
  return Response.json(apiSources(sourceRows(products), readSettings().revision, absoluteLink));
};
