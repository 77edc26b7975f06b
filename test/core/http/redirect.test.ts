import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paths, textOf, upstream, URL_A } from '../../test-fetcher.ts';

test('a redirect is followed to another https name, or to another path', async (t) => {
  for (const [location, path] of [
    ['https://b.example/other', '/b.example/other'],
    ['/other', '/a.example/other'],
    ['other', '/a.example/dir/other'],
    ['//b.example/other', '/b.example/other'],
  ] as const) {
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await upstream(t, (_, response, count) => {
        if (count === 0) response.writeHead(status, { location }).end('moved');
        else response.end('here');
      });
      const url = 'https://a.example/dir/file';
      assert.deepEqual(await server.fetcher.get(url), { url, bytes: Buffer.from('here') });
      assert.deepEqual(paths(server), ['/a.example/dir/file', path]);
    }
  }
});

/** Where no publisher leads to, by what is wrong with it. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'off TLS': ['http://a.example/SHA256SUMS', 'http://b.example/'],
  'a number': [
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://①②⑦.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f::1]/',
  ],
  'a name of the own network': [
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://printer.local/',
    'https://printer.local./',
    'https://metadata.google.internal/',
    'https://router.home.arpa/',
    'https://nas.lan/',
    'https://intranet/',
    'https://intranet./',
  ],
  'a password': ['https://user:word@b.example/', 'https://user@b.example/', 'https://:word@a.example/'],
  'another port': ['https://b.example:8443/', 'https://b.example:22/', 'https://b.example:80/'],
  'another protocol': [
    'ftp://b.example/',
    'file:///etc/passwd',
    'data:text/plain,sums',
    'javascript:alert(1)',
    'blob:https://b.example/0',
    'java\tscript:alert(1)',
  ],
  'what others read otherwise': ['https://b.example\\@c.example/', '\\\\b.example/', 'https://b.exa\tmple/'],
  nowhere: ['https://[', 'https://', 'https://b.example:99999/', 'https://1.2.3.4.5/'],
};

for (const [what, targets] of Object.entries(REFUSED)) {
  test(`a redirect to ${what} is refused and not followed`, async (t) => {
    for (const location of targets) {
      const { fetcher, requests } = await upstream(t, (_, response) =>
        response.writeHead(302, { location: Buffer.from(location).toString('latin1') }).end(),
      );
      await assert.rejects(fetcher.get(URL_A), { code: 'redirect-refused', url: URL_A }, location);
      assert.equal(await fetcher.sizeOf(URL_A), undefined, location);
      assert.equal(requests.length, 2, location);
    }
  });
}

test('a refused redirect is told with where it leads, and nothing that a terminal would obey', async (t) => {
  const told: Record<string, string> = {
    'http://b.example/': 'http://b.example/',
    'https://user:word@b.example/': 'https://…@b.example/',
    'https://b.example:22/\x9b2J': 'https://b.example:22/\\u{9b}2J',
    [`https://b.example:22/${'a'.repeat(4000)}`]: `https://b.example:22/${'a'.repeat(179)}…`,
  };
  for (const [location, found] of Object.entries(told)) {
    const { fetcher } = await upstream(t, (request) =>
      request.socket.end(Buffer.from(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\n\r\n`, 'latin1')),
    );
    await assert.rejects(fetcher.get(URL_A), {
      code: 'redirect-refused',
      message: `expected a redirect to an https address with a host name, found "${found}", ${URL_A}`,
    });
  }
});

test('a redirect without a target, or with two, is refused', async (t) => {
  for (const targets of [[], ['https://b.example/', 'https://c.example/']]) {
    const { fetcher } = await upstream(t, (_, response) =>
      response.setHeader('location', targets).writeHead(302).end(),
    );
    await assert.rejects(fetcher.get(URL_A), { code: 'redirect-refused' });
  }
});

test('a redirect on the same host and port is followed, whatever they are', async (t) => {
  const { fetcher } = await upstream(t, (request, response) => {
    if (request.url?.endsWith('/moved')) response.end('here');
    else response.writeHead(301, { location: '/moved' }).end();
  });
  for (const host of ['https://a.example:8443', 'https://10.0.0.1', 'http://mirror.lan:8080']) {
    assert.equal(await textOf(fetcher, `${host}/`), 'here', host);
  }
});

test('who mirrors from the own network may be redirected within it, but not off TLS', async (t) => {
  const redirectTo = (location: string) =>
    upstream(
      t,
      (_, response, count) => {
        if (count === 0) response.writeHead(302, { location }).end();
        else response.end('here');
      },
      { allowPrivateAddresses: true },
    );
  for (const location of ['https://mirror.lan/', 'https://10.0.0.1/']) {
    assert.equal(await textOf((await redirectTo(location)).fetcher), 'here', location);
  }
  const { fetcher } = await redirectTo('http://mirror.lan/');
  await assert.rejects(fetcher.get(URL_A), { code: 'redirect-refused' });
});

test('a publisher without TLS may redirect to TLS and to another name without', async (t) => {
  for (const location of ['https://b.example/', 'http://b.example/']) {
    const { fetcher } = await upstream(t, (_, response, count) => {
      if (count === 0) response.writeHead(301, { location }).end();
      else response.end('here');
    });
    assert.equal(await textOf(fetcher, 'http://a.example/'), 'here');
  }
});

test('redirects in a circle end where it closes', async (t) => {
  const next: Record<string, string> = { '/a.example/SHA256SUMS': '/one', '/a.example/one': '/two' };
  const server = await upstream(t, (request, response) =>
    response.writeHead(302, { location: next[request.url ?? ''] ?? '/one' }).end(),
  );
  await assert.rejects(server.fetcher.get(URL_A), {
    code: 'redirect-refused',
    message: `expected a redirect to somewhere else, found a circle to https://a.example/one, ${URL_A}`,
  });
  assert.deepEqual(paths(server), ['/a.example/SHA256SUMS', '/a.example/one', '/a.example/two']);
});

test('five redirects are followed, a sixth is not', async (t) => {
  const chain = (length: number) =>
    upstream(t, (_, response, count) => {
      if (count < length) response.writeHead(302, { location: `/${count}` }).end();
      else response.end('here');
    });
  assert.equal(await textOf((await chain(5)).fetcher), 'here');
  const { fetcher, requests } = await chain(6);
  await assert.rejects(fetcher.get(URL_A), {
    code: 'redirect-refused',
    message: `expected at most 5 redirects, found more, ${URL_A}`,
  });
  assert.equal(requests.length, 6);
});
