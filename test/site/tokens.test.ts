import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const TEXT = ['ink', 'muted', 'accent', 'signed', 'sums-only', 'weak', 'imported', 'error'];
const GROUNDS = ['paper', 'raised'];

/** WCAG 2.2, level AA, for text of any size. */
const LEAST_CONTRAST = 4.5;

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test('every text colour can be read on every ground, light and dark', async () => {
  const css = await readFile(new URL('../../site/styles/tokens.css', import.meta.url), 'utf8');
  const tokens = new Map(
    [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, { light, dark }],
    ),
  );
  for (const text of TEXT) {
    for (const ground of GROUNDS) {
      for (const theme of ['light', 'dark'] as const) {
        const found = contrast(tokens.get(text)?.[theme] ?? '', tokens.get(ground)?.[theme] ?? '');
        assert.ok(found >= LEAST_CONTRAST, `${text} on ${ground}, ${theme}: ${found.toFixed(2)}`);
      }
    }
  }
});
