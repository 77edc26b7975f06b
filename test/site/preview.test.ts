import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { drawPreview } from '../../site/preview/preview-picture.ts';
import { PREVIEW_COLOURS, previewGround } from '../../site/preview/preview-svg.ts';
import { previewShare } from '../../site/words/preview.ts';
import { HOSTILE } from './sample.ts';

/** Width and height as the first chunk of a PNG tells them. */
function sizeOf(png: Uint8Array): number[] {
  const bytes = Buffer.from(png);
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const line = (text: string) => ({ text, size: 110, top: 100, colour: 'ink' }) as const;

test('the picture has the size that is asked for, however long or hostile a name is', async () => {
  for (const text of ['osdex', '', HOSTILE, 'a very long name '.repeat(20)]) {
    assert.deepEqual(sizeOf(await drawPreview({ signedShare: 0.5 }, [line(text)])), [1200, 630], text);
  }
});

test('the same facts give the same bytes, and other letters others', async () => {
  const draw = (text: string) => drawPreview({ signedShare: 1 }, [line(text)]);
  const [one, again, other] = await Promise.all(['osdex', 'osdex', 'asdex'].map(draw));
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
});

test('the ring is as far round as builds are signed', () => {
  const part = (signedShare: number) =>
    /stroke-dasharray="([\d.]+) ([\d.]+)"/.exec(previewGround({ signedShare }));
  assert.equal(part(1)?.[1], part(1)?.[2]);
  assert.equal(part(0)?.[1], '0.0');
  assert.ok(Math.abs(Number(part(0.25)?.[1]) * 4 - Number(part(0.25)?.[2])) < 0.3);
});

test('all builds are signed only where it is all of them', () => {
  assert.equal(previewShare(0.999), '99 % of the builds signed');
  assert.equal(previewShare(1), '100 % of the builds signed');
});

test('the picture has the light colours of the site', async () => {
  const css = await readFile(new URL('../../site/styles/tokens.css', import.meta.url), 'utf8');
  for (const [name, colour] of Object.entries(PREVIEW_COLOURS))
    assert.ok(css.includes(`--${name}: light-dark(${colour},`), name);
});
