import type { APIRoute } from 'astro';
import { productPages } from '../catalog/build-page.ts';
import { siteCatalog } from '../catalog/site-catalog.ts';
import { isCrawled } from '../catalog/source-table.ts';
import { drawPreview } from '../preview/preview-picture.ts';
import { readSettings } from '../settings.ts';
import { overallLevel } from '../words/level.ts';
import { PREVIEW_SUBJECT, previewCounts, previewShare } from '../words/preview.ts';

export const GET: APIRoute = async () => {
  const { products } = await siteCatalog();
  const builds = products.flatMap(productPages);
  const signed = builds.filter((page) => overallLevel(page.builds) === 'signed').length;
  const signedShare = builds.length === 0 ? 0 : signed / builds.length;
  const picture = await drawPreview({ signedShare }, [
    { text: readSettings().name, size: 110, top: 130, colour: 'ink' },
    { text: PREVIEW_SUBJECT, size: 38, top: 285, colour: 'muted' },
    {
      text: previewCounts(products.filter(isCrawled).length, builds.length),
      size: 46,
      top: 390,
      colour: 'ink',
    },
    { text: builds.length === 0 ? '' : previewShare(signedShare), size: 46, top: 460, colour: 'signed' },
  ]);
  return new Response(picture, { headers: { 'content-type': 'image/png' } });
};
