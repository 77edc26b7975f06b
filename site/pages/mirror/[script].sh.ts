import type { APIRoute, GetStaticPaths } from 'astro';
import { writeMirrorScript } from '../../../core/formats/mirror-script.ts';
import program from '../../../scripts/mirror.sh?raw';
import { productScript, releaseScript } from '../../catalog/mirror-files.ts';
import type { SiteScript } from '../../catalog/mirror-files.ts';
import { siteCatalog } from '../../catalog/site-catalog.ts';
import { readSettings } from '../../settings.ts';

/** A script without files is not published: it would only fail. */
export const getStaticPaths: GetStaticPaths = async () => {
  const { products } = await siteCatalog();
  const scripts = products.flatMap((entry) => [
    productScript(entry),
    ...entry.releases.map((release) => releaseScript(entry.product, release)),
  ]);
  return scripts
    .filter(({ files }) => files.length > 0)
    .map((script) => ({
      params: { script: script.path.slice('mirror/'.length, -'.sh'.length) },
      props: { script },
    }));
};

export const GET: APIRoute<{ script: SiteScript }> = ({ props: { script } }) => {
  const { revision } = readSettings();
  const about = { title: script.title, ...(revision === undefined ? {} : { revision }) };
  return new Response(writeMirrorScript(program, script.files, about, script.keys), {
    headers: { 'content-type': 'text/x-shellscript; charset=utf-8' },
  });
};
