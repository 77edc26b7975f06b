import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { describeChange } from '../../core/change.ts';
import { createRecordedFetcher } from '../../core/http/recorded-fetcher.ts';
import type { LinksReport } from '../../crawler/links-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeShelf, sumsLine } from './shelf.ts';
import type { Shelf } from './shelf.ts';

const MOVES = `moves:
  - from: https://images.example/1/
    to: [https://old.example/, https://vault.example/one/]
`;

/** A shelf of builds of one file each, all on record with their sizes. */
async function recordedShelf(t: TestContext, serials: readonly string[], moves = ''): Promise<Shelf> {
  const shelf = await makeShelf(t);
  await shelf.editSource('releases:\n', `${moves}first: 20\nreleases:\n`);
  for (const serial of serials) {
    shelf.paths.set(`/1/${serial}/image-amd64.qcow2`, serial);
    await shelf.publish(serial);
    await shelf.crawl();
  }
  shelf.asked.length = 0;
  return shelf;
}

/** Puts what is in one folder into another. */
function move({ paths }: Shelf, serial: string, to?: string): void {
  for (const file of ['SUMS', 'SUMS.sig', 'image-amd64.qcow2']) {
    const found = paths.get(`/1/${serial}/${file}`);
    paths.delete(`/1/${serial}/${file}`);
    if (to !== undefined && found !== undefined) paths.set(`${to}${file}`, found);
  }
}

async function marks(shelf: Shelf): Promise<Record<string, string>> {
  const builds = await shelf.builds('shelf', '1', 'cloud');
  return Object.fromEntries(
    builds.map(({ serial, withdrawn, movedTo }) => [serial, withdrawn ?? movedTo ?? 'there']),
  );
}

const told = ({ errors }: LinksReport): string[] => errors.map(({ code }) => code);
const changes = (report: LinksReport): string[] => report.changes.map(describeChange);
const counted = ({ counts }: LinksReport) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const FIVE = ['20260101', '20260102', '20260103', '20260104', '20260105'];

test('what is where it is recorded is asked for by HEAD, each address once, and nothing is written', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  const before = await shelf.files();
  const report = await shelf.links();
  assert.deepEqual(counted(report), { there: 5 });
  assert.deepEqual([report.selected, report.asked, told(report), report.files], [5, 10, [], []]);
  assert.deepEqual(
    shelf.asked.toSorted(),
    FIVE.flatMap((serial) => [`/1/${serial}/SUMS`, `/1/${serial}/image-amd64.qcow2`]),
  );
  assert.deepEqual(await shelf.files(), before);
});

for (const status of [404, 410]) {
  test(`a build whose sums file answers ${status} and that is nowhere else is withdrawn, once, and stays on record`, async (t) => {
    const shelf = await recordedShelf(t, FIVE, MOVES);
    shelf.paths.set('/1/20260102/SUMS', status);
    const report = await shelf.links();
    assert.deepEqual(changes(report), ['shelf 1 cloud 20260102: withdrawn by its publisher']);
    assert.deepEqual([counted(report), told(report)], [{ there: 4, withdrawn: 1 }, []]);
    assert.deepEqual(await marks(shelf), {
      '20260105': 'there',
      '20260104': 'there',
      '20260103': 'there',
      '20260102': '2026-03-20',
      '20260101': 'there',
    });
    const after = await shelf.files();
    const again = await shelf.links({ now: new Date('2026-04-20T12:00:00Z') });
    assert.deepEqual([changes(again), counted(again)], [[], { there: 4, goneBefore: 1 }]);
    assert.deepEqual(await shelf.files(), after);
  });
}

test('a build of which every file is gone is withdrawn although its sums file is there', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  shelf.paths.delete('/1/20260102/image-amd64.qcow2');
  assert.deepEqual(changes(await shelf.links()), ['shelf 1 cloud 20260102: withdrawn by its publisher']);
});

test('a build that the page lists does not return while every file of it is gone', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  shelf.paths.delete('/1/20260102/image-amd64.qcow2');
  await shelf.links();
  const before = await shelf.records();
  assert.deepEqual((await shelf.crawl()).changes, []);
  assert.deepEqual(await shelf.records(), before);
  shelf.paths.set('/1/20260102/image-amd64.qcow2', '20260102');
  assert.deepEqual((await shelf.crawl()).changes.map(describeChange), [
    'shelf 1 cloud 20260102: listed again by its publisher',
  ]);
});

for (const [index, place] of ['https://old.example/', 'https://vault.example/one/'].entries()) {
  test(`a build moved where its sums file is the very one on record, at the rule's place ${index + 1}`, async (t) => {
    const shelf = await recordedShelf(t, FIVE, MOVES);
    move(shelf, '20260102', place.replace('https:/', '') + '20260102/');
    const report = await shelf.links();
    assert.deepEqual(changes(report), [
      `shelf 1 cloud 20260102: moved by its publisher to ${place}20260102/`,
    ]);
    assert.deepEqual([counted(report), told(report)], [{ there: 4, moved: 1 }, []]);
    const [build] = (await shelf.builds('shelf', '1', 'cloud')).filter(({ serial }) => serial === '20260102');
    assert.deepEqual(
      [build?.url, build?.movedTo, build?.withdrawn],
      ['https://images.example/1/20260102/', `${place}20260102/`, undefined],
    );
    const after = await shelf.files();
    const again = await shelf.links();
    assert.deepEqual([changes(again), counted(again)], [[], { there: 5 }]);
    assert.deepEqual(await shelf.files(), after);
  });
}

test('an image that is signed itself has moved where the very same image lies, however large it is', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('releases:\n', `${MOVES}releases:\n`);
  await shelf.signImages();
  const images = FIVE.slice(0, 3).map((serial) => [serial, serial.repeat(5 * 1024 * 1024)] as const);
  for (const [serial, bytes] of images) {
    const day = `${serial.slice(0, 4)}-${serial.slice(4, 6)}-${serial.slice(6)}`;
    await shelf.publishImage(serial, bytes, `${day}T12:00:00Z`);
  }
  assert.deepEqual((await shelf.crawl()).errors, []);
  const [[same, bytes] = ['', ''], [other] = ['']] = images;
  for (const serial of [same, other]) {
    move(shelf, serial, `/old.example/${serial}/`);
    const image = serial === same ? bytes : bytes.replace('2', '3');
    shelf.paths.set(`/old.example/${serial}/image-amd64.qcow2`, image);
  }
  const report = await shelf.links();
  assert.deepEqual(told(report), ['sums-conflict']);
  assert.deepEqual(await marks(shelf), {
    [same]: `https://old.example/${same}/`,
    [other]: '2026-03-20',
    [images[2]?.[0] ?? '']: 'there',
  });
});

test('a build whose sums file lies elsewhere and moves on has moved where that sums file lies beside its files', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.roll();
  await shelf.editSource('releases:\n', `${MOVES}releases:\n`);
  await shelf.editSource('    trust:', '    files: https://images.example/1/{serial}/\n    trust:');
  for (const serial of ['20260101', '20260202']) {
    shelf.paths.set(`/1/${serial}/image-${serial}-amd64.qcow2`, serial);
    await shelf.sign('/rolling/SUMS', sumsLine(serial), `2026-0${serial[5]}-02T00:00:00Z`);
    await shelf.crawl();
  }
  assert.equal((await shelf.builds('shelf', '1', 'cloud')).length, 2);
  const image = 'image-20260101-amd64.qcow2';
  shelf.paths.set(`/old.example/20260101/${image}`, '20260101');
  shelf.paths.set('/old.example/20260101/SUMS', sumsLine('20260101'));
  shelf.paths.delete(`/1/20260101/${image}`);
  assert.deepEqual(changes(await shelf.links()), [
    'shelf 1 cloud 20260101: moved by its publisher to https://old.example/20260101/',
  ]);
});

test('a crawl does not withdraw what is known to have moved', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102', '/old.example/20260102/');
  await shelf.links();
  const after = await shelf.records();
  shelf.list(FIVE.filter((serial) => serial !== '20260102'));
  const report = await shelf.crawl();
  assert.deepEqual([report.changes, report.errors], [[], []]);
  assert.deepEqual(await shelf.records(), after);
});

test('what a crawl has withdrawn and a move leads to has moved', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102', '/old.example/20260102/');
  shelf.list(FIVE.filter((serial) => serial !== '20260102'));
  await shelf.crawl();
  assert.equal((await marks(shelf))['20260102'], '2026-03-20');
  await shelf.links();
  assert.equal((await marks(shelf))['20260102'], 'https://old.example/20260102/');
});

test('what a crawl has withdrawn since the last run does not wait for its turn, where a move may lead to it', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const share = { all: false, every: 10_000 };
  await shelf.links(share);
  move(shelf, '20260102', '/old.example/20260102/');
  shelf.list(FIVE.filter((serial) => serial !== '20260102'));
  await shelf.crawl();
  const report = await shelf.links(share);
  assert.deepEqual(changes(report), [
    'shelf 1 cloud 20260102: moved by its publisher to https://old.example/20260102/',
  ]);
  assert.deepEqual(counted(await shelf.links(share)), {});
});

test('another sums file at the place of a move is told, and nothing has moved there', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102', '/old.example/20260102/');
  shelf.paths.set('/old.example/20260102/SUMS', 'other sums\n');
  const report = await shelf.links();
  assert.deepEqual(changes(report), ['shelf 1 cloud 20260102: withdrawn by its publisher']);
  assert.deepEqual(
    report.errors.map(({ code, url, serial }) => [code, url, serial]),
    [['sums-conflict', 'https://old.example/20260102/SUMS', '20260102']],
  );
  assert.match(
    report.errors[0]?.message ?? '',
    /^expected the sums file of shelf 1 cloud 20260102 \(sha256:/,
  );
  assert.deepEqual(told(await shelf.links()), [], 'once');
});

test('a place of a move that has the sums file and not the files is told, and nothing is marked', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102', '/old.example/20260102/');
  shelf.paths.delete('/old.example/20260102/image-amd64.qcow2');
  const before = await shelf.files();
  const report = await shelf.links();
  assert.deepEqual(
    [changes(report), counted(report), told(report)],
    [[], { there: 4, faulty: 1 }, ['file-missing']],
  );
  assert.deepEqual(await shelf.files(), before);
});

test('files of another size at the place of a move have not moved there', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102', '/old.example/20260102/');
  shelf.paths.set('/old.example/20260102/image-amd64.qcow2', 'longer than it was');
  const report = await shelf.links();
  assert.deepEqual([changes(report), told(report)], [[], ['size-conflict']]);
});

test('a place of a move that does not answer leaves a build unknown', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  move(shelf, '20260102');
  shelf.paths.set('/old.example/20260102/SUMS', 403);
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report)], [[], { there: 4, unknown: 1 }]);
});

test('a build that is gone from the place it had moved to returns to its own, or is withdrawn', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const home = new Map(shelf.paths);
  for (const serial of ['20260101', '20260102']) move(shelf, serial, `/old.example/${serial}/`);
  await shelf.links();
  for (const path of [...shelf.paths.keys()]) if (path.startsWith('/old.example/')) shelf.paths.delete(path);
  for (const [path, found] of home) if (path.startsWith('/1/20260102/')) shelf.paths.set(path, found);
  const report = await shelf.links({ acceptGone: true });
  assert.deepEqual(changes(report).toSorted(), [
    'shelf 1 cloud 20260101: withdrawn by its publisher',
    'shelf 1 cloud 20260102: listed again by its publisher',
  ]);
  const { '20260101': gone, '20260102': back } = await marks(shelf);
  assert.deepEqual([gone, back], ['2026-03-20', 'there']);
});

test('a withdrawn build returns when its own sums file is there again, and not for another', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  const before = await shelf.records();
  const sums = shelf.paths.get('/1/20260102/SUMS') ?? '';
  shelf.paths.set('/1/20260102/SUMS', 404);
  await shelf.links();
  shelf.paths.set('/1/20260102/SUMS', 'other sums\n');
  const other = await shelf.links();
  assert.deepEqual([changes(other), told(other), counted(other)], [[], [], { there: 4, goneBefore: 1 }]);
  shelf.paths.set('/1/20260102/SUMS', sums);
  assert.deepEqual(changes(await shelf.links()), ['shelf 1 cloud 20260102: listed again by its publisher']);
  assert.deepEqual(await shelf.records(), before);
});

for (const status of [401, 403, 429, 500, 503]) {
  test(`a build whose address answers ${status} is unknown, and is not marked`, async (t) => {
    const shelf = await recordedShelf(t, FIVE, MOVES);
    const before = await shelf.files();
    shelf.paths.set('/1/20260102/SUMS', status);
    shelf.paths.set('/1/20260103/image-amd64.qcow2', status);
    const report = await shelf.links();
    assert.deepEqual([changes(report), counted(report), told(report)], [[], { there: 3, unknown: 2 }, []]);
    assert.deepEqual(
      report.unknown.map(({ serial, code, message }) => [serial, code, message]),
      [
        [
          '20260103',
          'http-status',
          `expected 200, found ${status}, https://images.example/1/20260103/image-amd64.qcow2`,
        ],
        ['20260102', 'http-status', `expected 200, found ${status}, https://images.example/1/20260102/SUMS`],
      ],
    );
    assert.deepEqual(await shelf.files(), before);
  });
}

test('a redirect into the own network is unknown, wherever it is met', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const before = await shelf.files();
  move(shelf, '20260102');
  shelf.redirects.set('/old.example/20260102/SUMS', 'http://169.254.169.254/latest/');
  shelf.redirects.set('/1/20260103/image-amd64.qcow2', 'https://localhost/image-amd64.qcow2');
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report)], [[], { there: 3, unknown: 2 }]);
  assert.deepEqual(
    report.unknown.map(({ code }) => code),
    ['redirect-refused', 'redirect-refused'],
  );
  assert.deepEqual(await shelf.files(), before);
});

test('a server that knows nothing of HEAD has not lost anything', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  shelf.onlyGet = true;
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report)], [[], { unknown: 5 }]);
  assert.match(report.unknown[0]?.message ?? '', /found that only HEAD says there is nothing/);
});

test('another size is told, and neither the record nor the build changes', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  const before = await shelf.files();
  shelf.paths.set('/1/20260102/image-amd64.qcow2', 'longer than it was');
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report)], [[], { there: 4, faulty: 1 }]);
  assert.deepEqual(
    report.errors.map(({ code, message }) => [code, message]),
    [
      [
        'size-conflict',
        'expected 8 bytes of image-amd64.qcow2 as recorded, found 18, https://images.example/1/20260102/image-amd64.qcow2; the record stays, and whoever fetches the file is kept from it by its digest',
      ],
    ],
  );
  assert.deepEqual(await shelf.files(), before);
});

test('one missing file of several is told, and nothing is marked', async (t) => {
  const shelf = await makeShelf(t);
  const hex = '0'.repeat(64);
  const lines = ['amd64', 'arm64'].map((arch, index) => `${hex.slice(1)}${index}  image-${arch}.qcow2\n`);
  await shelf.sign('/1/20260101/SUMS', lines.join(''), '2026-01-01T12:00:00Z');
  shelf.list(['20260101']);
  for (const arch of ['amd64', 'arm64']) shelf.paths.set(`/1/20260101/image-${arch}.qcow2`, arch);
  await shelf.crawl();
  shelf.paths.delete('/1/20260101/image-arm64.qcow2');
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report), told(report)], [[], { faulty: 1 }, ['file-missing']]);
});

test('a site that has gone as a whole is not believed, until a person says so', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const before = await shelf.files();
  for (const serial of FIVE) move(shelf, serial);
  const report = await shelf.links();
  assert.deepEqual([changes(report), counted(report), told(report)], [[], { unknown: 5 }, ['too-many-gone']]);
  assert.match(
    report.errors[0]?.message ?? '',
    /^expected most builds of shelf on images\.example to be there still, found 5 of 5 builds gone, .* osdex links shelf --all --accept-gone$/,
  );
  assert.deepEqual(await shelf.files(), before);
  const accepted = await shelf.links({ acceptGone: true });
  assert.deepEqual(counted(accepted), { withdrawn: 5 });
});

test('half of a site may be gone, and is marked', async (t) => {
  const shelf = await recordedShelf(t, FIVE.slice(0, 4));
  for (const serial of ['20260101', '20260102']) move(shelf, serial);
  assert.deepEqual(counted(await shelf.links()), { there: 2, withdrawn: 2 });
});

test('whether the few that had their turn are gone alone is seen by asking for others', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  for (const serial of FIVE) shelf.paths.delete(`/1/${serial}/SUMS`);
  const share = { all: false, every: 1, limit: 1 };
  const doubted = await shelf.links(share);
  assert.deepEqual([changes(doubted), told(doubted)], [[], ['too-many-gone']]);
  assert.deepEqual(counted(doubted), { unknown: 5 });
});

test('a host that is down withdraws nothing and is not asked for every address', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const before = await shelf.files();
  const report = await shelf.links({ http: { replayOrigin: 'http://127.0.0.1:9' } });
  assert.deepEqual([changes(report), counted(report), told(report)], [[], { unknown: 5 }, []]);
  assert.ok(report.asked <= 5, `${report.asked} addresses were asked`);
  assert.deepEqual(await shelf.files(), before);
});

test('a recording marks nothing, and the rotation stands still', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  const before = await shelf.files();
  const recording = await temporaryFolder(t, { 'images.example/1/20260101/SUMS': 'sums\n' });
  const report = await shelf.links({ all: false, every: 1, fetcher: createRecordedFetcher(recording) });
  assert.deepEqual([changes(report), counted(report), report.files], [[], { unknown: 5 }, []]);
  assert.ok(report.unknown.every(({ code }) => code === 'not-recorded'));
  assert.deepEqual(await shelf.files(), before);
});

test('a dry run tells what it would mark, and writes nothing', async (t) => {
  const shelf = await recordedShelf(t, FIVE, MOVES);
  shelf.paths.set('/1/20260102/SUMS', 404);
  const before = await shelf.files();
  const report = await shelf.links({ dryRun: true, all: false, every: 1 });
  assert.deepEqual(changes(report), ['shelf 1 cloud 20260102: withdrawn by its publisher']);
  assert.deepEqual(await shelf.files(), before);
});

test('a product that no source is about is told, and not marked', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  await shelf.editSource('family: other', 'family: [other]');
  const report = await shelf.links();
  assert.deepEqual([told(report), report.asked], [['source-invalid'], 0]);
});

test('runs day by day check every folder once in a round, and remember where they are in one line', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  const days = Array.from({ length: 4 }, (_, day) => new Date(`2026-03-2${day}T12:00:00Z`));
  for (const now of days) await shelf.links({ all: false, every: 4, now });
  assert.equal(shelf.asked.length, 10);
  assert.equal(new Set(shelf.asked).size, 10);
  const { 'links.yaml': text } = await shelf.files();
  assert.equal(
    text,
    '# Generated by osdex: how far the checks of recorded addresses are. Do not edit.\nschema: osdex/links/1\nrotations:\n  - hand: "000000000000"\n    doneTo: "2026-03-23T12:00:00Z"\n',
  );
  shelf.asked.length = 0;
  assert.equal((await shelf.links({ all: false, every: 4, now: days.at(-1) ?? new Date(0) })).asked, 0);
});

test('a selection has a rotation of its own', async (t) => {
  const shelf = await recordedShelf(t, FIVE);
  await shelf.links({ all: false, every: 1 });
  const report = await shelf.links({ all: false, every: 1, select: 'shelf@1' });
  assert.deepEqual(counted(report), { there: 5 });
  assert.match((await shelf.files())['links.yaml'] ?? '', /- select: product=shelf&release=1\n/);
});
