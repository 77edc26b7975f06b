import { readCatalog } from '../core/catalog/catalog.ts';
import { isoDay } from '../core/day.ts';
import { OsdexError } from '../core/error.ts';
import { facetsOf, selectImages } from '../core/image.ts';
import type { Image } from '../core/image.ts';
import { FACETS, parseSelector } from '../core/selector.ts';

/** The images of a catalog that a selector asks for today. */
export async function imagesOf({ catalog }: { catalog: string }, selector: string): Promise<Image[]> {
  return selectImages(await readCatalog(catalog), parseSelector(selector), isoDay(new Date()));
}

/**
 * The image with this id, or of this file name where it is the only one.
 *
 * @throws OsdexError `usage` where there are several; `not-found`.
 */
export function findImage(images: readonly Image[], id: string): Image {
  const found = images.filter((image) => image.id === id || image.artifact.file === id);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  if (found.length > 1) {
    throw new OsdexError(
      'usage',
      `expected one image named "${id}", found ${found.length}:\n${found.map((image) => `  ${image.id}`).join('\n')}`,
    );
  }
  const near = images.filter((image) => image.id.includes(id)).slice(0, 5);
  const advice =
    near.length === 0
      ? '"osdex list" shows what there is'
      : `did you mean:\n${near.map((image) => `  ${image.id}`).join('\n')}`;
  throw new OsdexError('not-found', `expected an image named "${id}", found none; ${advice}`);
}

/** A few values show what a facet parts. */
const SHOWN_VALUES = 6;

/**
 * The only image among these.
 *
 * @throws OsdexError `usage` that says by which facets they differ; `not-found`.
 */
export function requireOne(images: readonly Image[], selector: string, today: string): Image {
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new OsdexError(
      'not-found',
      `expected an image that "${selector}" finds, found none; "osdex list" shows what there is`,
    );
  }
  const facets = images.map((image) => facetsOf(image, today));
  const lines = FACETS.flatMap((facet) => {
    const values = [...new Set(facets.map((one) => one[facet]).filter((value) => value))];
    if (values.length < 2) return [];
    const more = values.length > SHOWN_VALUES ? ` and ${values.length - SHOWN_VALUES} more` : '';
    return [`  ${facet}=  ${values.slice(0, SHOWN_VALUES).join(', ')}${more}`];
  });
  const apart =
    lines.length > 0
      ? `say which with\n${lines.join('\n')}\nor take them with --all`
      : `name one of them, or take them with --all:\n${images
          .slice(0, SHOWN_VALUES)
          .map(({ id }) => `  ${id}`)
          .join('\n')}`;
  throw new OsdexError('usage', `expected one image, found ${images.length} for "${selector}"; ${apart}`);
}
