import assert from 'node:assert/strict';
import { acceptUnsigned } from '../../../core/trust/unsigned-text.ts';
import { parseChecksumManifest } from '../../../core/sums/checksum-manifest.ts';
import { sumsLine } from '../../crawler/shelf.ts';
import { makeTestKey, signWith } from '../../test-key.ts';
import { startTestServer } from '../../test-server.ts';
import { refusalOf } from '../attack.ts';
import type { Attack } from '../attack.ts';
import { makeDesk } from '../command.ts';
import { digestsByName, download, linesOf, noSignatureIsWrong, sha256 } from '../naive.ts';
import { besiege } from '../siege.ts';
import { siegeAttack } from '../siege-attack.ts';

const SIGNED_AT = '2026-03-01T00:00:00Z';
const GOOD = sha256('good');
const EVIL = sha256('evil');
const LINE = `${GOOD}  image-amd64.qcow2\n`;

/** Right pieces that do not belong together. */
export const pieces: readonly Attack[] = [
  siegeAttack({
    id: 'mix-and-match',
    attack: 'Serves the list and the signature of one build beside the files of another.',
    harm: 'The signature is good: the new build is recorded with the digests of the old one, which install as new.',
    prepare: (shelf) => shelf.publish('1.0', { signedAt: SIGNED_AT }),
    act: (shelf) => shelf.publish('1.1', { content: '1.0', signedAt: SIGNED_AT }),
    fooled: (now) => assert.equal(now.get('1.1'), now.get('1.0')),
  }),
  {
    id: 'swapped-image',
    attack: 'Leaves the list and its good signature as they are, and swaps the image that they are about.',
    harm: '“Good signature”, says the tool of the list, and the image is installed unread.',
    async showHarm() {
      const { privateKey } = await makeTestKey();
      const signature = await signWith(Buffer.from(LINE), new Date(SIGNED_AT), privateKey);
      assert.ok(await noSignatureIsWrong(Buffer.from(LINE), signature, privateKey));
      assert.notEqual(digestsByName(LINE).get('image-amd64.qcow2'), sha256('evil'));
    },
    async refuse(t) {
      const { privateKey, fingerprint } = await makeTestKey();
      const signature = await signWith(Buffer.from(LINE), new Date(SIGNED_AT), privateKey);
      const desk = await makeDesk(t, {
        SUMS: LINE,
        'SUMS.sig': signature,
        'image-amd64.qcow2': 'evil',
        'keys/key.asc': privateKey.toPublic().armor(),
      });
      return desk.verify('image-amd64.qcow2', '--signature', 'SUMS.sig', '--key', fingerprint);
    },
  },
  {
    id: 'torn-set',
    attack:
      'Moves “current/” on between two requests, so that the list is of one build and the rest of the next.',
    harm: 'The digest on record is never that of the file at the address beside it.',
    async showHarm(t) {
      let day = 'Monday';
      const { origin } = await startTestServer(t, (request, response) => {
        if (request.url === '/current/SUMS') {
          response.end(`${sha256(`of ${day}`)}  image-amd64.qcow2\n`);
          day = 'Tuesday';
        } else response.end(`of ${day}`);
      });
      const list = (await download(`${origin}/current/SUMS`)).toString();
      const image = await download(`${origin}/current/image-amd64.qcow2`);
      assert.notEqual(sha256(image), digestsByName(list).get('image-amd64.qcow2'));
    },
    async refuse(t) {
      const siege = await besiege(t);
      await siege.roll();
      const publish = (serial: string, at: string) => siege.sign('/rolling/SUMS', sumsLine(serial), at);
      await publish('20260105', '2026-01-05T00:00:00Z');
      await siege.settle();
      await publish('20260206', '2026-02-06T00:00:00Z');
      siege.after('/rolling/SUMS', () => publish('20260307', '2026-03-07T00:00:00Z'));
      const outcome = await siege.withstand();
      // Whole again at the next crawl.
      await siege.settle();
      const builds = await siege.builds('shelf', '1', 'cloud');
      assert.deepEqual(
        builds.map(({ serial }) => serial),
        ['20260307', '20260105'],
      );
      return outcome;
    },
  },
  siegeAttack({
    id: 'changed-digest',
    attack:
      'Puts another image under the name of one that is on record, with a list that is properly signed.',
    harm: 'The record is brought up to date, and what everybody else has installed no longer fits it.',
    rolling: true,
    prepare: (shelf) => shelf.sign('/rolling/SUMS', sumsLine('20260105', 'a'), '2026-01-05T00:00:00Z'),
    act: (shelf) => shelf.sign('/rolling/SUMS', sumsLine('20260105', 'e'), SIGNED_AT),
    fooled: (now) => assert.deepEqual([...now.values()], ['e'.repeat(64)]),
  }),
  siegeAttack({
    id: 'one-digest-two-versions',
    attack: 'Lists the image of an old build under the name of a new one, properly signed and dated.',
    harm: 'Whoever asks for the new build gets the old one, with everything that was mended in between.',
    prepare: (shelf) => shelf.publish('20260105'),
    async act(shelf) {
      await shelf.publish('20260301', { content: '20260105' });
      const line = String(shelf.paths.get('/1/20260301/SUMS'));
      await shelf.sign('/1/20260301/SUMS', `${line}${'0'.repeat(64)}  README\n`, SIGNED_AT);
    },
    fooled: (now) => assert.equal(now.get('20260301'), now.get('20260105')),
  }),
  siegeAttack({
    id: 'contradicting-lists',
    attack: 'Has two lists of the publisher, both properly signed, name different digests for one file.',
    harm: 'Whichever is read last wins, and nobody hears of the other.',
    prepare: async (shelf) => {
      await shelf.addFeed();
      await shelf.publish('20260105');
      await shelf.sign(
        '/1/20260105/AGAIN',
        String(shelf.paths.get('/1/20260105/SUMS')),
        '2026-01-05T12:00:00Z',
      );
    },
    async act(shelf) {
      await shelf.publish('20260301', { content: 'evil' });
      await shelf.sign('/1/20260301/AGAIN', LINE, '2026-03-01T12:00:00Z');
    },
    fooled: (now) => assert.equal(now.get('20260301'), EVIL),
  }),
  {
    id: 'conflicting-lines',
    attack: 'Has one file stand in a list twice, with two digests.',
    harm: 'The later line wins here and the earlier one there: what was checked is not what is recorded.',
    async showHarm() {
      const list = `${LINE}${EVIL}  image-amd64.qcow2\n`;
      assert.equal(digestsByName(list).get('image-amd64.qcow2'), EVIL);
    },
    refuse: async () => {
      const listed = (second: string) =>
        refusalOf(() =>
          parseChecksumManifest(acceptUnsigned(Buffer.from(LINE + second), 'sums-only'), 'SUMS'),
        );
      await listed(`${EVIL}  ./image-amd64.qcow2\n`);
      return listed(`${EVIL}  image-amd64.qcow2\n`);
    },
  },
  {
    id: 'duplicate-lines',
    attack: 'Repeats a line of a list, and spells the name another way.',
    harm: 'One image is recorded, published and counted several times.',
    async showHarm() {
      assert.equal(linesOf(LINE + LINE.replace('  ', '  ./')).length, 2);
    },
    async refuse() {
      const text = LINE + LINE + LINE.replace('  ', '  ./');
      const manifest = parseChecksumManifest(acceptUnsigned(Buffer.from(text), 'sums-only'), 'SUMS');
      assert.deepEqual([...manifest.keys()], ['image-amd64.qcow2']);
      assert.equal(manifest.get('image-amd64.qcow2')?.digest, `sha256:${GOOD}`);
      return { verdict: 'let through', note: 'The same digest again is no contradiction: it is one file.' };
    },
  },
];
