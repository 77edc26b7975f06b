import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import {
  decodePercent,
  FilePath,
  HttpsUrl,
  IsoDate,
  isoTime,
  IsoTime,
  Name,
  Serial,
} from '../../core/names.ts';
import { isPlainPath } from '../../core/plain-path.ts';

function accepted(schema: z.ZodType, texts: readonly string[]): string[] {
  return texts.filter((text) => schema.safeParse(text).success);
}

test('the names of files that publishers use are plain paths', () => {
  const paths = [
    'ubuntu-24.04-server-cloudimg-amd64.img',
    'debian-13.7.0-amd64-netinst.iso',
    'Fedora-Cloud-Base-Generic-44-1.7.x86_64.qcow2',
    'amd64/flatcar_production_openstack_image.img.gz',
    'a+b~c@d_e.raw',
    '0',
    'x'.repeat(255),
    'a/b/c/d',
  ];
  for (const path of paths) assert.equal(isPlainPath(path), true, path);
  assert.deepEqual(accepted(FilePath, paths), paths);
});

test('a path that leaves its folder, hides a file or means something to a shell is refused', () => {
  const hostile = [
    '',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/..',
    '/etc/passwd',
    'a//b',
    'a/',
    './a',
    '.bashrc',
    'a/.ssh',
    '-rf',
    'a/-o',
    '~root',
    'a b',
    'a\tb',
    'a\nb',
    'a\n',
    'a\r',
    'a\0b',
    'a;b',
    'a|b',
    'a&b',
    'a$b',
    'a`b',
    "a'b",
    'a"b',
    'a\\b',
    'a*b',
    'a?b',
    'a#b',
    'a%2e',
    'a:b',
    'a<b',
    '{a}',
    'ä.iso',
    'a\u202eosi',
    '@a',
    'x'.repeat(256),
    `${'a/'.repeat(512)}a`,
  ];
  for (const path of hostile) assert.equal(isPlainPath(path), false, JSON.stringify(path));
  assert.deepEqual(accepted(FilePath, hostile), []);
});

test('a name is lower-case and safe as a folder', () => {
  const names = ['ubuntu', '24.04', 'server-cloud', 'a_b', '9', 'x'.repeat(64)];
  assert.deepEqual(accepted(Name, names), names);
  assert.deepEqual(
    accepted(Name, [
      '',
      'Ubuntu',
      '.hidden',
      '..',
      '-a',
      '_a',
      'a/b',
      'a b',
      'a\n',
      'a~',
      'a+b',
      'x'.repeat(65),
    ]),
    [],
  );
});

test('what some systems cannot hold is no name', () => {
  const refused = [
    'a.',
    'a..',
    'con',
    'nul',
    'prn',
    'aux',
    'com1',
    'com9',
    'lpt1',
    'lpt0',
    'nul.x',
    'con.tar.gz',
    '0.',
  ];
  assert.deepEqual(accepted(Name, refused), []);
  assert.deepEqual(accepted(Serial, [...refused, 'CON', 'Nul.1', 'COM1', 'A.']), []);
  assert.deepEqual(accepted(FilePath, [...refused, 'CON', 'aux/a', 'a/nul.img', 'a./b', 'a/b.']), []);
  const names = ['console', 'nul-1', 'auxiliary', 'com', 'com10', 'lpt', 'a.con', 'null', 'conin'];
  for (const schema of [Name, Serial, FilePath]) assert.deepEqual(accepted(schema, names), names);
});

test('letters that look like ours are refused in every name', () => {
  const alike = [
    '\uff12\uff14.04',
    '\u0430rch',
    'debi\u0430n',
    'ubuntu\u200b',
    '\uff55',
    '\u0130',
    '\u0663',
    '\u212a',
  ];
  alike.push('\u017f', '\ufb01', 'caf\u00e9', 'cafe\u0301', '\ud800', '\u{1d41a}');
  for (const schema of [Name, Serial, FilePath, HttpsUrl, IsoDate, IsoTime]) {
    assert.deepEqual(accepted(schema, alike), []);
    assert.deepEqual(
      accepted(
        schema,
        alike.map((text) => `https://example.org/${text}`),
      ),
      [],
    );
    assert.deepEqual(
      accepted(
        schema,
        alike.map((text) => `https://${text}.org/`),
      ),
      [],
    );
  }
  assert.deepEqual(accepted(IsoDate, ['2026-07-2\uff15', '\uff12026-07-25', '\u0662026-07-25']), []);
});

test('a serial keeps the words of its publisher', () => {
  const serials = [
    '20260725',
    '20260120.1',
    '20211104T114140Z',
    '4230.2.10',
    '44-1.7',
    '13~rc1',
    '1+2',
    'x'.repeat(64),
  ];
  assert.deepEqual(accepted(Serial, serials), serials);
  assert.deepEqual(
    accepted(Serial, ['', '.1', '-1', '~1', '1/2', '1 2', '1\n', '../1', '1@2', 'x'.repeat(65)]),
    [],
  );
});

test('a day must exist and a time is in UTC to the second', () => {
  assert.deepEqual(
    accepted(IsoDate, ['2026-07-25', '2024-02-29', '2026-02-29', '2026-7-25', '2026-13-01', '']),
    ['2026-07-25', '2024-02-29'],
  );
  assert.deepEqual(
    accepted(IsoTime, [
      '2026-07-25T12:00:00Z',
      '2026-07-25T12:00:00.000Z',
      '2026-07-25T12:00:00+02:00',
      '2026-07-25T12:00Z',
      '2026-07-25T25:00:00Z',
      '2026-07-25 12:00:00Z',
      '2026-07-25',
    ]),
    ['2026-07-25T12:00:00Z'],
  );
});

test('the time of the catalog leaves the milliseconds out', () => {
  const text = isoTime(new Date('2026-07-25T12:34:56.789Z'));
  assert.equal(text, '2026-07-25T12:34:56Z');
  assert.equal(IsoTime.parse(text), text);
});

test('an address is http or https in printable ASCII', () => {
  const urls = ['https://example.org/', 'http://example.org/a?b=c', 'https://example.org:8443/a/'];
  assert.deepEqual(accepted(HttpsUrl, urls), urls);
  assert.deepEqual(
    accepted(HttpsUrl, [
      '',
      'example.org',
      '/a',
      'ftp://example.org/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://',
      'https://example.org/a b',
      'https://exämple.org/',
    ]),
    [],
  );
});

test('an address names its host plainly, and neither user nor password', () => {
  const urls = [
    'http://127.0.0.1:8080/',
    'https://[::1]:443/a',
    'https://a_b.example.org?x',
    'https://x/@a:b@c/%40',
  ];
  assert.deepEqual(accepted(HttpsUrl, urls), urls);
  assert.deepEqual(
    accepted(HttpsUrl, [
      'https://user@example.org/',
      ' https://example.org/',
      'https://example.org/ ',
      'https://exam\nple.org/',
      'https://example.org/\t',
      'https://example.org/\r\n',
      'https://user:secret@example.org/',
      'https://@example.org/',
      'https://:@example.org/',
      'https://example.org@evil.example/',
      'https://example.org:80@evil.example/',
      'https:example.org/',
      'https:/example.org/',
      'https:///example.org/',
      'https:\\\\example.org\\',
      'https://example.org\\@evil.example/',
      'https://example.org/a\\b',
      'https://ex%61mple.org/',
      'https://example.org:99999/',
      'https://example.org:/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://[0:0:0:0:0:0:0:1]/',
    ]),
    [],
  );
});

test('decodes percent escapes, and tells where they are no text', () => {
  assert.equal(decodePercent('a%20b%2Bc.iso'), 'a b+c.iso');
  assert.equal(decodePercent('a%ffb.iso'), undefined);
  assert.equal(decodePercent('100%.iso'), undefined);
});
