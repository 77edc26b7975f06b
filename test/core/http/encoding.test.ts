import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { codingsOf, createDecoder } from '../../../core/http/encoding.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { openFetcher, textOf, upstream, URL_A } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { Answer } from '../../test-server.ts';

const SUMS = Buffer.from(`${'0'.repeat(64)}  image.iso\n`.repeat(1000));
const MEBIBYTE = 1024 * 1024;

const ENCODERS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

/** Applies codings as a content-encoding header lists them. */
function encode(header: string, bytes: Uint8Array): Uint8Array {
  return header
    .split(', ')
    .reduce((encoded, coding) => ENCODERS[coding.toLowerCase()]?.(encoded) ?? encoded, bytes);
}

function encodedAnswer(header: string, body: Uint8Array): Answer {
  return (_, response) => response.writeHead(200, { 'content-encoding': header }).end(body);
}

test('what a server encodes unasked is given as it was published', async (t) => {
  for (const header of [
    'gzip',
    'GZIP',
    'x-gzip',
    'deflate',
    'br',
    'zstd',
    'gzip, br',
    'identity',
    'identity, gzip',
  ]) {
    const { fetcher } = await upstream(t, encodedAnswer(header, encode(header, SUMS)));
    assert.deepEqual((await fetcher.get(URL_A)).bytes, SUMS, header);
  }
});

test('an encoded body is decoded however it is cut, and may be empty', async (t) => {
  const body = gzipSync(SUMS);
  const inPieces = await upstream(t, (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    for (const byte of body) response.write(Uint8Array.of(byte));
    response.end();
  });
  assert.deepEqual((await inPieces.fetcher.get(URL_A)).bytes, SUMS);
  const { fetcher } = await upstream(t, encodedAnswer('gzip', gzipSync(Buffer.alloc(0))));
  assert.equal((await fetcher.get(URL_A)).bytes.length, 0);
});

test('a coding that is not known, or too many of them, is refused in a sentence', async (t) => {
  const refused: Record<string, string> = {
    compress: 'compress',
    'gzip, aes128gcm': 'aes128gcm',
    'gzip, gzip, gzip': '3 codings on top of one another',
    'sdch\u009b2J': 'sdch\\u{9b}2j',
  };
  for (const [header, found] of Object.entries(refused)) {
    const { fetcher, requests } = await upstream(t, encodedAnswer(header, SUMS));
    await assert.rejects(fetcher.get(URL_A), {
      code: 'encoding-refused',
      message: `expected a body as it was published, or in a content-encoding that can be undone, found ${found}, ${URL_A}`,
      url: URL_A,
      found,
    });
    assert.equal(requests.length, 1, 'not asked again');
  }
});

test('a body that cannot be decoded is refused, and half of one is never taken for the whole', async (t) => {
  for (const [header, whole] of [...Object.keys(ENCODERS), 'gzip, br'].map(
    (name) => [name, encode(name, SUMS)] as const,
  )) {
    const flipped = Uint8Array.from(whole);
    flipped[whole.length - 5] = (flipped[whole.length - 5] ?? 0) ^ 0xff;
    const damaged = [whole.subarray(0, -5), whole.subarray(0, whole.length / 2), SUMS, Buffer.alloc(0)];
    // Brotli and zstd as they are written here have no checksum: there the signature decides.
    if (/gzip$|deflate/.test(header)) damaged.push(flipped);
    for (const body of damaged) {
      const { fetcher } = await upstream(t, encodedAnswer(header, body));
      await assert.rejects(fetcher.get(URL_A), {
        code: 'encoding-refused',
        found: `damaged ${header}`,
        url: URL_A,
      });
    }
  }
  const { fetcher } = await upstream(t, encodedAnswer('deflate', deflateRawSync(SUMS)));
  await assert.rejects(fetcher.get(URL_A), { code: 'encoding-refused' });
});

test('the cap holds for what is unpacked, and a bomb is not unpacked any further', async (t) => {
  const zeros = Buffer.alloc(8 * MEBIBYTE);
  const bombs = ['gzip', 'deflate', 'br', 'zstd'].map((name) => [name, encode(name, zeros)] as const);
  for (const [header, bomb] of [...bombs, ['gzip, gzip', encode('gzip, gzip', zeros)] as const]) {
    assert.ok(bomb.length < 20_000, 'small enough to pass as it comes');
    const { fetcher } = await upstream(t, encodedAnswer(header, bomb), { maxBytes: 20_000 });
    await assert.rejects(fetcher.get(URL_A), {
      code: 'too-large',
      message: `expected at most 20000 bytes, found more, ${URL_A}`,
    });
  }
});

test('as many bytes as are allowed may be unpacked, and not one more', async (t) => {
  const { fetcher } = await upstream(t, encodedAnswer('gzip', gzipSync(SUMS)));
  assert.equal((await fetcher.get(URL_A, { maxBytes: SUMS.length })).bytes.length, SUMS.length);
  await assert.rejects(fetcher.get(URL_A, { maxBytes: SUMS.length - 1 }), { code: 'too-large' });
});

test('a body that unpacks to nothing is capped as it comes, and between two codings', async (t) => {
  const nothing = gzipSync(Buffer.alloc(0));
  const members = Buffer.alloc(nothing.length * 20_000, nothing);
  assert.equal(gunzipSync(members).length, 0);
  for (const [header, body] of [
    ['gzip', members],
    ['gzip, gzip', gzipSync(members)],
  ] as const) {
    const { fetcher } = await upstream(t, encodedAnswer(header, body), { maxBytes: 100_000 });
    await assert.rejects(fetcher.get(URL_A), { code: 'too-large' }, header);
  }
});

test('a decoder gives no more than a piece above what was taken from it before it was stopped', async () => {
  const bomb = gzipSync(Buffer.alloc(16 * MEBIBYTE));
  const allowed = MEBIBYTE;
  let given = 0;
  await new Promise<void>((stopped) => {
    const decoder = createDecoder(['gzip'], Number.POSITIVE_INFINITY, {
      onData(chunk) {
        given += chunk.length;
        if (given <= allowed) return;
        decoder.destroy();
        stopped();
      },
      onEnd: () => assert.fail('it was stopped'),
      onFailure: (reason) => assert.fail(String(reason)),
      onDrain: () => undefined,
    });
    decoder.write(bomb);
    decoder.end();
  });
  await new Promise(setImmediate);
  assert.ok(given > allowed && given <= allowed + 64 * 1024, `found ${given}`);
});

test('a stop and the deadline end a body that is being unpacked', async (t) => {
  const { fetcher } = await upstream(
    t,
    (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).write(gzipSync(SUMS).subarray(0, 20)),
    { deadlineMs: 30 },
  );
  await assert.rejects(fetcher.get(URL_A), { code: 'timeout' });
});

test('a file that is published compressed stays so, whatever its server calls that', async (t) => {
  const file = gzipSync(SUMS);
  const { fetcher } = await upstream(t, encodedAnswer('x-gzip', file));
  assert.deepEqual((await fetcher.get('https://a.example/SHA256SUMS.gz?a=b.c')).bytes, file);
  assert.deepEqual((await fetcher.get('https://a.example/SHA256SUMS?a=b.gz')).bytes, SUMS);
});

test('codings are read from one header or several, and are none where the file itself is one', () => {
  const read: [header: string | string[] | undefined, path: string, codings: string[]][] = [
    [undefined, '/a', []],
    ['', '/a', []],
    [' , identity ,', '/a', []],
    ['gzip', '/a', ['gzip']],
    [['gzip', 'br, x'], '/a', ['gzip', 'br', 'x']],
    ['gzip', '/a.tar.gz', []],
    ['x-gzip', '/a.TGZ', []],
    ['gzip, gzip', '/a.gz', ['gzip', 'gzip']],
    ['br', '/a.gz', ['br']],
    ['zstd', '/a.raw.zst?b', []],
  ];
  for (const [header, path, codings] of read) assert.deepEqual(codingsOf(header, path), codings);
});

test('the length of an encoded body is no size of the file, unless the file is published so', async (t) => {
  const { fetcher } = await upstream(t, (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 1000 }).end(),
  );
  assert.equal(await fetcher.sizeOf('https://a.example/image.iso'), undefined);
  assert.equal(await fetcher.sizeOf('https://a.example/image.img.gz'), 1000);
});

test('an encoded answer is not remembered, so a damaged one is asked for anew', async (t) => {
  const server = await startTestServer(t, (request, response, count) => {
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304).end();
    else {
      response.writeHead(200, { 'content-encoding': 'gzip', etag: '"one"' });
      response.end(count === 0 ? gzipSync(SUMS).subarray(0, 30) : gzipSync(SUMS));
    }
  });
  const cacheDirectory = join(await temporaryFolder(t), 'cache');
  const run = async (): Promise<string> => {
    const fetcher = openFetcher(server, { cacheDirectory });
    try {
      return await textOf(fetcher, URL_A, true);
    } finally {
      await fetcher.close();
    }
  };
  await assert.rejects(run(), { code: 'encoding-refused' });
  assert.equal(await run(), SUMS.toString());
  assert.equal(await run(), SUMS.toString());
});
