import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellAddress, tellText } from '../../../core/http/address-text.ts';

test('a text is told on one line, without what a terminal or a reader would stumble over', () => {
  const told: Record<string, string> = {
    'an ordinary text – with 文字 and 🐧': 'an ordinary text – with 文字 and 🐧',
    'two\r\nlines': 'two\\u{d}\\u{a}lines',
    '\u001b[2J\u009b2J\u0000\u007f': '\\u{1b}[2J\\u{9b}2J\\u{0}\\u{7f}',
    'gpj.\u202eexe\u2028\u200b\ufeff': 'gpj.\\u{202e}exe\\u{2028}\\u{200b}\\u{feff}',
    'lone \ud83d half': 'lone \ud83d half',
  };
  for (const [text, expected] of Object.entries(told)) assert.equal(tellText(text), expected);
});

test('a long text is told in part', () => {
  assert.equal(tellText('a'.repeat(200)), 'a'.repeat(200));
  assert.equal(tellText('a'.repeat(201)), `${'a'.repeat(200)}…`);
  assert.equal(tellText('a'.repeat(50_000_000)).length, 201);
});

test('an address is told without the user and the password', () => {
  const told: Record<string, string> = {
    'https://user:word@a.example/b': 'https://…@a.example/b',
    'https://user@a.example/b@c': 'https://…@a.example/b@c',
    'https://us@er:wo@rd@a.example': 'https://…@a.example',
    '//user:word@a.example/': '//…@a.example/',
    'https://a.example/@b': 'https://a.example/@b',
    'https://a.example?b=//c@d': 'https://a.example?b=//…@d',
  };
  for (const [url, expected] of Object.entries(told)) assert.equal(tellAddress(url), expected);
});
