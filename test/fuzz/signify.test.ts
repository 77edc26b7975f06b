import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../../core/trust/signed-text.ts';
import { makeSignifyKey, minisign, signify } from '../signify-key.ts';
import { mutated, refusedOr, tries } from './fuzz.ts';

const TEXT = `SHA256 (a.img) = ${'a'.repeat(64)}\n`;
const WORDS = ['untrusted comment: ', 'trusted comment: ', 'timestamp:1', 'RW', '='];
const KEY = makeSignifyKey();
const SIGNATURES = [signify(KEY, TEXT), signify(KEY, TEXT, 'ED'), minisign(KEY, TEXT)];

async function options() {
  const keyring = await openKeyStore('/nonexistent')([KEY.fingerprint]);
  return { keyring, now: new Date('2026-11-20T12:00:00Z'), name: 'SHA256' };
}

test('no damage makes a signature of signify or minisign cover another text', async () => {
  const given = await options();
  const signature = fc.nat(SIGNATURES.length - 1).chain((which) => mutated(bytesOf(which), WORDS));
  await fc.assert(
    fc.asyncProperty(signature, mutated(Buffer.from(TEXT)), async (bytes, text) => {
      const found = await refusedOr(verifyDetached(text, bytes, given));
      if (found !== undefined) assert.equal(found.text, TEXT);
      await refusedOr(verifyDetached(Buffer.from(TEXT), bytes, given));
    }),
    tries(500),
  );
});

test('no damage makes a text below its signature say something else', async () => {
  const given = await options();
  await fc.assert(
    fc.asyncProperty(mutated(Buffer.from(SIGNATURES[0] + TEXT), WORDS), async (bytes) => {
      const found = await refusedOr(verifyClearsigned(bytes, given));
      if (found !== undefined) assert.equal(found.text, TEXT);
    }),
    tries(500),
  );
});

function bytesOf(which: number): Uint8Array {
  return Buffer.from(SIGNATURES[which] ?? '');
}
