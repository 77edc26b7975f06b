import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFolder } from './listing.ts';
import type { ListingStyle } from './listing.ts';

const modified = new Date('2026-09-11T07:03:00Z');
const LONG = 'a-name-that-is-too-long-for-every-column-there-is-in-the-pages.iso';
const ENTRIES = [
  { name: 'b.iso', modified, sizeBytes: 1_030_670_336 },
  { name: '1.0+2/', modified },
  { name: LONG, modified, sizeBytes: 285 },
];

function hrefsIn(page: string): string[] {
  return [...page.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href ?? '');
}

test('every style links its entries in order, with whole names, among other links', () => {
  const others: Record<ListingStyle, string[]> = {
    'apache-pre': [
      'not-a-link/',
      'http://www.example.com/cloud/',
      '?C=N;O=D',
      '?C=M;O=A',
      '?C=S;O=A',
      '?C=D;O=A',
      '/x/',
    ],
    'apache-table': ['?C=N;O=D', '?C=M;O=A', '?C=S;O=A', '/x/', '/x/'],
    nginx: ['../'],
    lighttpd: ['../'],
  };
  for (const style of Object.keys(others) as ListingStyle[]) {
    const twice = style === 'apache-table';
    const entries = ['1.0%2B2/', LONG, 'b.iso'].flatMap((href) => (twice ? [href, href] : [href]));
    assert.deepEqual(hrefsIn(listFolder(style, '/x/y/', ENTRIES)), [...others[style], ...entries], style);
  }
});

test('dates and sizes are written as each server writes them', () => {
  const lineOf = (style: ListingStyle) =>
    listFolder(style, '/x/y/', ENTRIES)
      .split('\n')
      .find((line) => line.includes('b.iso')) ?? '';
  assert.match(lineOf('apache-pre'), /b\.iso<\/a> {19}2026-09-11 07:03 {2}982\.9M/);
  assert.match(lineOf('apache-table'), /class="indexcollastmod">2026-09-11 07:03 {2}<.*>982\.9M</);
  assert.match(lineOf('nginx'), /b\.iso<\/a> {46}11-Sep-2026 07:03 {10}1030670336$/);
  assert.match(lineOf('lighttpd'), /class="m">2026-Sep-11 07:03:00<\/td><td class="s">982\.9M</);
});

test('plain pages cut long names in the text', () => {
  for (const style of ['apache-pre', 'nginx'] as const) {
    const page = listFolder(style, '/x/y/', ENTRIES);
    assert.match(page, /">a-name-that[^<]*\.\.&gt;<\/a>/, style);
  }
});
