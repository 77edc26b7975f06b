import { OsdexError } from '../error.ts';
import { IMAGE_COLUMNS } from '../image-record.ts';
import type { FormatReader, NotTaken } from './format.ts';
import { readColumnTexts } from './image-table.ts';
import type { ColumnTexts } from './image-table.ts';
import { childrenOf, parseXml } from './xml-element.ts';
import type { XmlElement } from './xml-element.ts';

const ROOT = 'osdex-images';

/** In UTF-16 code units: a root behind a declaration and a comment or two. */
const BEGINNING = 1024;

/** Reads the document that the format writes. Elements that are not ours are passed over with all in them. */
export const readerOfXml: FormatReader = {
  recognises: ({ text }) => /^\s*</.test(text) && /<osdex-images[\s/>]/.test(text.slice(0, BEGINNING)),
  read({ name, text }) {
    const root = parseXml(text, name);
    if (root.name !== ROOT)
      throw new OsdexError('usage', `expected <${ROOT}> in ${name}, found <${root.name.slice(0, 80)}>`);
    const notTaken: NotTaken[] = [];
    const entries = childrenOf(root, 'image').flatMap((image, index) => {
      const at = `image[${index}]`;
      const texts = textsOf(image);
      if (typeof texts !== 'string') return [{ at, texts }];
      notTaken.push({ at, reason: texts });
      return [];
    });
    const read = readColumnTexts(entries);
    return { images: read.images, notTaken: [...notTaken, ...read.notTaken] };
  },
};

/** @returns why not, for an image that says one thing twice. */
function textsOf(image: XmlElement): ColumnTexts | string {
  const texts: ColumnTexts = {};
  for (const { name, text } of image.children) {
    const column = IMAGE_COLUMNS.find((one) => one === name);
    if (column === undefined) continue;
    if (texts[column] !== undefined) return `expected one ${column}, found two`;
    texts[column] = text;
  }
  return texts;
}
