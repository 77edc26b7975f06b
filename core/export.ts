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
    yield portion.map((image) => leadOf(writer, count++) + writer.row(image, context)).join('');
  }
  yield writer.end(context);
}

/** A whole file of rows that were written already. */
export function joinRows(writer: RowWriter, rows: readonly string[], context: ExportContext): string {
  const text = rows.map((row, index) => leadOf(writer, index) + row).join('');
  return writer.begin(context) + text + writer.end(context);
}

function leadOf({ before }: RowWriter, index: number): string {
  return before === undefined ? '' : index === 0 ? before.first : before.next;
}

/** The name of a file that holds the whole selection. */
export function exportName({ extension }: Format, { name }: ExportContext): string {
  return `${name}${extension}`;
}

/** What a format writes of these images: one file, named as the selection is, or a folder of them. */
export async function writeExport(
  format: Format,
  images: readonly Image[],
  context: ExportContext,
): Promise<ExportFile[]> {
  const { write } = format;
  const path = exportName(format, context);
  if (write === undefined || write.kind === 'at-hand') return [];
  if (write.kind === 'folder') return write.write(images, context);
  if (write.kind === 'text') return [{ path, content: await write.write(images, context) }];
  const rows = images.map((image) => write.row(image, context));
  return [{ path, content: joinRows(write, rows, context) }];
}
