import assert from 'node:assert/strict';
import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf, digestOfStream } from '../../../core/digest.ts';
import type { HttpOptions } from '../../../core/http/http-fetcher.ts';
import { AddressRefused, createPublicLookup } from '../../../core/http/lookup.ts';
import { fetcherOf, textOf } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';

/** A DNS that knows these addresses for every name, and what it was asked. */
function dnsOf(...addresses: string[]): { lookup: LookupFunction; names: string[] } {
  const names: string[] = [];
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return {
    names,
    lookup(name, options, callback) {
      names.push(name);
      if (options.all) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    },
  };
}

/** A service of the own network, a name that leads there, and a fetcher without a replay. */
async function ownNetwork(t: TestContext, options: Partial<HttpOptions>) {
  const server = await startTestServer(t, (_, response) => response.end('secret'));
  const fetcher = fetcherOf(t, server, { replayOrigin: undefined, ...options });
  return { server, fetcher, url: `http://evil.example:${new URL(server.origin).port}/` };
}

test('a name that leads to this machine is refused before anything is sent, and not tried again', async (t) => {
  const { lookup, names } = dnsOf('127.0.0.1');
  const { server, fetcher, url } = await ownNetwork(t, { lookup });
  await assert.rejects(fetcher.get(url), {
    name: 'OsdexError',
    code: 'address-refused',
    message: `expected an address of the public internet, found 127.0.0.1 for evil.example, ${url}`,
    url,
    found: '127.0.0.1 for evil.example',
  });
  assert.deepEqual(names, ['evil.example']);
  assert.equal(await fetcher.sizeOf(url), undefined);
  assert.equal(server.requests.length, 0);
});

test('without that check the same name reaches the service, as it does for who allows it', async (t) => {
  const { lookup } = dnsOf('127.0.0.1');
  const { fetcher, url } = await ownNetwork(t, { lookup, allowPrivateAddresses: true });
  assert.equal(await textOf(fetcher, url), 'secret');
});

test('images are taken from an origin that somebody listed, and from no other place of the own network', async (t) => {
  const { lookup } = dnsOf('127.0.0.1');
  const { server, url } = await ownNetwork(t, {});
  const fetcher = fetcherOf(t, server, {
    replayOrigin: undefined,
    lookup,
    ownOrigins: [server.origin, new URL(url).origin],
  });
  for (const listed of [`${server.origin}/a.iso`, `${url}a.iso`])
    assert.equal(await digestOfStream(fetcher.stream(listed)), digestOf(Buffer.from('secret')));
  const other = url.replace('evil', 'other');
  await assert.rejects(digestOfStream(fetcher.stream(other)), { code: 'address-refused' });
  await assert.rejects(fetcher.get(url), { code: 'address-refused' }, 'nothing else is asked for there');
  assert.equal(server.requests.length, 2);
});

test('a name that leads to any network of its own is refused', async (t) => {
  for (const address of [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '169.254.169.254', '192.168.1.1', '198.18.0.1', '203.0.113.1'],
    ...['224.0.0.1', '::', '::1', '::ffff:127.0.0.1', 'fd00::1', 'fe80::1', '64:ff9b::127.0.0.1', 'ff02::1'],
  ]) {
    const fetcher = fetcherOf(t, { origin: '' }, { replayOrigin: undefined, lookup: dnsOf(address).lookup });
    await assert.rejects(fetcher.get('https://evil.example/'), {
      code: 'address-refused',
      found: `${address} for evil.example`,
    });
  }
});

test('an address that is no name is refused without a lookup, however it is spelled', async (t) => {
  const { lookup, names } = dnsOf('93.184.215.14');
  const { server, fetcher } = await ownNetwork(t, { lookup });
  const { port } = new URL(server.origin);
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0',
    '[::1]',
    '[::ffff:7f00:1]',
  ]) {
    await assert.rejects(fetcher.get(`http://${host}:${port}/`), { code: 'address-refused' }, host);
  }
  assert.equal(server.requests.length, 0);
  assert.deepEqual(names, []);
});

test('a replay is asked on this machine, whatever the names in it lead to', async (t) => {
  const { lookup, names } = dnsOf('10.0.0.1');
  const server = await startTestServer(t, (request, response) => response.end(request.url));
  const fetcher = fetcherOf(t, server, { lookup });
  assert.equal(await textOf(fetcher, 'https://evil.example/a'), '/evil.example/a');
  assert.deepEqual(names, []);
});

test('a name that does not exist is told as such at once, one that may exist in a moment is asked for again', async (t) => {
  for (const [code, times] of Object.entries({ ENOTFOUND: 1, EAI_AGAIN: 5 })) {
    let asked = 0;
    const lookup: LookupFunction = (name, _, callback) => {
      asked += 1;
      callback(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code }), '', 0);
    };
    const { fetcher, url } = await ownNetwork(t, { lookup });
    await assert.rejects(fetcher.get(url), {
      code: 'network',
      message: `expected an answer, found: getaddrinfo ${code} evil.example, ${url}`,
    });
    assert.equal(asked, times, code);
  }
});

test('a lookup that never ends, ends at the deadline', async (t) => {
  const { fetcher, url } = await ownNetwork(t, { lookup: () => undefined, deadlineMs: 20 });
  await assert.rejects(fetcher.get(url), { code: 'timeout' });
});

/** What a connection would be made to. */
function connected(lookup: LookupFunction, options: LookupOptions): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    createPublicLookup(lookup)('mixed.example', options, (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
}

test('of several addresses only those of the public internet are given to a connection', async () => {
  const { lookup, names } = dnsOf('127.0.0.1', '93.184.215.14', 'fd00::1', '2606:2800:21f::1');
  assert.deepEqual(await connected(lookup, { all: true }), [
    { address: '93.184.215.14', family: 4 },
    { address: '2606:2800:21f::1', family: 6 },
  ]);
  assert.equal(await connected(lookup, {}), '93.184.215.14');
  assert.deepEqual(
    names,
    ['mixed.example', 'mixed.example'],
    'one lookup a connection: no second one to differ',
  );
});

test('a lookup that finds nothing, or knows only one address at a time, is judged too', async () => {
  await assert.rejects(connected(dnsOf().lookup, { all: true }), AddressRefused);
  const single =
    (address: string): LookupFunction =>
    (_name, _options, callback) =>
      callback(null, address, 4);
  await assert.rejects(connected(single('10.0.0.1'), { all: true }), AddressRefused);
  assert.equal(await connected(single('93.184.215.14'), {}), '93.184.215.14');
});
