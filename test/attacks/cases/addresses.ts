import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import type { TestContext } from 'node:test';
import { Agent, fetch } from 'undici';
import { isPublicAddress } from '../../../core/http/address.ts';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import { fetcherOf, upstream } from '../../test-fetcher.ts';
import { keyringOf, makeTestKey, signWith } from '../../test-key.ts';
import { startTestServer } from '../../test-server.ts';
import { refusalOf } from '../attack.ts';
import type { Attack, Outcome } from '../attack.ts';
import { linksOf } from '../naive.ts';
import { redirectTo, serve, startNetwork } from '../network.ts';
import { besiege, PASSED_OVER } from '../siege.ts';

const SUMS = 'https://images.example/SUMS';
const LIST = `${'a'.repeat(64)}  image-amd64.qcow2\n`;
const EVIL = `${'e'.repeat(64)}  image-amd64.qcow2\n`;
const SECRET = 'the password of this machine';

interface RedirectAttack extends Pick<Attack, 'id' | 'attack' | 'harm'> {
  to: string;
  /** What is found there. */
  found: string;
}

/** A publisher that leads elsewhere instead of answering. */
function redirectAttack({ to, found, ...words }: RedirectAttack): Attack {
  return {
    ...words,
    async showHarm(t) {
      const { origin } = new URL(to);
      const hosts = { 'https://images.example': redirectTo(to), [origin]: serve(found) };
      const { fetch: follow, connections } = await startNetwork(t, hosts);
      assert.equal(await follow(SUMS), found);
      assert.equal(connections.at(-1), origin);
    },
    async refuse(t) {
      const { fetcher, requests } = await upstream(t, redirectTo(to));
      const outcome = await refusalOf(() => fetcher.get(SUMS));
      assert.equal(requests.length, 1, 'nothing is asked there');
      return outcome;
    },
  };
}

/** A name server of the attacker's, which gives these addresses one after the other. */
function rebind(...addresses: readonly string[]): { lookup: LookupFunction; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    lookup(name, { all }, callback) {
      asked.push(name);
      const address = addresses[Math.min(asked.length, addresses.length) - 1] ?? '';
      if (all) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    },
  };
}

/** Looks whether a name is one of the public internet, and then asks it. */
async function checkAndFetch(t: TestContext, url: string, lookup: LookupFunction): Promise<string> {
  const { hostname } = new URL(url);
  const address = await new Promise<string>((resolve, reject) => {
    lookup(hostname, { all: false }, (error, found) =>
      error === null && typeof found === 'string' ? resolve(found) : reject(error ?? new Error('no address')),
    );
  });
  assert.ok(isPublicAddress(address), 'this is checked');
  const agent = new Agent({ connect: { lookup } });
  t.after(() => agent.destroy());
  return (await fetch(url, { dispatcher: agent })).text();
}

/** Addresses that lead elsewhere than they should. */
export const addresses: readonly Attack[] = [
  {
    id: 'redirect-to-another-host',
    attack:
      'Leads from the publisher’s host to another one over https, as honest publishers do to their mirrors.',
    harm: 'The other host has a good certificate too, and its list is taken for the publisher’s.',
    async showHarm(t) {
      const hosts = {
        'https://images.example': redirectTo('https://mirror.example/SUMS'),
        'https://mirror.example': serve(EVIL),
      };
      const { fetch: follow } = await startNetwork(t, hosts);
      assert.equal(await follow(SUMS), EVIL);
    },
    async refuse(t): Promise<Outcome> {
      const { privateKey } = await makeTestKey();
      const signature = await signWith(Buffer.from(LIST), new Date('2026-03-01T00:00:00Z'), privateKey);
      const options = { keyring: await keyringOf(privateKey), now: new Date('2026-03-20'), name: SUMS };
      const prove = async (list: string) => {
        const { fetcher } = await upstream(t, (request, response, count) =>
          (count === 0 ? redirectTo('https://mirror.example/SUMS') : serve(list))(request, response, count),
        );
        return verifyDetached((await fetcher.get(SUMS)).bytes, signature, options);
      };
      assert.equal((await prove(LIST)).text, LIST, 'an honest mirror is as good as the publisher');
      return {
        ...(await refusalOf(() => prove(EVIL))),
        verdict: 'let through',
        note: 'Only the signature decides: an honest mirror is as good as the publisher, and one that lies is told.',
      };
    },
  },
  redirectAttack({
    id: 'redirect-off-tls',
    attack: 'Leads from https to plain http, where everybody on the way can write the answer.',
    harm: 'It is followed, and the answer is whatever somebody on the way made of it.',
    to: 'http://images.example/SUMS',
    found: EVIL,
  }),
  redirectAttack({
    id: 'redirect-to-this-machine',
    attack: 'Leads to a service that listens on the crawling machine alone.',
    harm: 'The crawler asks it in the attacker’s place; such services trust whoever reaches them.',
    to: 'https://localhost/stop',
    found: SECRET,
  }),
  redirectAttack({
    id: 'redirect-to-link-local',
    attack: 'Leads to 169.254.169.254, where a cloud tells each of its machines that machine’s credentials.',
    harm: 'The credentials are fetched, and end up in an error message, a log or the record.',
    to: 'https://169.254.169.254/latest/meta-data/iam/security-credentials/',
    found: SECRET,
  }),
  redirectAttack({
    id: 'redirect-to-private-number',
    attack: 'Leads to a router or another machine of the own network, by a number that is spelled unusually.',
    harm: 'What is only to be reached from inside is asked from inside; no firewall stands in between.',
    to: 'https://0xc0a80001/',
    found: SECRET,
  }),
  {
    id: 'dns-rebinding',
    attack:
      'Gives its own host name the address of the crawling machine, after a first look found a public one.',
    harm: 'The name was checked and the connection looks it up again: the service on this machine answers.',
    async showHarm(t) {
      const server = await startTestServer(t, serve(SECRET));
      const { lookup } = rebind('93.184.215.14', '127.0.0.1');
      const url = `http://evil.example:${new URL(server.origin).port}/`;
      assert.equal(await checkAndFetch(t, url, lookup), SECRET);
    },
    async refuse(t) {
      const server = await startTestServer(t, serve(SECRET));
      const { lookup, asked } = rebind('127.0.0.1');
      const fetcher = fetcherOf(t, server, { replayOrigin: undefined, lookup });
      const { port } = new URL(server.origin);
      const outcome = await refusalOf(() => fetcher.get(`http://evil.example:${port}/`));
      assert.deepEqual([asked.length, server.requests.length], [1, 0], 'what is looked up is what is asked');
      return outcome;
    },
  },
  {
    id: 'page-that-leads-away',
    attack: 'Lists builds with links to folders above the page, to another host, and to no host at all.',
    harm: 'Every link that looks like a build is followed, to lists of the attacker’s.',
    async showHarm() {
      const [first, second] = linksOf(AWAY).map((href) => new URL(href, 'https://images.example/1/').href);
      assert.deepEqual(
        [first, second],
        ['https://evil.example/1/20260401/', 'https://images.example/20260402/'],
      );
    },
    async refuse(t) {
      const siege = await besiege(t);
      await siege.publish('20260105');
      await siege.settle();
      siege.paths.set('/1/', `<a href="20260105/">20260105/</a>${AWAY}`);
      siege.asked.length = 0;
      await siege.ignore();
      const others = siege.asked.filter((path) => !path.startsWith('/neighbour.example/'));
      assert.deepEqual(others, ['/1/'], 'no link is followed');
      siege.paths.set('/1/', AWAY);
      return { ...(await siege.withstand()), note: PASSED_OVER };
    },
  },
];

const AWAY = [
  'https://evil.example/1/20260401/',
  '../20260402/',
  '//evil.example/1/20260403/',
  '/20260404/',
  '..%2f20260405/',
  'file:///1/20260406/',
]
  .map((href) => `<a href="${href}">${href}</a>`)
  .join('\n');
