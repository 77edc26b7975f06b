import type { APIRoute } from 'astro';
import { KEYS_FILE } from '../../../../core/keys/key-registry.ts';
import { listCatalogFiles } from '../../../catalog/catalog-files.ts';
import { openApi } from '../../../catalog/open-api.ts';
import { siteCatalog } from '../../../catalog/site-catalog.ts';
import { siteFiles } from '../../../catalog/site-files.ts';
import { absoluteLink } from '../../../links.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () => {
  const files = siteFiles(await siteCatalog(), (await listCatalogFiles()).includes(KEYS_FILE));
  const server = absoluteLink('').replace(/\/$/, '');
  return Response.json(openApi(files, { name: readSettings().name, server }));
};
