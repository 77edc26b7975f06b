import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { enums } from 'openpgp';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import { keyringOf, literalData, makeSignature, makeTestKey, signatureFile } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';
import { refusalOf } from '../attack.ts';
import type { Attack } from '../attack.ts';
import { MD5_TWINS, SHA1_TWINS } from '../collisions.ts';
import { numbersFit } from '../naive.ts';
import { newestIn } from '../naive-crawler.ts';
import { siegeAttack } from '../siege-attack.ts';
import type { Shelf } from '../../crawler/shelf.ts';

const SIGNED_AT = new Date('2026-03-01T00:00:00Z');
const LINE = `${'b'.repeat(64)}  image-amd64.qcow2\n`;

/** The publisher signs within its lists. */
async function clearsign(shelf: Shelf, serial: string, line: string): Promise<void> {
  shelf.paths.set(`/1/${serial}/SUMS`, await shelf.keys[1].clearsigned(line, SIGNED_AT));
  shelf.paths.delete(`/1/${serial}/SUMS.sig`);
}

async function prepareClearsigned(shelf: Shelf): Promise<void> {
  await shelf.editSource('shape: detached, signature: "{sums}.sig"', 'shape: clearsigned');
  await clearsign(shelf, '20260105', `${'a'.repeat(64)}  image-amd64.qcow2\n`);
  shelf.list(['20260105']);
}

/** Signs one of two files that have the same hash, and hands in the signature with the other. */
function twinAttack(
  hashAlgorithm: enums.hash,
  [signed, handedIn]: readonly [Uint8Array, Uint8Array],
  words: Pick<Attack, 'id' | 'attack' | 'harm'>,
): Attack {
  const make = async () => {
    const { privateKey } = await makeRsaKey();
    const packet = await makeSignature(privateKey.keyPacket, await literalData(signed), SIGNED_AT, {
      hashAlgorithm,
    });
    return { privateKey, signature: signatureFile(packet) };
  };
  return {
    ...words,
    async showHarm() {
      const { privateKey, signature } = await make();
      assert.notDeepEqual(signed, handedIn);
      assert.ok(await numbersFit(handedIn, signature, privateKey));
    },
    async refuse() {
      const { privateKey, signature } = await make();
      const keyring = await keyringOf(privateKey);
      const options = { keyring, now: new Date('2026-03-20T12:00:00Z'), name: 'SUMS' };
      return refusalOf(() => verifyDetached(handedIn, signature, options));
    },
  };
}

/** Of the kind that is used with any hash; made once, since it takes a while. */
let rsaKey: Promise<TestKey> | undefined;
function makeRsaKey(): Promise<TestKey> {
  return (rsaKey ??= makeTestKey({ type: 'rsa', rsaBits: 2048 }));
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** What was proven well before is to be taken with less proof now. */
export const lessProof: readonly Attack[] = [
  siegeAttack({
    id: 'signature-gone',
    attack: 'Takes the signature file away and serves a list of its own without one.',
    harm: 'What cannot be checked is not checked: the list is taken as if this publisher had never signed.',
    prepare: (shelf) => shelf.publish('20260105'),
    async act(shelf) {
      await shelf.publish('20260301', { content: 'evil' });
      shelf.paths.delete('/1/20260301/SUMS.sig');
    },
    fooled: (now) => assert.equal(newestIn(now), '20260301'),
  }),
  siegeAttack({
    id: 'signature-dropped',
    attack: 'Serves a bare list where the publisher’s own lists carry their signature within them.',
    harm: 'A list without a signature looks like any other list, and is taken.',
    prepare: prepareClearsigned,
    async act(shelf) {
      shelf.paths.set('/1/20260301/SUMS', LINE);
      shelf.list(['20260105', '20260301']);
    },
    fooled: (now) => assert.equal(newestIn(now), '20260301'),
  }),
  siegeAttack({
    id: 'signature-cut-off',
    attack:
      'Cuts the signature off a clearsigned list and leaves the words “BEGIN PGP SIGNED MESSAGE” on it.',
    harm: 'It says that it is signed, there is nothing to check, and its lines are read.',
    prepare: prepareClearsigned,
    async act(shelf) {
      await clearsign(shelf, '20260301', LINE);
      const message = String(shelf.paths.get('/1/20260301/SUMS'));
      shelf.paths.set('/1/20260301/SUMS', message.replace(/-----BEGIN PGP SIGNATURE-----[^]*/, ''));
      shelf.list(['20260105', '20260301']);
    },
    fooled: (now) => assert.equal(newestIn(now), '20260301'),
  }),
  siegeAttack({
    id: 'weaker-digests',
    attack:
      'Makes the publisher’s lists fall back from SHA-256 to MD5, of which two files can be made alike.',
    harm: 'Digits are digits: the MD5 digest is recorded, and fits the image that was shown as well as the evil one.',
    prepare: (shelf) => shelf.publish('20260105'),
    async act(shelf) {
      await shelf.sign(
        '/1/20260301/SUMS',
        `${md5(MD5_TWINS[0])}  image-amd64.qcow2\n`,
        '2026-03-01T00:00:00Z',
      );
      shelf.list(['20260105', '20260301']);
    },
    fooled: (now) => assert.equal(now.get('20260301'), md5(MD5_TWINS[1])),
  }),
  twinAttack(enums.hash.sha1, SHA1_TWINS, {
    id: 'signature-over-sha1',
    attack:
      'Has one of two files signed over SHA-1 that were made to have the same hash, and serves the other.',
    harm: 'The numbers fit: the publisher’s signature is good for a file that the publisher never saw.',
  }),
  twinAttack(enums.hash.md5, MD5_TWINS, {
    id: 'signature-over-md5',
    attack: 'Does the same with MD5, for which two such files are made in seconds on any computer.',
    harm: 'The numbers fit here too.',
  }),
];
