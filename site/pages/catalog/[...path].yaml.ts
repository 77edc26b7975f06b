import type { APIRoute, GetStaticPaths } from 'astro';
import { listCatalogFiles, serveCatalogFile } from '../../catalog/catalog-files.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await listCatalogFiles()).map((file) => ({ params: { path: file.slice(0, -'.yaml'.length) } }));

export const GET: APIRoute = ({ params }) => serveCatalogFile(`${params['path']}.yaml`);
