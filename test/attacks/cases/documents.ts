import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { BucketFeed } from '../../../core/source/feed.ts';
import { bucket } from '../../../crawler/resolvers/bucket.ts';
import { refusalOf } from '../attack.ts';
import type { Attack } from '../attack.ts';
import { digestsByName, sha256 } from '../naive.ts';
import { serve, startNetwork } from '../network.ts';
import { besiege } from '../siege.ts';

const IMAGE = 'https://images.example/1/20260301/image-amd64.qcow2';

/** Fetches an image and the sums file beside it, and keeps the image where the digest is as listed. */
async function fetchByDigest(t: TestContext, image: string): Promise<string | undefined> {
  const { fetch } = await startNetwork(t, {
    'https://images.example': (request, response, count) =>
      serve(request.url?.endsWith('.sha256') ? `${sha256(image)}  image-amd64.qcow2\n` : image)(
        request,
        response,
        count,
      ),
  });
  const digest = digestsByName(await fetch(`${IMAGE}.sha256`)).get('image-amd64.qcow2');
  const bytes = await fetch(IMAGE);
  return sha256(bytes) === digest ? bytes : undefined;
}

/** A project's list of its files, as its own website is made of it. */
function listOf(...urls: readonly string[]): string {
  return JSON.stringify(urls.map((url, at) => ({ url, sha256: String(at + 1).repeat(64) })));
}

/** What a usual client takes from it: the last one, wherever that is. */
function newestOf(list: string): string | undefined {
  return (JSON.parse(list) as { url: string }[]).at(-1)?.url;
}

const HONEST = 'https://images.example/20260105/image-20260105-amd64.qcow2';
const ELSEWHERE = 'https://elsewhere.example/20260301/image-20260301-amd64.qcow2';

/** An object store's list of a publisher's builds. */
function keysOf(serials: readonly string[], isTruncated: boolean): string {
  const folders = serials.map((serial) => `<CommonPrefixes><Prefix>${serial}/</Prefix></CommonPrefixes>`);
  return `<ListBucketResult><Prefix></Prefix><IsTruncated>${isTruncated}</IsTruncated>${folders.join('')}</ListBucketResult>`;
}

function newestKey(list: string): string | undefined {
  return [...list.matchAll(/<Prefix>(\d+)\/</g)]
    .map(([, serial]) => serial)
    .toSorted()
    .at(-1);
}

const BUCKET = BucketFeed.parse({
  feed: 'images',
  format: 'bucket',
  index: 'https://bucket.example/?delimiter=/',
  base: 'https://images.example/',
  entry: '{serial}/',
  sums: '{serial}/SUMS',
  trust: { level: 'sums-only', reason: 'nothing is signed' },
  streams: [{ stream: 'cloud', title: 'Cloud', kind: 'cloud', files: [{ match: 'image-{arch}.qcow2' }] }],
});

/** Publishers who sign images instead of lists, and who tell of their builds in documents. */
export const documents: readonly Attack[] = [
  {
    id: 'image-other-bytes',
    attack:
      'Puts another image in place of one that its publisher signed itself, and its digest into the sums file beside it.',
    harm: 'The digest is as listed, so the image is taken; the signature beside it is looked at by nobody.',
    showHarm: async (t) => assert.equal(await fetchByDigest(t, 'evil'), 'evil'),
    async refuse(t) {
      const siege = await besiege(t);
      await siege.signImages();
      await siege.publishImage('20260105', 'honest', '2026-01-05T12:00:00Z');
      await siege.settle();
      await siege.publishImage('20260301', 'honest again', '2026-03-01T12:00:00Z');
      siege.paths.set('/1/20260301/image-amd64.qcow2', 'evil');
      return siege.withstand();
    },
  },
  {
    id: 'old-image-new-serial',
    attack: 'Offers an old image, with its publisher’s good signature over it, as the build of today.',
    harm: 'Digest and signature are good, and a system with known holes is installed as the newest.',
    showHarm: async (t) => assert.equal(await fetchByDigest(t, 'of last year'), 'of last year'),
    async refuse(t) {
      const siege = await besiege(t);
      await siege.signImages();
      await siege.publishImage('20260105', 'honest', '2026-01-05T12:00:00Z');
      await siege.settle();
      await siege.publishImage('20260301', 'of last year', '2025-03-01T12:00:00Z');
      return siege.withstand();
    },
  },
  {
    id: 'document-that-leads-away',
    attack:
      'Changes the list that a project’s website is made of, so that it names an image on the attacker’s host.',
    harm: 'The list has its digest too, so everything fits, and the attacker’s image is the newest.',
    showHarm: async () => assert.equal(newestOf(listOf(HONEST, ELSEWHERE)), ELSEWHERE),
    async refuse(t) {
      const siege = await besiege(t);
      await siege.listInDocument();
      siege.paths.set('/builds.json', listOf(HONEST));
      await siege.settle();
      siege.paths.set('/builds.json', listOf(ELSEWHERE));
      return siege.withstand();
    },
  },
  {
    id: 'list-cut-off',
    attack: 'Answers with the first part of a long list of builds, where the newest ones are in the rest.',
    harm: 'What comes is taken for all there is: new builds are missed, and others count as withdrawn.',
    async showHarm() {
      const serials = ['20260105', '20260206'];
      assert.equal(newestKey(keysOf(serials, false)), '20260206');
      assert.equal(newestKey(keysOf(serials.slice(0, 1), true)), '20260105');
    },
    refuse: () =>
      refusalOf(() =>
        bucket.read(
          { url: 'https://bucket.example/?delimiter=/', text: keysOf(['20260105'], true) },
          BUCKET,
          {},
        ),
      ),
  },
];
