import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, isPublicAddress, isPublicName } from '../../../core/http/address.ts';

/** The first and the last address of each range that is not the public internet. */
const NOT_PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'behind a carrier': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1'],
  'link-local': ['169.254.0.0', '169.254.169.254', '169.254.255.255', 'fe80::', 'febf::1', 'fec0::1'],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '2001::', '2001:1ff:ffff::1'],
  documentation: ['192.0.2.0', '198.51.100.255', '203.0.113.1', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  benchmarks: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  'relays and tunnels': ['192.88.99.1', '2001:0:7f00::1', '2002:7f00:1::', '2002:808:808::'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ffff::1'],
  reserved: ['240.0.0.0', '255.255.255.255', '4000::1', '1fff::1', '100::1', '5f00::1'],
  unspecified: ['::', '::0'],
  'unique local': ['fc00::1', 'fd12:3456:789a::1', 'fdff::1'],
  'IPv4 in a mapped or compatible disguise': ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '::8.8.8.8'],
  'IPv4 behind NAT64': ['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::1'],
  'no address': ['', 'a.example', '127.1', '2130706433', '1.2.3.4.5', '[::1]', 'fe80::1%eth0', '1.2.3.4 '],
};

for (const [what, addresses] of Object.entries(NOT_PUBLIC)) {
  test(`what is ${what} is not public`, () => {
    assert.deepEqual(addresses.filter(isPublicAddress), []);
  });
}

test('the addresses beside those ranges are public', () => {
  const open = [
    ...[
      '1.0.0.0',
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
    ],
    ...[
      '128.0.0.0',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.0.3.0',
    ],
    ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
    ...[
      '2000::1',
      '2001:200::1',
      '2001:db7::1',
      '2001:db9::1',
      '2003::1',
      '2606:4700::1111',
      '3ffe::1',
      '3fff:1000::1',
    ],
    ...['64:ff9b::8.8.8.8', '64:ff9b::11.0.0.0', '2A02:AC00::1'],
  ];
  assert.deepEqual(
    open.filter((address) => !isPublicAddress(address)),
    [],
  );
});

test('a name of the public internet has a dot and belongs to no network of its own', () => {
  const open = [
    'a.example',
    'cloud-images.ubuntu.com',
    'a.example.',
    'local.example',
    'localhost.example',
    'xlocal.com',
  ];
  const closed = [
    '',
    '.',
    'localhost',
    'localhost.',
    'localhost..',
    'a.localhost',
    'a.local',
    'a.b.internal.',
    'a.lan',
  ];
  const numbers = ['127.0.0.1', '8.8.8.8', '[::1]', '[2606:4700::1111]'];
  assert.deepEqual(open.filter(isPublicName), open);
  assert.deepEqual([...closed, ...numbers, 'router.home.arpa', 'intranet', 'com.'].filter(isPublicName), []);
});

test('a host that is an address is told from a name', () => {
  const hosts = ['127.0.0.1', '[::1]', 'a.example', '[', ''];
  assert.deepEqual(hosts.map(addressOf), ['127.0.0.1', '::1', undefined, undefined, undefined]);
});
