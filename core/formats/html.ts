import { IMAGE_COLUMNS, imageRow } from '../image-record.ts';
import type { Format } from './format.ts';
import { escapeXml } from './xml-text.ts';

/** Written so that a reader of XML takes it too. */
export const html: Format = {
  name: 'html',
  describe: 'A page with one table and no script; for a browser, for printing, and for wikis that take HTML.',
  mediaType: 'text/html',
  extension: '.html',
  consumers: [
    {
      name: 'Chromium',
      version: '156.0.8078.79',
      tried: 'Shows hostile names as texts, and axe finds no barrier. A changed digest it does not notice.',
    },
    { name: 'HTML Tidy', version: '5.6.0', tried: 'Finds no error and nothing to warn of.' },
  ],
  write: {
    kind: 'rows',
    begin: ({ title }) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width"/>
<meta name="color-scheme" content="light dark"/>
<title>${escapeXml(title)}</title>
</head>
<body>
<main>
<h1>${escapeXml(title)}</h1>
<table>
<caption>Operating-system images, a row for each; what is not known is empty.</caption>
<thead>
<tr>${IMAGE_COLUMNS.map((column) => `<th scope="col">${heading(column)}</th>`).join('')}</tr>
</thead>
<tbody>
`,
    row(image) {
      const row = imageRow(image);
      const cells = IMAGE_COLUMNS.map((column) => {
        const text = cell(row[column]);
        return column === 'id' ? `<th scope="row">${text}</th>` : `<td>${text}</td>`;
      });
      return `<tr>${cells.join('')}</tr>\n`;
    },
    end: () => '</tbody>\n</table>\n</main>\n</body>\n</html>\n',
  },
};

/** The words of a column's name: `endOfLife` is read as `end of life`. */
function heading(column: string): string {
  return column.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A text as it is, and as a link only where it is an address on the web: no other scheme is followed. */
function cell(value: string | number | boolean | undefined): string {
  const text = escapeXml(String(value ?? ''));
  return /^https?:\/\/[!-~]+$/.test(text) ? `<a href="${text}">${text}</a>` : text;
}
