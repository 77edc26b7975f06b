import { formatSize } from '../../core/format-size.ts';
import type { BrowseRow } from '../browse/browse-index.ts';
import { say } from '../words/say.ts';
import { spoken } from './language.mts';

/** What a selection has of one product. */
interface ProductTotal {
  name: string;
  files: number;
  sizeBytes: number;
  /** Files whose publisher does not tell their size. */
  unknown: number;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The products of these rows, the largest first. */
export function totalsOf(rows: readonly BrowseRow[]): ProductTotal[] {
  const totals = new Map<string, ProductTotal>();
  for (const { build, size } of rows) {
    const { product, name } = build.release;
    const total = totals.get(product) ?? { name, files: 0, sizeBytes: 0, unknown: 0 };
    total.files += 1;
    if (size === undefined) total.unknown += 1;
    else total.sizeBytes += size;
    totals.set(product, total);
  }
  return [...totals.values()].sort((a, b) => b.sizeBytes - a.sizeBytes || b.files - a.files);
}

/** Whether there are sizes to draw; else the bars are of numbers of files. */
export function hasSizes(totals: readonly ProductTotal[]): boolean {
  return totals.some(({ sizeBytes }) => sizeBytes > 0);
}

/** Draws a bar for each product, in proportion to the largest. */
export function showBars(body: HTMLTableSectionElement, totals: readonly ProductTotal[]): void {
  const weigh = ({ sizeBytes, files }: ProductTotal): number => (hasSizes(totals) ? sizeBytes : files);
  const most = Math.max(1, ...totals.map(weigh));
  body.replaceChildren(
    ...totals.map((total) => {
      const { name, files, sizeBytes, unknown } = total;
      const row = document.createElement('tr');
      const title = document.createElement('th');
      title.scope = 'row';
      title.textContent = name;
      const picture = row.insertCell();
      picture.className = 'bar-cell';
      picture.append(bar(weigh(total) / most));
      row.insertCell().textContent = spoken(say('mirror.files', { count: files }));
      row.insertCell().textContent = sizeBytes === 0 && unknown > 0 ? '–' : formatSize(sizeBytes);
      row.prepend(title);
      return row;
    }),
  );
}

function bar(share: number): SVGElement {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('aria-hidden', 'true');
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('width', `${Math.max(share * 100, 0.5)}%`);
  rect.setAttribute('height', '100%');
  picture.append(rect);
  return picture;
}
