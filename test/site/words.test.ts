import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health } from '../../core/health.ts';
import { lifecycle } from '../../site/catalog/lifecycle.ts';
import { supportSaid, supportWord } from '../../site/catalog/support.ts';
import { productScript } from '../../site/catalog/mirror-files.ts';
import { readSettings } from '../../site/settings.ts';
import { webUrl } from '../../site/links.ts';
import { longDate, longTime, relativeDate } from '../../site/words/date.ts';
import { splitDigest } from '../../site/words/digest.ts';
import {
  errorSentence,
  healthSentence,
  lastCrawlSentence,
  runsSentence,
  sourceStates,
  stateCounts,
} from '../../site/words/health.ts';
import { en } from '../../site/words/messages/en.ts';
import { releaseSentence } from '../../site/words/release.ts';
import { say, tell } from '../../site/words/say.ts';
import { signingSentence } from '../../site/words/signing.ts';
import { formatSize } from '../../core/format-size.ts';
import { digest, noble, ubuntu } from './sample.ts';

test('dates are written out, and how long ago they are', () => {
  assert.equal(longDate('2026-07-05'), '5 July 2026');
  assert.equal(longTime('2026-07-25T22:34:07Z'), '25 July 2026, 22:34 UTC');
  const ago = [
    '2026-07-26',
    '2026-07-25',
    '2026-07-20',
    '2026-07-10',
    '2026-03-01',
    '2023-07-26',
    '2026-08-20',
  ];
  assert.deepEqual(
    ago.map((day) => relativeDate(day, '2026-07-26')),
    ['today', 'yesterday', '6 days ago', '2 weeks ago', '4 months ago', '3 years ago', 'in 3 weeks'],
  );
});

test('sizes have three digits and the unit they need', () => {
  assert.deepEqual([0, 999, 1024, 624951296, 3303444480, 10106372096].map(formatSize), [
    '0 B',
    '999 B',
    '1.00 KiB',
    '596 MiB',
    '3.08 GiB',
    '9.41 GiB',
  ]);
});

test('a digest shows its ends and loses nothing', () => {
  const whole = digest('x', 'sha512');
  const { algorithm, head, middle, tail } = splitDigest(whole);
  assert.equal(`${algorithm}:${head}${middle}${tail}`, whole);
  assert.deepEqual([head.length, tail.length], [8, 8]);
});

test('only http and https addresses are links', () => {
  assert.equal(webUrl('javascript:alert(1)', 'https://a.example/'), undefined);
  assert.equal(webUrl('data:text/html,x'), undefined);
  assert.equal(webUrl('SUMS', 'https://a.example/b/'), 'https://a.example/b/SUMS');
  assert.equal(webUrl('ubuntu-keyring 2021.03.26'), undefined);
});

test('a release says until when it is looked after', () => {
  assert.equal(
    tell(releaseSentence(noble, '2026-07-26'), en),
    'Released on 25 April 2024; long-term support until 31 May 2029.',
  );
  assert.equal(
    tell(releaseSentence({ ...noble, lts: false }, '2030-01-01'), en),
    'Released on 25 April 2024; its support ended on 31 May 2029.',
  );
});

test('a publisher’s way of signing is told from the record', () => {
  assert.equal(
    tell(signingSentence({ product: ubuntu, releases: [noble] }), en),
    'Of 4 recorded builds: 3 signed by a pinned key, 1 without a signature, by sums read over TLS.',
  );
});

test('health names the sources in trouble, and those nobody tried', () => {
  const health: Health = {
    schema: 'osdex/health/1',
    sources: [
      {
        source: 'debian',
        lastTry: '2026-07-26T03:00:00Z',
        errors: [{ code: 'http-status', message: 'expected 200' }],
      },
      { source: 'flatcar' },
    ],
  };
  const states = sourceStates(health, [{ product: ubuntu, releases: [] }]);
  assert.deepEqual(
    states.map(({ health: { source }, state }) => `${source} ${state}`),
    ['debian failing', 'flatcar recorded', 'ubuntu untried'],
  );
  assert.equal(tell(healthSentence(states), en), '1 source of 3 is in trouble.');
  assert.equal(tell(stateCounts(states), en), '1 in trouble, 1 read from a recording, 1 not tried yet.');
  assert.equal(tell(lastCrawlSentence(health), en), 'Last crawl 26 July 2026, 03:00 UTC.');
  assert.equal(tell(healthSentence([{ state: 'well' }, { state: 'well' }]), en), 'All 2 sources are well.');
});

test('the marks of days are told with the days of trouble', () => {
  const marks = (['o', '.', 'x', '-'] as const).map((mark, at) => ({ day: `2026-07-0${at + 1}`, mark }));
  assert.equal(
    tell(runsSentence(marks), en),
    '4 days to 4 July 2026: 1 all in order, 1 something was wrong (3 July 2026), 1 asked in part, that was in order, 1 not asked.',
  );
  assert.equal(tell(runsSentence([]), en), 'No crawl is on record.');
});

test('a crawl’s error is a sentence with its place', () => {
  const error = { code: 'http-status', message: 'expected 200, found 503' };
  assert.deepEqual(errorSentence(error), { sentence: 'Expected 200, found 503.' });
  const { place, sentence } = errorSentence({ ...error, feed: 'cloud', release: '12' });
  assert.deepEqual(
    [place && tell(place, en), sentence],
    ['Feed cloud, release 12:', 'expected 200, found 503.'],
  );
});

test('a life is drawn to scale, and an open end reaches past today', () => {
  const picture = lifecycle([noble, { ...noble, release: 'rolling', endOfLife: undefined }], '2026-04-25');
  assert.ok(picture);
  const [bar, open] = picture.bars;
  assert.deepEqual(
    [bar?.from, bar?.width, bar?.extended, bar?.phase, bar?.days],
    [0, 100, 0, 'general', ['2024-04-25', '2029-05-31']],
  );
  assert.ok(picture.today > 38 && picture.today < 41);
  assert.deepEqual([open?.width, open?.days], [picture.today, ['2024-04-25', '']]);
  assert.ok(open?.open && open.open > 15);
  assert.equal(lifecycle([{ ...noble, released: undefined }], '2026-04-25'), undefined);
});

test('extended support is drawn behind the general one and told in words', () => {
  const pro = { ...noble, extendedSupport: '2034-04-25' };
  const [bar] = lifecycle([pro], '2030-01-01')?.bars ?? [];
  assert.ok(bar && bar.width > 50 && bar.width < 52);
  assert.ok(Math.abs(bar.from + bar.width + bar.extended - 100) < 0.02);
  assert.deepEqual(
    [bar.phase, tell(say('life.months', bar.days), en)],
    ['extended', 'Apr 2024 – May 2029 – Apr 2034'],
  );
  const days = ['2026-07-26', '2030-01-01', '2035-01-01'];
  assert.deepEqual(
    days.map((day) => tell(releaseSentence(pro, day), en)),
    [
      'Released on 25 April 2024; long-term support until 31 May 2029, extended support until 25 April 2034.',
      'Released on 25 April 2024; its long-term support ended on 31 May 2029, extended support until 25 April 2034.',
      'Released on 25 April 2024; its long-term support ended on 31 May 2029, extended support ended on 25 April 2034.',
    ],
  );
  assert.deepEqual(
    days.map((day) => [supportWord(pro, day), tell(supportSaid(pro, day) ?? '', en)]),
    [
      ['LTS', 'supported until 31 May 2029'],
      ['extended', 'ended 31 May 2029, extended support until 25 April 2034'],
      ['ended', 'ended 25 April 2034'],
    ],
  );
});

test('a mirror script takes the newest builds, with the mirrors’ addresses, and no withdrawn one', () => {
  const { files, leftOut } = productScript({ product: ubuntu, releases: [noble] });
  assert.deepEqual(
    files.map(({ path }) => path),
    [
      'ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-server-cloudimg-amd64.img',
      'ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-server-cloudimg-arm64.img',
      'ubuntu/24.04/live-server/24.04.3/ubuntu-24.04.3-live-server-amd64.iso',
    ],
  );
  assert.deepEqual(files[0]?.urls, [
    'https://cloud-images.ubuntu.com/releases/noble/release-20260725/ubuntu-24.04-server-cloudimg-amd64.img',
    'https://mirror.example/ubuntu/releases/noble/release-20260725/ubuntu-24.04-server-cloudimg-amd64.img',
  ]);
  assert.equal(leftOut, 0);
});

test('the base path has a slash at both ends whatever was said', () => {
  assert.deepEqual(
    [undefined, '', '/', 'osdex', '/osdex', '/osdex/'].map((base) => readSettings({ OSDEX_BASE: base }).base),
    ['/', '/', '/', '/osdex/', '/osdex/', '/osdex/'],
  );
  assert.equal(readSettings({ SOURCE_DATE_EPOCH: '1785018847' }).today, '2026-07-25');
});
