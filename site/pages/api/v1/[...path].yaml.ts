import type { APIRoute, GetStaticPaths } from 'astro';
import { listCatalogFiles, serveCatalogFile } from '../../../catalog/catalog-files.ts';

/** Releases and their earlier years; what a product is, catalog.json tells. */
export const getStaticPaths: GetStaticPaths = async () =>
  (await listCatalogFiles())
    .filter((file) => file.includes('/') && !file.endsWith('/product.yaml'))
    .map((file) => ({ params: { path: file.slice(0, -'.yaml'.length) } }));

export const GET: APIRoute = ({ params }) => serveCatalogFile(`${params['path']}.yaml`);
