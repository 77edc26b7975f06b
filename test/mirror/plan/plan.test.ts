import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { readMirrorPlan } from '../../../core/mirror-plan-file.ts';
import type { Build, Release } from '../../../core/release.ts';
import { nextRun } from '../../../mirror/plan/schedule.ts';
import { readTrack } from '../../../mirror/plan/track.ts';
import { marked, wantedImages } from '../../../mirror/plan/wanted.ts';
import { checkRepositoryPath } from '../../../mirror/repository.ts';
import { isOpen, msUntilClosed, msUntilOpen } from '../../../mirror/sync/window.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const build = (serial: string, file = `os-${serial}.iso`): Build =>
  makeBuild(serial, {
    artifacts: [makeArtifact(file, { digest: digestOf(Buffer.from(`${serial} ${file}`)) })],
  });

const RELEASES: Release[] = [
  makeRelease('26.04', [build('26.04')], { lts: true }),
  makeRelease('25.10', [build('25.10')]),
  makeRelease('24.04', [build('24.04.3'), build('24.04.2'), build('24.04.1')], { lts: true }),
  makeRelease('9.8', [build('9.8')]),
];

function wanted(items: string, layout = 'flat', releases = RELEASES, product = makeProduct()) {
  const text = `schema: osdex/mirror-plan/1\nname: test\nlayout: ${JSON.stringify(layout)}\nitems:\n${items}\n`;
  const catalog = {
    products: [{ product, releases }],
    health: { schema: 'osdex/health/1' as const, sources: [] },
  };
  return wantedImages(readMirrorPlan(text, 'mirror.yaml'), catalog, '2026-07-26');
}

const paths = (items: string, layout?: string): string[] =>
  wanted(items, layout)
    .images.map(({ path }) => path)
    .sort();

for (const [track, expected] of [
  ['latest', ['26.04']],
  ['previous', ['25.10']],
  ['lts', ['26.04']],
  ['major', ['26.04']],
  ['minor', ['24.04.3', '25.10', '26.04', '9.8']],
  ['24.04', ['24.04.3']],
  ['24.04.2', ['24.04.2']],
  ['24.04.x', ['24.04.3']],
  ['>=25.10', ['25.10', '26.04']],
  ['<=24.04.x', ['24.04.3', '9.8']],
  ['>24.04.x', ['25.10', '26.04']],
  ['<24.04', ['9.8']],
  ['*', ['24.04.3', '25.10', '26.04', '9.8']],
] as const) {
  test(`an item with track: "${track}" follows ${expected.join(', ')}`, () => {
    assert.deepEqual(
      paths(`  - selector: example\n    track: "${track}"`),
      expected.map((serial) => `os-${serial}.iso`),
    );
  });
}

test('a track that is none is refused with those that there are', () => {
  for (const track of ['newest', '24.04; rm -rf /', 'x', '>=', ''])
    assert.throws(() => readTrack(track), {
      code: 'usage',
      message: /expected a track: latest, previous, lts/,
    });
});

test('an item keeps so many builds of each stream, and one where it does not say', () => {
  assert.deepEqual(paths('  - selector: example@24.04'), ['os-24.04.3.iso']);
  assert.deepEqual(paths('  - selector: example@24.04\n    keep: 2'), ['os-24.04.2.iso', 'os-24.04.3.iso']);
  assert.deepEqual(paths('  - selector: "product=example&release=24.04&latest=2"').length, 2);
});

test('what several items want is wanted once, by the one of the highest priority; nothing found is told', () => {
  const { images, empty } = wanted(
    '  - selector: example@24.04\n  - selector: example\n    priority: 5\n    name: ours\n  - selector: arch=riscv64',
  );
  assert.equal(images.length, 4);
  assert.ok(images.every(({ item }) => item.name === 'ours'));
  assert.deepEqual(
    empty.map(({ selector }) => selector.facets),
    [{ arch: ['riscv64'] }],
  );
});

test('files are laid out by a name or a template; of those that want one path the newest has it', () => {
  assert.deepEqual(paths('  - selector: example@9.8', 'by-type'), ['cloud/example/os-9.8.iso']);
  assert.deepEqual(paths('  - selector: example@9.8', 'by-family'), [
    'linux/Example OS - Cloud image/os-9.8.iso',
  ]);
  assert.deepEqual(paths('  - selector: example@9.8', '{vendor}/{release}-{arch}/{path}'), [
    'Example Project/9.8-amd64/os-9.8.iso',
  ]);
  const same = [makeRelease('1', [build('2', 'os.img.xz'), build('1', 'os.img.xz')])];
  assert.deepEqual(
    wanted('  - selector: example\n    keep: 2', 'flat', same).images.map(({ path }) => path),
    ['os.img.xz', 'os-1.img.xz'],
  );
  assert.equal(marked('a.b/debian-13.1-amd64.qcow2', '2'), 'a.b/debian-13.1-amd64-2.qcow2');
});

test('a template cannot lead out of the repository, whatever names are in the catalog', () => {
  for (const name of [
    '../../etc',
    '/etc',
    '..',
    '.hidden',
    'a/../../b',
    'con',
    '\u202Egnp',
    'a\nb',
    '-rf',
    '',
  ]) {
    const product = makeProduct({ name });
    const [image] = wanted('  - selector: example@9.8', '{os}/{file}', RELEASES, product).images;
    assert.ok(image !== undefined);
    assert.equal(checkRepositoryPath(image.path), undefined, image.path);
    assert.ok(!image.path.split('/').includes('..') && !image.path.startsWith('/'), image.path);
  }
});

for (const [fault, expected] of [
  ['layout: heap', /mirror\.yaml:3: layout: expected a layout \(by-family, .*found "heap"/],
  [
    'layout: "{famly}/{file}"',
    /layout: expected names that images have .*found \{famly\}; did you mean \{family\}\?/,
  ],
  ['layout: "{file}/{os}"', /layout: expected a layout that ends in \{file\} or \{path\}/],
  ['limits: { bandwidth: fast }', /mirror\.yaml:3: limits\.bandwidth: expected a size such as 500MB/],
  ['limits: { window: evening }', /limits\.window: expected hours such as 22:00-06:00, found "evening"/],
  ['prefer: [carrier-pigeon]', /prefer\[0\]: expected one of "publisher"/],
] as const) {
  test(`a plan with ${fault} is told with its line`, () => {
    const text = `schema: osdex/mirror-plan/1\nname: test\n${fault}\nitems:\n  - selector: example\n`;
    assert.throws(() => readMirrorPlan(text, 'mirror.yaml'), { code: 'usage', message: expected });
  });
}

test('a schedule is cron in local time or a rule of iCalendar in UTC', () => {
  const after = new Date(2026, 10, 22, 4, 30);
  assert.deepEqual(nextRun('0 3 * * *', after), new Date(2026, 10, 23, 3, 0));
  const rule = nextRun('FREQ=WEEKLY;BYDAY=SU;BYHOUR=3', new Date('2026-11-22T04:00:00Z'));
  assert.deepEqual(rule, new Date('2026-11-29T03:00:00Z'));
  assert.equal(nextRun('FREQ=DAILY;UNTIL=20260101T000000Z', after), undefined);
  for (const wrong of ['soon', 'FREQ=SOMETIMES', '61 * * * *'])
    assert.throws(() => nextRun(wrong, after), { code: 'usage', message: /^expected a schedule as cron/ });
});

test('the hours of a plan may go over midnight', () => {
  const night = { fromMinute: 22 * 60, toMinute: 6 * 60 };
  const at = (hour: number, minute = 0): Date => new Date(2026, 6, 26, hour, minute);
  assert.deepEqual(
    [21, 22, 23, 0, 5, 6].map((hour) => isOpen(night, at(hour))),
    [false, true, true, true, true, false],
  );
  assert.equal(msUntilOpen(night, at(21, 30)), 30 * 60_000);
  assert.equal(msUntilOpen(night, at(23)), 0);
  assert.equal(msUntilClosed(night, at(23)), 7 * 60 * 60_000);
  assert.equal(isOpen(undefined, at(12)), true);
});
