import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { takeImages } from '../../../core/export.ts';
import { calendarLine, escapeCalendarText } from '../../../core/formats/icalendar-line.ts';
import { icalendar } from '../../../core/formats/icalendar.ts';
import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { Product } from '../../../core/product.ts';
import type { Release } from '../../../core/release.ts';
import { runProgram } from '../../../scripts/program.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { exportOf, HOSTILE, sampleImages, textOf } from './sample-images.ts';

/** Two images of a release. */
function imagesOf(release: Partial<Release>, product: Partial<Product> = {}): Image[] {
  const builds = [makeBuild('20260720', { artifacts: [makeArtifact('a'), makeArtifact('b')] })];
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const products = [{ product: makeProduct(product), releases: [makeRelease('26.04', builds, release)] }];
  return selectImages({ products, health }, { facets: {} }, '2026-07-25');
}

test('a calendar has each end of each release once, on its last day', async () => {
  const images = imagesOf({ endOfLife: '2031-04-20', extendedSupport: '2036-04-20' });
  const expected = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//osdex//osdex 0.0.0//EN
NAME:osdex: end of support
X-WR-CALNAME:osdex: end of support
BEGIN:VEVENT
UID:example/26.04/end-of-support@osdex
DTSTAMP:20260725T000000Z
DTSTART;VALUE=DATE:20310420
SUMMARY:Example OS 26.04: end of support
DESCRIPTION:The last day of the support that everyone gets.
CATEGORIES:example
URL:https://osdex.example/example/26.04/
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:example/26.04/end-of-extended-support@osdex
DTSTAMP:20260725T000000Z
DTSTART;VALUE=DATE:20360420
SUMMARY:Example OS 26.04: end of extended support
DESCRIPTION:The last day of the support that only some get: who pays for it
 \\, or as volunteers give it.
CATEGORIES:example
URL:https://osdex.example/example/26.04/
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`;
  assert.equal(await textOf(icalendar, images), expected.replaceAll('\n', '\r\n'));
});

test('an event leads to where its publisher states the day, or to who publishes it', async () => {
  const ended = { endOfLife: '2031-04-20' };
  const lifecycle = 'https://example.org/life';
  const own = imagesOf({ ...ended, lifecycle: `${lifecycle}/26.04` }, { lifecycle });
  assert.match(await textOf(icalendar, own), /^URL:https:\/\/example\.org\/life\/26\.04\r$/m);
  assert.match(
    await textOf(icalendar, imagesOf(ended, { lifecycle })),
    /^URL:https:\/\/example\.org\/life\r$/m,
  );
  const [text] = (await exportOf(icalendar, imagesOf(ended), { siteUrl: undefined })).values();
  assert.match(text ?? '', /^URL:https:\/\/example\.org\/\r$/m);
});

test('a release without a stated end is left out; one whose images are gone is not', () => {
  const reasons: string[] = [];
  const taken = takeImages(icalendar, [...imagesOf({}), ...sampleImages()], ({ reason }) =>
    reasons.push(reason),
  );
  assert.equal(taken.length, sampleImages().length);
  assert.deepEqual(
    new Set(reasons),
    new Set(['expected a release whose end of support is stated, found none stated']),
  );
});

test('lines are folded at 75 octets and never within a character', () => {
  for (const text of ['é', '€', '😀', 'a😀', 'ab€'].map((part) => part.repeat(60))) {
    const written = calendarLine('SUMMARY', text);
    const lines = written.split('\r\n');
    assert.equal(lines.pop(), '');
    assert.ok(lines.length > 1);
    for (const line of lines) {
      assert.ok(Buffer.byteLength(line) <= 75, line);
      assert.ok(Buffer.byteLength(line) > 70 || line === lines.at(-1), line);
      assert.ok(line.isWellFormed());
    }
    assert.equal(lines.join('\r\n').replaceAll('\r\n ', ''), `SUMMARY:${text}`);
  }
  assert.equal(calendarLine('A', 'b'.repeat(73)), `A:${'b'.repeat(73)}\r\n`);
  assert.equal(calendarLine('A', 'b'.repeat(74)), `A:${'b'.repeat(73)}\r\n b\r\n`);
});

test('what means something in a text is escaped, and what none can hold is replaced', () => {
  assert.equal(
    escapeCalendarText('a\\n;b,c:"d"\r\nEND:VCALENDAR\rx\ny\tz\u0000\u001b\u007f\ud800'),
    'a\\\\n\\;b\\,c:"d"\\nEND:VCALENDAR\\nx\\ny\tz\u{fffd}\u{fffd}\u{fffd}\u{fffd}',
  );
});

test('ical.js reads every day and every hostile name back as it was written', async () => {
  const name = `${HOSTILE}\nEND:VEVENT\r\nBEGIN:VALARM ${'😀é'.repeat(40)}`;
  const [image] = imagesOf({ endOfLife: '2031-04-20' }, { name });
  assert.ok(image !== undefined);
  const text = await textOf(icalendar, [image, ...sampleImages()]);
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.deepEqual(
    calendar.getAllSubcomponents().map((event) => {
      const { summary, startDate, endDate, uid } = new ICAL.Event(event);
      return [uid, summary, startDate.isDate, startDate.toString(), endDate.toString()];
    }),
    [
      [
        'example/26.04/end-of-support@osdex',
        `${name.replaceAll('\r\n', '\n')} 26.04: end of support`,
        true,
        '2031-04-20',
        '2031-04-21',
      ],
      [
        'example/25.10/end-of-support@osdex',
        `Example OS ${HOSTILE} 25.10: end of support`,
        true,
        '2026-07-15',
        '2026-07-16',
      ],
    ],
  );
  assert.equal(calendar.getFirstProperty('method'), null);
});

test('calcurse imports every day', { skip: absent('calcurse') }, async (t) => {
  const folder = await temporaryFolder(t, {
    'x.ics': await textOf(icalendar),
    'data/apts': '',
    'conf/conf': '',
  });
  const own = ['-D', join(folder, 'data'), '-C', join(folder, 'conf')];
  const imported = await runProgram('calcurse', [...own, '-i', join(folder, 'x.ics')]);
  assert.equal(imported.exit, 0, imported.err);
  const listed = await runProgram('calcurse', [...own, '--input-datefmt', '4', '-d', '2031-04-20']);
  assert.equal(listed.out, `04/20/31:\n * Example OS ${HOSTILE} 26.04: end of support\n`);
});
