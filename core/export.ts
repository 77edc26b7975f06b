import type { ExportContext, ExportFile, Format, RowWriter } from './formats/format.ts';
import type { Image } from './image.ts';

/** An image that a format cannot hold, and why. */
export interface LeftOut {
  id: string;
  reason: string;
}

/** Those that the format can hold; what it cannot is told. */
export function takeImages(
  { refuse }: Format,
  images: readonly Image[],
  onLeftOut: (leftOut: LeftOut) => void,
): Image[] {
  if (refuse === undefined) return [...images];
  return images.filter((image) => {
    const reason = refuse(image);
    if (reason !== undefined) onLeftOut({ id: image.id, reason });
    return reason === undefined;
  });
}

/**
 * Writes images piece by piece as they come.
 *
 * @param images in portions, such as all of a product.
 */
export async function* writeRows(
  writer: RowWriter,
  images: AsyncIterable<readonly Image[]>,
  context: ExportContext,
): AsyncGenerator<string, void, void> {
  yield writer.begin(context);
  let count = 0;
  for await (const portion of images) {
    let text = '';
    for (const image of portion) text += writer.row(image, count++, context);
    yield text;
  }
  yield writer.end(context);
}

/** What a format writes of these images: one file, named as the selection is, or a folder of them. */
export async function writeExport(
  format: Format,
  images: readonly Image[],
  context: ExportContext,
): Promise<ExportFile[]> {
  const { write, extension } = format;
  const path = `${context.name}${extension}`;
  if (write === undefined || write.kind === 'at-hand') return [];
  if (write.kind === 'folder') return write.write(images, context);
  if (write.kind === 'text') return [{ path, content: await write.write(images, context) }];
  const rows = images.map((image, index) => write.row(image, index, context)).join('');
  return [{ path, content: write.begin(context) + rows + write.end(context) }];
}
