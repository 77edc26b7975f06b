import { escapeXml } from '../../core/formats/xml-text.ts';

/** A value with what it is called and what is told of it to whoever points at it. */
export interface Drawn {
  name: string;
  value: number;
  told: string;
}

/**
 * Pictures that stretch to the width that there is. They hold no words, which would stretch too: what they show stands
 * beside them as text.
 */

/** A bar, of a longest one. */
export function bar(value: number, longest: number): string {
  const width = longest === 0 ? 0 : Math.max(0.6, (value / longest) * 100);
  return svg('bar', 100, 8, value === 0 ? '' : rect(0, 0, width, 8, 'value'));
}

/** Columns beside each other, on one ground. */
export function columns(drawn: readonly Drawn[]): string {
  const highest = Math.max(...drawn.map(({ value }) => value), 1);
  const shapes = drawn.map(({ name, value, told }, index) => {
    const height = value === 0 ? 0 : Math.max(1.5, (value / highest) * 58);
    return pointed(rect(index * 10 + 1.5, 60 - height, 7, height, 'value'), index, `${name}: ${told}`);
  });
  return svg('columns', drawn.length * 10, 60, `${ground(drawn.length * 10, 60)}${shapes.join('')}`);
}

/** Columns up and down from one line, by a common measure; as much room is above and below as is needed. */
export function mirrored(up: readonly Drawn[], down: readonly Drawn[]): string {
  const [most, least] = [up, down].map((drawn) => Math.max(...drawn.map(({ value }) => value), 0)) as [
    number,
    number,
  ];
  const line = 2 + (most / (most + least || 1)) * 76;
  const heightOf = (value: number): number => (value === 0 ? 0 : Math.max(1, (value / (most + least)) * 76));
  const shapes = up.map(({ name, value, told }, index) => {
    const other = down[index] ?? { value: 0, told: '' };
    const [above, below] = [heightOf(value), heightOf(other.value)];
    const x = index * 10 + 1.5;
    const both = `${rect(x, line - above, 7, above, 'came')}${rect(x, line, 7, below, 'went')}`;
    return pointed(both, index, `${name}: ${told}, ${other.told}`, 80);
  });
  return svg('columns', up.length * 10, 80, `${shapes.join('')}${ground(up.length * 10, round(line))}`);
}

/** Parts of a whole, one after the other; each has its own class. */
export function parts(drawn: readonly (Drawn & { kind: string })[]): string {
  const whole = drawn.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  const shapes = drawn
    .filter(({ value }) => value > 0)
    .map(({ name, value, told, kind }) => {
      const width = Math.max(0.8, (value / whole) * 100);
      const shape = `<g><title>${escapeXml(`${name}: ${told}`)}</title>${rect(from, 0, width - 0.3, 10, kind)}</g>`;
      from += width;
      return shape;
    });
  return svg('parts', Math.max(from, 100), 10, shapes.join(''));
}

function svg(kind: string, width: number, height: number, shapes: string): string {
  return `<svg class="${kind}" viewBox="0 0 ${round(width)} ${height}" preserveAspectRatio="none" aria-hidden="true">${shapes}</svg>`;
}

function rect(x: number, y: number, width: number, height: number, kind: string): string {
  if (height === 0) return '';
  return `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`;
}

/** The whole column is pointed at, however low it is. */
function pointed(shapes: string, index: number, told: string, height = 60): string {
  return `<g><title>${escapeXml(told)}</title>${rect(index * 10, 0, 10, height, 'ground')}${shapes}</g>`;
}

function ground(width: number, y: number): string {
  return `<line class="line" x1="0" x2="${width}" y1="${y}" y2="${y}"/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
