import type { Format } from '../../core/formats/format.ts';

/** Where the site has the whole catalog's newest builds in this format; undefined where it has no single file of it. */
export function exportPath({ name, extension, write, beside }: Format): string | undefined {
  if (write === undefined || write.kind === 'folder' || write.kind === 'at-hand' || beside === true)
    return undefined;
  return `exports/${name}/osdex${extension}`;
}
