import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnownProduct, KnownRelease } from '../../../scripts/sources/endoflife.ts';
import { compareLifecycles } from '../../../scripts/sources/lifecycle.ts';

function known(releases: Record<string, KnownRelease>, versions: Record<string, string> = {}): KnownProduct {
  return { releases: new Map(Object.entries(releases)), versions: new Map(Object.entries(versions)) };
}

test('each fact agrees, differs, is missing here or unknown there', () => {
  const trixie = { codename: 'Trixie', releaseDate: '2025-08-09', eol: '2028-08-09', eoes: '2030-06-30' };
  const release = {
    release: '13',
    codename: 'trixie',
    lts: true,
    released: '2025-08-10',
    endOfLife: '2028-08-09',
  };
  assert.deepEqual(compareLifecycles({ releases: [release] }, known({ '13': trixie })).facts, [
    { release: '13', fact: 'codename', state: 'agrees', here: 'trixie', there: 'trixie' },
    { release: '13', fact: 'lts', state: 'unknown', here: true },
    { release: '13', fact: 'released', state: 'differs', here: '2025-08-10', there: '2025-08-09' },
    { release: '13', fact: 'endOfLife', state: 'agrees', here: '2028-08-09', there: '2028-08-09' },
    { release: '13', fact: 'extendedSupport', state: 'missing', there: '2030-06-30' },
  ]);
});

test('a codename of several words goes by its first, and no long-term support need not be stated', () => {
  const data = known({
    '24.10': { codename: 'Oracular Oriole', lts: false },
    '24.04': { lts: '2024-08-29' },
  });
  const releases = [{ release: '24.10' }, { release: '24.04', lts: false }];
  assert.deepEqual(compareLifecycles({ releases }, data).facts, [
    { release: '24.10', fact: 'codename', state: 'missing', there: 'oracular' },
    { release: '24.04', fact: 'lts', state: 'differs', here: false, there: true },
  ]);
});

test('whether an end has come is no day', () => {
  const { facts } = compareLifecycles(
    { releases: [{ release: '9' }] },
    known({ '9': { eol: true, eoes: false } }),
  );
  assert.deepEqual(facts, []);
});

test('the first version of a release tells when it came, a later one only until when', () => {
  const versions = {
    '3.24.1': '2026-06-13',
    '3.24.0': '2026-06-09',
    '3.9.6': '2020-04-23',
    '3.9.10': '2020-06-01',
    '3.90.0': '2019-01-01',
  };
  const releases = [{ release: '3.24' }, { release: '3.9', released: '2019-01-29' }, { release: '3.2' }];
  const compared = compareLifecycles({ releases }, known({}, versions));
  assert.deepEqual(compared.facts, [
    { release: '3.24', fact: 'released', state: 'missing', there: '2026-06-09', version: '3.24.0' },
    {
      release: '3.9',
      fact: 'released',
      state: 'agrees',
      here: '2019-01-29',
      there: '2020-04-23',
      version: '3.9.6',
      latest: true,
    },
  ]);
  assert.deepEqual(compared.unknown, ['3.2'], 'a version of 3.24 is none of 3.2');
  const late = compareLifecycles(
    { releases: [{ release: '3.9', released: '2020-04-24' }] },
    known({}, versions),
  );
  assert.equal(late.facts[0]?.state, 'differs');
});

test('what only one side knows is told, versions counted to the release that they belong to', () => {
  const versions = {
    '9.2': '2026-05-21',
    '9.0': '2025-08-05',
    '8.4': '2025-04-09',
    '10.0-rc1': '2027-01-01',
  };
  const compare = (...names: string[]) =>
    compareLifecycles(
      { releases: names.map((release) => ({ release })) },
      known({ '7': { eol: '2024-07-31' }, '3.1': { eol: '2012-01-01' } }, versions),
    );
  assert.deepEqual(compare('9', '11', 'testing').unknown, ['11', 'testing']);
  assert.deepEqual(compare('9', '11', 'testing').lacking, ['10', '8', '7']);
  assert.deepEqual(compare('9.2').lacking, ['9.0', '8.4', '3.1']);
  assert.deepEqual(compare('stable').lacking, []);
});
