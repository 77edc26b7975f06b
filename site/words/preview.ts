import { numberWords } from './numbers.ts';

const { plural } = numberWords('en');

/** What the site is, on its picture. */
export const PREVIEW_SUBJECT = 'Operating-system images and their proof';

/** `12 products, 177 builds`. */
export function previewCounts(products: number, builds: number): string {
  return `${plural(products, { one: '# product', other: '# products' })}, ${plural(builds, { one: '# build', other: '# builds' })}`;
}

/** `53 % of the builds signed`. All of them only where it is all of them. */
export function previewShare(share: number): string {
  return `${Math.floor(share * 100)} % of the builds signed`;
}

/** The picture for those who do not see it. */
export function previewAlt(site: string): string {
  return `${site}: ${PREVIEW_SUBJECT}`;
}
