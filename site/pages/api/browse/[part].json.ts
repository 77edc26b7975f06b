import type { APIRoute, GetStaticPaths } from 'astro';
import { packRows } from '../../../browse/index-file.ts';
import { siteRows } from '../../../browse/site-rows.ts';

/** The newest builds are what most readers ask for; the rest is loaded when someone looks further back. */
export const getStaticPaths: GetStaticPaths = () => [
  { params: { part: 'newest' } },
  { params: { part: 'older' } },
];

export const GET: APIRoute = async ({ params }) => {
  const rows = await siteRows();
  const isNewest = params['part'] === 'newest';
  return Response.json(packRows(rows.filter(({ build }) => (build.rank === 1) === isNewest)));
};
