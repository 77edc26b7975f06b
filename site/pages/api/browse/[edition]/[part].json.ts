import type { APIRoute, GetStaticPaths } from 'astro';
import { digestParts, digestSearchFile } from '../../../../browse/digest-files.ts';
import { siteBrowse } from '../../../../browse/site-rows.ts';

/** Digests are nothing that is filtered by, and the larger part of what the page knows: each part is asked for alone. */
export const getStaticPaths: GetStaticPaths = async () => {
  const { file, digests } = await siteBrowse();
  const parts: [part: string, content: unknown][] = [
    ...digestParts(digests).map((part, at): [string, unknown] => [String(at), part]),
    ['search', digestSearchFile(digests)],
  ];
  return parts.map(([part, content]) => ({ params: { edition: file.edition, part }, props: { content } }));
};

export const GET: APIRoute = ({ props }) => Response.json(props['content']);
