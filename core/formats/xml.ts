import { IMAGE_COLUMNS, imageRow } from '../image-record.ts';
import type { Format } from './format.ts';
import { escapeXml } from './xml-text.ts';
import { readerOfXml } from './xml-reader.ts';

/** An element for each image, in it one for each column of the table formats; what is not known is absent. */
export const xml: Format = {
  name: 'xml',
  describe: 'A plain XML document with an element for each image; for XPath, XSLT and XQuery.',
  mediaType: 'application/xml',
  extension: '.xml',
  consumers: [
    {
      name: 'xmllint',
      version: '2.9.14',
      tried:
        'Finds it well formed, and an image by its digest with XPath. A changed digest it does not notice.',
    },
  ],
  write: {
    kind: 'rows',
    begin: () => '<?xml version="1.0" encoding="utf-8"?>\n<osdex-images>\n',
    row(image) {
      const row = imageRow(image);
      const elements = IMAGE_COLUMNS.flatMap((column) => {
        const value = row[column];
        return value === undefined ? [] : [`    <${column}>${escapeXml(String(value))}</${column}>\n`];
      });
      return `  <image>\n${elements.join('')}  </image>\n`;
    },
    end: () => '</osdex-images>\n',
  },
  read: readerOfXml,
};
