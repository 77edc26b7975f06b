import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditExceptions } from '../../../core/keys/exception-audit.ts';
import type { Build } from '../../../core/release.ts';
import type { SignedVerification } from '../../../core/verification.ts';
import { makeFeed, makeSource } from '../../key-source.ts';
import { fingerprintOf, makeRegisteredKey, registryWith } from '../../registered-key.ts';
import { makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const NOW = new Date('2026-06-10T12:00:00Z');
const SIGNER = fingerprintOf('A');
const SHA1 = { hash: 'sha1' as const, until: '2023-05-31', reason: 'an example' };
const RSA = { rsaBits: 1024, until: '2023-05-31', reason: 'an example' };

function audit(accept: object, builds: Build[], serials: string[] = [], algorithm = 'rsa4096'): string[] {
  const directory = {
    format: 'directory',
    index: 'https://a.example/',
    entry: '{serial}/',
    sums: '{serial}/SUMS',
  };
  const feed = makeFeed('cloud', serials.length > 0 ? { ...directory, serials: { '2.0': serials } } : {});
  const source = makeSource([{ fingerprint: SIGNER }], { accept: [accept as typeof SHA1], feeds: [feed] });
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const catalog = { products: [{ product: makeProduct(), releases: [makeRelease('2.0', builds)] }], health };
  const registry = registryWith(makeRegisteredKey('A', { algorithm }));
  return auditExceptions([source], catalog, registry, NOW).map(
    ({ code, level, message }) => `${level} ${code}: ${message}`,
  );
}

function signed(serial: string, more: Partial<SignedVerification> = {}): Build {
  const build = makeBuild(serial);
  assert.ok(build.verification.level === 'signed');
  return { ...build, verification: { ...build.verification, signer: SIGNER, ...more } };
}

test('an exception that no build needs any more, long after its day, is told', () => {
  assert.deepEqual(audit(SHA1, [signed('20260101')]), [
    'information exception-unused: Example OS: no recorded build needs any more that sha1 in signatures is accepted until 2023-05-31',
  ]);
  assert.deepEqual(audit(RSA, [signed('20260101')]), [
    'information exception-unused: Example OS: no recorded build needs any more that an RSA key of 1024 bits is accepted until 2023-05-31',
  ]);
});

test('it stays while its day is not long past, or a build on record was proven by it', () => {
  assert.deepEqual(audit({ ...SHA1, until: '2025-06-10' }, [signed('20260101')]), []);
  assert.equal(audit({ ...SHA1, until: '2025-06-09' }, [signed('20260101')]).length, 1);
  assert.deepEqual(audit(SHA1, [signed('20230101', { hash: 'sha1' })]), []);
  assert.equal(audit(SHA1, [{ ...signed('20230101', { hash: 'sha1' }), withdrawn: '2025-01-01' }]).length, 1);
  assert.deepEqual(audit(RSA, [signed('20230101')], [], 'rsa1024'), []);
});

test('it stays while the source asks for a build of before by its serial', () => {
  const builds = [signed('20230101')];
  assert.deepEqual(audit(SHA1, builds, ['20230102']), []);
  assert.deepEqual(audit(SHA1, builds, ['1.7']), [], 'a serial that tells no day');
  assert.equal(
    audit(SHA1, builds, ['20230101', '20230601']).length,
    1,
    'one that is on record, and one of after',
  );
});

test('a product of which nothing is on record tells nothing', () => {
  assert.deepEqual(audit(SHA1, []), []);
});
