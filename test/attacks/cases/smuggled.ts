import assert from 'node:assert/strict';
import { createCleartextMessage, createMessage, sign } from 'openpgp';
import type { Key } from 'openpgp';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeTestKey } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';
import type { Attack } from '../attack.ts';
import { makeDesk } from '../command.ts';
import {
  checkWhatIsThere,
  clearsignedIsGood,
  clearsignedIsGoodByHand,
  noSignatureIsWrong,
  sha256,
} from '../naive.ts';

const SIGNED_AT = new Date('2026-03-01T00:00:00Z');
const LIST = `${sha256('good')}  image-1.qcow2\n${sha256('good too')}  image-2.qcow2`;
const EVIL_LINE = `${sha256('evil')}  image-3.qcow2\n`;

/** One key for all of these; nothing of it matters here. */
let made: Promise<TestKey> | undefined;
function makeKey(): Promise<TestKey> {
  return (made ??= makeTestKey());
}

/** A list with its signature in it, with plain line ends as publishers have it. */
async function clearsign({ privateKey }: TestKey): Promise<string> {
  const message = await createCleartextMessage({ text: LIST });
  return (await sign({ message, signingKeys: privateKey, date: SIGNED_AT })).replaceAll('\r\n', '\n');
}

interface Smuggled extends Pick<Attack, 'id' | 'attack' | 'harm'> {
  change(list: string): string;
  /** What lies in the reader's folder; the last of it is what the attacker has made. */
  files: Readonly<Record<string, string>>;
  isGood?: (list: string, key: Key) => Promise<boolean>;
}

/** A list that was changed where its signature does not reach, and a person who checks what was downloaded by it. */
function smuggledAttack({ change, files, isGood = clearsignedIsGood, ...words }: Smuggled): Attack {
  return {
    ...words,
    async showHarm(t) {
      const key = await makeKey();
      const list = await clearsign(key);
      const folder = await temporaryFolder(t, files);
      assert.equal(await checkWhatIsThere(list, folder), false, 'the honest list would have told');
      assert.ok(await isGood(change(list), key.privateKey.toPublic()));
      assert.ok(await checkWhatIsThere(change(list), folder));
    },
    async refuse(t) {
      const key = await makeKey();
      const desk = await makeDesk(t, { ...files, SUMS: change(await clearsign(key)), ...keyFileOf(key) });
      return desk.verify(...Object.keys(files), '--key', key.fingerprint);
    },
  };
}

function keyFileOf({ privateKey }: TestKey): Record<string, string> {
  return { 'keys/key.asc': privateKey.toPublic().armor() };
}

/** A signature over the list as text, which means the same text whatever its line ends. */
async function signAsText({ privateKey }: TestKey): Promise<Uint8Array> {
  const message = await createMessage({ text: `${LIST}\n` });
  const options = { signingKeys: privateKey, date: SIGNED_AT, detached: true } as const;
  return sign({ message, ...options, format: 'binary' });
}

const SWAPPED = { 'image-1.qcow2': 'good', 'image-2.qcow2': 'evil' };

/** Text that no signature covers, in a file that has a good one. */
export const smuggled: readonly Attack[] = [
  smuggledAttack({
    id: 'text-before',
    attack: 'Writes a line of its own above a clearsigned list.',
    harm: 'The signature is good, and who then checks a download by the file itself is told that the evil image is right.',
    change: (list) => EVIL_LINE + list,
    files: { 'image-3.qcow2': 'evil' },
  }),
  smuggledAttack({
    id: 'text-after',
    attack: 'Writes a line of its own below the signature of a clearsigned list.',
    harm: 'The same: the signature is good, and the evil image is right.',
    change: (list) => `${list}\n${EVIL_LINE}`,
    files: { 'image-3.qcow2': 'evil' },
  }),
  smuggledAttack({
    id: 'text-in-header',
    attack: 'Writes a line of its own into the header of a clearsigned list, which is not signed either.',
    harm: 'A reader that passes over the header finds the signature good, and the line is read like all others.',
    change: (list) => list.replace('Hash: SHA512\n', `Hash: SHA512\n${EVIL_LINE}`),
    files: { 'image-3.qcow2': 'evil' },
    isGood: clearsignedIsGoodByHand,
  }),
  smuggledAttack({
    id: 'blanks-at-line-ends',
    attack:
      'Swaps an image, and adds a tab to the end of its line: in a clearsigned list such blanks are not signed.',
    harm: 'The signature is good, the name with the tab is of no file that is there, and the evil image goes unchecked.',
    change: (list) => list.replace('image-2.qcow2', 'image-2.qcow2\t'),
    files: SWAPPED,
  }),
  {
    id: 'line-ends',
    attack:
      'Swaps an image, and gives its line another line end: a signature over text covers all kinds alike.',
    harm: 'The same: the name ends in a carriage return, is of no file that is there, and goes unchecked.',
    async showHarm(t) {
      const key = await makeKey();
      const folder = await temporaryFolder(t, SWAPPED);
      const list = `${LIST}\r\n`;
      assert.ok(
        await noSignatureIsWrong(Buffer.from(list), await signAsText(key), key.privateKey.toPublic()),
      );
      assert.equal(await checkWhatIsThere(`${LIST}\n`, folder), false, 'the honest list would have told');
      assert.ok(await checkWhatIsThere(list, folder));
    },
    async refuse(t) {
      const key = await makeKey();
      const files = { ...SWAPPED, SUMS: `${LIST}\r\n`, 'SUMS.sig': await signAsText(key) };
      const desk = await makeDesk(t, { ...files, ...keyFileOf(key) });
      return desk.verify(...Object.keys(SWAPPED), '--signature', 'SUMS.sig', '--key', key.fingerprint);
    },
  },
];
