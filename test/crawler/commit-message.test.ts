import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogChange } from '../../core/change.ts';
import { commitMessage } from '../../crawler/commit-message.ts';

const added = (product: string, release: string, serial: string): CatalogChange => ({
  kind: 'build-added',
  product,
  release,
  stream: 'cloud',
  serial,
  level: 'signed',
  artifacts: 2,
});

test('the subject names what is new and the body has a line for each build', () => {
  assert.equal(
    commitMessage([added('ubuntu', '24.04', '20260725'), added('debian', '13', '13.7.0')], []),
    'catalog: ubuntu 24.04 20260725, debian 13 13.7.0\n\n' +
      'ubuntu 24.04 cloud 20260725: added, signed, 2 files\ndebian 13 cloud 13.7.0: added, signed, 2 files',
  );
});

test('a subject stays short however much is new, and says how much it leaves out', () => {
  const changes = Array.from({ length: 50 }, (_, index) => added('ubuntu', '24.04', `202607${10 + index}`));
  const [subject = '', , ...body] = commitMessage(changes, []).split('\n');
  assert.equal(subject, 'catalog: ubuntu 24.04 20260710, ubuntu 24.04 20260711 and 48 more');
  assert.equal(body.length, 50);
});

test('a conflict is no part of a commit', () => {
  const place = { product: 'ubuntu', release: '24.04', stream: 'cloud', serial: '1' };
  const digest = `sha256:${'0'.repeat(64)}` as Extract<CatalogChange, { kind: 'conflict' }>['found'];
  assert.equal(
    commitMessage(
      [{ kind: 'conflict', ...place, file: 'x', recorded: digest, found: digest }],
      ['health.yaml'],
    ),
    'catalog: health of the sources',
  );
});

test('a change of what sources state of products and keys is told as that', () => {
  assert.equal(
    commitMessage([], ['alpine/product.yaml', 'health.yaml', 'keys.yaml']),
    'catalog: what the sources state\n\nalpine/product.yaml\nhealth.yaml\nkeys.yaml',
  );
});

test('what an earlier crawl recorded but did not commit is told by its files', () => {
  assert.equal(
    commitMessage([], ['ubuntu/24.04.yaml', 'health.yaml']),
    'catalog: what an earlier crawl recorded\n\nubuntu/24.04.yaml\nhealth.yaml',
  );
});

test('a check of recorded addresses without news says so, and what moved is in the subject', () => {
  assert.equal(commitMessage([], ['links.yaml']), 'catalog: recorded addresses checked');
  const place = { product: 'debian', release: '13', stream: 'netinst', serial: '13.6.0' };
  assert.equal(
    commitMessage([{ kind: 'build-moved', ...place, to: 'https://old.example/13.6.0/' }], ['debian/13.yaml']),
    'catalog: debian 13 13.6.0 moved\n\ndebian 13 netinst 13.6.0: moved by its publisher to https://old.example/13.6.0/',
  );
});
