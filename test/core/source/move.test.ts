import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from '../../../core/files/yaml.ts';
import { movedUrls } from '../../../core/source/move.ts';
import { Source } from '../../../core/source/source.ts';
import { sourceTextWith } from '../../source-text.ts';

const MOVES = [
  { from: 'https://a.example/pub/', to: ['https://old.example/', 'https://vault.example/pub/'] },
  { from: 'https://a.example/pub/9/', to: ['https://nine.example/'] },
  { from: 'https://a.example/', to: ['https://old.example/pub/', 'https://old.example/'] },
];

function readWith(moves: string): Source {
  const text = sourceTextWith('releases:\n', `moves:\n${moves}releases:\n`);
  return readYaml(text, Source, 'x.yaml', 'source-invalid');
}

test('what left an address is looked for at every place that the rules name, in their order', () => {
  assert.deepEqual(movedUrls(MOVES, 'https://a.example/pub/9/x/'), [
    'https://old.example/9/x/',
    'https://vault.example/pub/9/x/',
    'https://nine.example/x/',
    'https://old.example/pub/pub/9/x/',
    'https://old.example/pub/9/x/',
  ]);
});

test('a place that two rules name is named once, and an address that no rule is about has none', () => {
  const twice = [MOVES[0], MOVES[0]].flatMap((rule) => rule ?? []);
  assert.equal(movedUrls(twice, 'https://a.example/pub/9/').length, 2);
  assert.deepEqual(movedUrls(MOVES, 'https://a.example.org/pub/9/'), []);
  assert.deepEqual(movedUrls([], 'https://a.example/pub/9/'), []);
});

test('a source states its moves', () => {
  const rule = '  - { from: https://a.example/, to: [https://old.example/] }\n';
  assert.deepEqual(readWith(rule).moves, [{ from: 'https://a.example/', to: ['https://old.example/'] }]);
});

for (const [what, moves, message] of [
  [
    'from an address that is no folder',
    '  - { from: https://a.example/pub, to: [https://b.example/] }\n',
    /x\.yaml:18: moves\[0\]\.from: expected the address of a folder, ending in a slash/,
  ],
  ['to nowhere', '  - { from: https://a.example/, to: [] }\n', /x\.yaml:18: moves\[0\]\.to: /],
  [
    'into the folder that it leaves',
    '  - { from: https://a.example/, to: [https://a.example/old/] }\n',
    /moves\[0\]\.to\[0\]: expected a place that does not begin with from:, .*found "https:\/\/a\.example\/old\/"/,
  ],
  [
    'twice to one place',
    '  - { from: https://a.example/, to: [https://b.example/, https://b.example/] }\n',
    /moves\[0\]\.to\[1\]: expected each place once/,
  ],
  [
    'from an address that another rule is about',
    '  - { from: https://a.example/, to: [https://b.example/] }\n  - { from: https://a.example/, to: [https://c.example/] }\n',
    /x\.yaml:19: moves\[1\]\.from: expected each address once/,
  ],
] as const) {
  test(`a move ${what} is a mistake`, () => {
    assert.throws(() => readWith(moves), { code: 'source-invalid', message });
  });
}
