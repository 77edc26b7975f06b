import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUrl } from '../../../core/http/fetcher.ts';

test('an http or https address is taken as it stands', () => {
  for (const url of [
    'https://a.example/',
    'http://a.example:8080/b?c=d#e',
    'https://a.example/b%20c/ü',
    'https://a.example/a@b:c',
    'https://[2606:4700::1111]/',
  ]) {
    assert.equal(parseUrl(url).href, new URL(url).href);
  }
});

test('what is no http or https address is refused', () => {
  for (const url of [
    '',
    'a.example',
    '//a.example/',
    'https://[',
    'ftp://a.example/',
    'file:///etc/passwd',
    'data:,a',
  ]) {
    assert.throws(() => parseUrl(url), {
      code: 'url-refused',
      message: `expected an http or https address, found "${url}"`,
      url,
    });
  }
});

test('an address with a user or a password is refused, and does not tell the password', () => {
  const told: Record<string, string> = {
    'https://user:word@a.example/': 'https://…@a.example/',
    'https://user@a.example/': 'https://…@a.example/',
    'https://:word@a.example/': 'https://…@a.example/',
  };
  for (const [url, found] of Object.entries(told)) {
    assert.throws(() => parseUrl(url), {
      code: 'url-refused',
      message: `expected an address without a user or a password, found "${found}"`,
      url: found,
    });
  }
});

test('an address with characters that a parser drops or turns around is refused', () => {
  const told: Record<string, string> = {
    'https://a.example/b\r\nhost: evil.example': 'https://a.example/b\\u{d}\\u{a}host: evil.example',
    'https://a.exam\tple/': 'https://a.exam\\u{9}ple/',
    'https://a.example/\u0000': 'https://a.example/\\u{0}',
    'https://a.example/\u009b2J': 'https://a.example/\\u{9b}2J',
    'https://evil.example\\@a.example/': 'https://…@a.example/',
    'https:\\\\a.example/': 'https:\\\\a.example/',
  };
  for (const [url, found] of Object.entries(told)) {
    assert.throws(() => parseUrl(url), {
      code: 'url-refused',
      message: `expected an address without control characters and backslashes, found "${found}"`,
    });
  }
});
