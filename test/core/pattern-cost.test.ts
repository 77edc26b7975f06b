import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayExplode } from '../../core/pattern-cost.ts';

test('a repetition or a choice inside of a repetition may take for ever', () => {
  const costly = [
    '(a+)+',
    '(a*)*b',
    '(?:a+)*',
    '(a|aa)+',
    '(a|a)*',
    '((a+))+',
    '((a+)b?)+',
    '(a+){10}',
    '(a+){2,}',
    '(a{2,})+',
    '(x(a+)y)*',
    '(a?){25}',
    '(a{1,5})+',
    '(a?b?)*',
    String.raw`(\d+)*`,
    String.raw`(\w+\s?)*`,
    String.raw`(\.\d+|x)*`,
    '(?<name>a+)+',
    '([a-z]+)+',
    String.raw`([\]a]+)+`,
    '(.[.0-9]+)*',
    '(-[a-z-]+)*',
    '(_[a-z_]+)*',
    String.raw`(\.\d+\.)*`,
  ];
  for (const pattern of costly) assert.equal(mayExplode(pattern), true, pattern);
});

test('patterns of serials, versions and languages are quick', () => {
  const quick = [
    '',
    '10',
    String.raw`\d{8}(\.\d+)?`,
    String.raw`\d+\.\d+`,
    String.raw`\d+(\.\d+)*`,
    String.raw`[0-9]+(?:-[a-z0-9]+){0,3}`,
    String.raw`\d+(_\d{2})+`,
    String.raw`(\d+\.){2}\d+`,
    '[a-z]{2}|[a-z]{2}_[A-Z]{2}',
    '(rc|beta)?[0-9]+',
    '(?:a+)?(?:b+){1}',
    '(abc)+',
    '([(+*|])+',
    String.raw`(\(\+\|)+`,
    '{release}[0-9]+',
    '[A-Za-z0-9_]+',
    ')+(',
  ];
  for (const pattern of quick) assert.equal(mayExplode(pattern), false, pattern);
});
