import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DirectoryFeed } from '../../../core/source/feed.ts';
import { directory, listedNames } from '../../../crawler/resolvers/directory.ts';

const URL_OF_PAGE = 'https://images.example.org/releases/noble/';

const feed = DirectoryFeed.parse({
  feed: 'cloud',
  format: 'directory',
  index: 'https://images.example.org/releases/{codename}/',
  entry: 'release-{serial}/',
  sums: 'release-{serial}/SHA256SUMS',
  patterns: { serial: String.raw`\d{8}(\.\d+)?` },
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'cloud', title: 'Cloud image', kind: 'cloud', files: [{ match: 'a-{arch}.raw' }] }],
});

function names(text: string, url = URL_OF_PAGE): readonly string[] {
  return listedNames({ url, text });
}

function serials(text: string): string[] {
  return directory
    .read({ url: URL_OF_PAGE, text }, feed, { codename: 'noble' })
    .map(({ serial = '' }) => serial);
}

const APACHE_PRE = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head><title>Index of /releases/noble</title></head><body>
<p>Read <a href="http://www.example.org/cloud/">more</a> or go <a name="here">here</a>.</p>
<pre><img src="/icons/blank.gif" alt="Icon "> <a href="?C=N;O=D">Name</a>                    <a href="?C=M;O=A">Last modified</a>      <a href="?C=S;O=A">Size</a>  <a href="?C=D;O=A">Description</a><hr><img src="/icons/back.gif" alt="[PARENTDIR]"> <a href="/releases/">Parent Directory</a>                             -
<img src="/icons/folder.gif" alt="[DIR]"> <a href="release-20260701/">release-20260701/</a>       2026-07-01 10:00    -   Ubuntu Server 24.04 LTS (Noble Numbat)
<img src="/icons/folder.gif" alt="[DIR]"> <a href="release-20260725.1/">release-20260725.1/</a>     2026-07-25 10:00    -
<img src="/icons/folder.gif" alt="[DIR]"> <a href="release/">release/</a>                2026-07-25 10:00    -
<img src="/icons/unknown.gif" alt="[   ]"> <a href="SHA256SUMS">SHA256SUMS</a>              2026-07-25 10:00  4.2K
<hr></pre></body></html>`;

const APACHE_TABLE = `<html><head><title>Index of /releases/noble</title><link rel="stylesheet" href="release-19990101/"></head><body>
<table id="indexlist">
<tr class="indexhead"><th class="indexcolicon"><img src="/icons2/blank.png" alt="[ICO]"></th><th class="indexcolname"><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr class="even"><td class="indexcolicon"><a href="/releases/"><img src="/icons2/go-previous.png" alt="[PARENTDIR]"></a></td><td class="indexcolname"><a href="/releases/">Parent Directory</a></td><td>&nbsp;</td></tr>
<tr class="odd"><td class="indexcolicon"><a href="release-20260701/"><img src="/icons2/folder.png" alt="[DIR]"></a></td><td class="indexcolname"><a href="release-20260701/">release-20260701/</a></td><td class="indexcollastmod">2026-07-01 10:00  </td></tr>
<tr class="even"><td class="indexcolicon"><a href="release-20260725.1/"><img src="/icons2/folder.png" alt="[DIR]"></a></td><td class="indexcolname"><a href="release-20260725.1/">release-20260725.1/</a></td><td class="indexcollastmod">2026-07-25 10:00  </td></tr>
</table><address>Apache/2.4.68 (Unix) Server at images.example.org Port 443</address></body></html>`;

const NGINX = `<html>
<head><title>Index of /releases/noble/</title></head>
<body>
<h1>Index of /releases/noble/</h1><hr><pre><a href="../">../</a>
<a href="release-20260701/">release-20260701/</a>                                  01-Jul-2026 10:00                   -
<a href="release-20260725.1/">release-20260725.1/</a>                                25-Jul-2026 10:00                   -
<a href="a-name-too-long-for-its-column-that-is-cut-in-the-text.qcow2">a-name-too-long-for-its-column-that-is-cut-in-t..&gt;</a> 25-Jul-2026 10:00           624951296
</pre><hr></body>
</html>`;

const LIGHTTPD = `<!DOCTYPE html>
<html><head><title>Index of /releases/noble/</title></head><body><h2>Index of /releases/noble/</h2>
<table summary="Directory Listing" cellpadding="0" cellspacing="0">
<thead><tr><th class="n">Name</th><th class="m">Last Modified</th></tr></thead><tbody>
<tr class="d"><td class="n"><a href="../">..</a>/</td><td class="m">&nbsp;</td></tr>
<tr class="d"><td class="n"><a href="release-20260701/">release-20260701</a>/</td><td class="m">2026-Jul-01 10:00:00</td></tr>
<tr class="d"><td class="n"><a href="release-20260725.1/">release-20260725.1</a>/</td><td class="m">2026-Jul-25 10:00:00</td></tr>
</tbody></table></body></html>`;

test('the pages of Apache, nginx and lighttpd tell the same serials, each once', () => {
  for (const page of [APACHE_PRE, APACHE_TABLE, NGINX, LIGHTTPD]) {
    assert.deepEqual(directory.read({ url: URL_OF_PAGE, text: page }, feed, { codename: 'noble' }), [
      { serial: '20260701' },
      { serial: '20260725.1' },
    ]);
  }
});

test('sort links, parents, stylesheets, anchors and other hosts are no names of the folder', () => {
  assert.deepEqual(names(APACHE_PRE), ['release-20260701/', 'release-20260725.1/', 'release/', 'SHA256SUMS']);
  assert.deepEqual(new Set(names(APACHE_TABLE)), new Set(['release-20260701/', 'release-20260725.1/']));
  assert.deepEqual(names(NGINX), [
    'release-20260701/',
    'release-20260725.1/',
    'a-name-too-long-for-its-column-that-is-cut-in-the-text.qcow2',
  ]);
  assert.deepEqual(names(LIGHTTPD), ['release-20260701/', 'release-20260725.1/']);
});

test('links are the same whether relative, from the root, whole or without the scheme', () => {
  const page = `
    <a href="release-20260701/">a</a>
    <a href="./release-20260702/">b</a>
    <a href="/releases/noble/release-20260703/">c</a>
    <a href="https://images.example.org/releases/noble/release-20260704/">d</a>
    <a href="HTTPS://IMAGES.EXAMPLE.ORG:443/releases/noble/release-20260705/">e</a>
    <a href="//images.example.org/releases/noble/release-20260706/">f</a>
    <A HREF='release-20260707/'>g</A>
    <a href=release-20260708/>h</a>
    <a href="../noble/release-20260709/">i</a>
    <a href="
      release-20260710/ ">j</a>`;
  assert.deepEqual(
    serials(page),
    Array.from({ length: 10 }, (_, index) => String(20260701 + index)),
  );
});

test('links elsewhere are passed over', () => {
  const page = `
    <a href="https://images.example.com/releases/noble/release-20260701/">another host</a>
    <a href="http://images.example.org/releases/noble/release-20260702/">another scheme</a>
    <a href="https://images.example.org:8443/releases/noble/release-20260703/">another port</a>
    <a href="/releases/jammy/release-20260704/">another folder</a>
    <a href="/releases/noble-2/release-20260705/">a folder whose name begins the same</a>
    <a href="../release-20260706/">above</a>
    <a href="/release-20260707/">the root</a>
    <a href="?release-20260708/">a query</a>
    <a href="#release-20260709/">a place</a>
    <a href="">itself</a>
    <a href="./">itself</a>
    <a href="mailto:release-20260710/@example.org">a person</a>
    <a>nothing</a>`;
  assert.deepEqual(serials(page), []);
});

test('percent-encoded and escaped names are read as they are, and count where they are plain', () => {
  assert.deepEqual(
    names(
      '<a href="1.0.10%2B2/">a</a> <a href="a&#46;iso">b</a> <a href="a%20b">c</a> <a href="%C3%A4.iso">d</a> <a href="a&amp;b">e</a>',
    ),
    ['1.0.10+2/', 'a.iso'],
  );
});

test('hostile links neither stop the reading nor name a serial', () => {
  const page = `
    <a href="%zz">percent of nothing</a>
    <a href="%ff%fe">no UTF-8</a>
    <a href="release-%zz/">half a name</a>
    <a href="https://[">no address</a>
    <a href="javascript:alert(1)">program</a>
    <a href="data:text/html,release-20260701/">data</a>
    <a href="release-20260702%2F..%2F..%2F/">slashes in disguise</a>
    <a href="release-20260703%00/">nothing in it</a>
    <a href="release-20260704%0a/">a line end</a>
    <a href="release-20260705/../../x/">up again</a>
    <a href="release-20260706//">two slashes</a>
    <a href="release-20260707/?a/">query</a>
    <a href="release-20260708/#a/">place</a>
    <a href="release-\u0662\u0660\u0662\u0666\u0660\u0667\u0660\u0669/">other digits</a>
    <a href="${'x'.repeat(100_000)}">long</a>
    <!-- <a href="release-20260710/">comment</a> -->
    <script>document.write('<a href="release-20260711/">script</a>')</script>
    <a href="release-20260712/"><b>not closed
    <a href="release-20260713/">good</a>`;
  assert.deepEqual(serials(page), ['20260712', '20260713']);
});

test('a page without a single link is no directory page', () => {
  for (const text of [
    '',
    '<html><body>Sign in</body></html>',
    '{"releases": []}',
    '<a name="x">x</a>',
    '<a href',
  ]) {
    assert.throws(() => names(text), {
      name: 'OsdexError',
      code: 'page-unreadable',
      message: `expected a directory page with links, found none, ${URL_OF_PAGE}`,
      url: URL_OF_PAGE,
    });
  }
});

test('the page is where the feed says, the sums file relative to it', () => {
  const scope = { codename: 'noble', serial: '20260725', arch: 'amd64' };
  assert.equal(directory.pageUrl(feed, scope), URL_OF_PAGE);
  assert.equal(directory.sumsUrl(feed, scope), `${URL_OF_PAGE}release-20260725/SHA256SUMS`);
  assert.equal(
    directory.sumsUrl({ ...feed, sums: '../archive/{serial}/{arch}/SHA512SUMS' }, scope),
    'https://images.example.org/releases/archive/20260725/amd64/SHA512SUMS',
  );
  assert.equal(
    directory.sumsUrl({ ...feed, sums: 'https://sums.example.org/{serial}' }, scope),
    'https://sums.example.org/20260725',
  );
});

test('an entry may hold what the release is called', () => {
  const text = '<a href="noble-20260725/">a</a> <a href="jammy-20260726/">b</a> <a href="noble-2026/">c</a>';
  const named = { ...feed, entry: '{codename}-{serial}/' };
  assert.deepEqual(directory.read({ url: URL_OF_PAGE, text }, named, { codename: 'noble' }), [
    { serial: '20260725' },
  ]);
});
