import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog } from '../../../core/catalog/catalog.ts';
import type { Fingerprint } from '../../../core/trust/fingerprint.ts';
import type { SourceError } from '../../../core/health.ts';
import type { Build } from '../../../core/release.ts';
import { auditSigners, countSigned } from '../../../core/keys/signer-audit.ts';
import type { SignedVerification } from '../../../core/verification.ts';
import { fingerprintOf } from '../../registered-key.ts';
import { makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const [A, B, C] = [fingerprintOf('A'), fingerprintOf('B'), fingerprintOf('C')];

function signedBy(serial: string, signer: Fingerprint, more: Partial<SignedVerification> = {}): Build {
  const build = makeBuild(serial);
  assert.ok(build.verification.level === 'signed');
  return { ...build, verification: { ...build.verification, signer, ...more } };
}

function catalogOf(builds: Build[], more: { endOfLife?: string; errors?: SourceError[] } = {}): Catalog {
  const pins = [A, B].map((fingerprint) => ({ fingerprint, owner: 'Example', provenance: 'made up' }));
  const { errors = [], ...facts } = more;
  return {
    products: [{ product: makeProduct({ keys: pins }), releases: [makeRelease('2.0', builds, facts)] }],
    health: { schema: 'osdex/health/1', sources: [{ source: 'example', errors }] },
  };
}

function audit(catalog: Catalog): string[] {
  return auditSigners(catalog, '2026-06-10').map(({ level, message }) => `${level}: ${message}`);
}

test('while one key signs build after build there is nothing to tell', () => {
  assert.deepEqual(audit(catalogOf([signedBy('20260301', A), signedBy('20260201', A)])), []);
  assert.deepEqual(audit(catalogOf([signedBy('20260301', A)])), []);
});

test('another pinned key than for the build before is told, and is no alarm', () => {
  const builds = [signedBy('20260301', B), signedBy('20260201', A), signedBy('20260101', A)];
  assert.deepEqual(audit(catalogOf(builds)), [
    `information: Example OS: 2.0 cloud 20260301 is signed by ${B}, the build before by ${A}`,
  ]);
  assert.deepEqual(audit(catalogOf([signedBy('20260401', B), ...builds])), [], 'it is news once');
});

test('so is another subkey of the same key', () => {
  const builds = [signedBy('20260301', A, { subkey: C }), signedBy('20260201', A, { subkey: B })];
  assert.deepEqual(audit(catalogOf(builds)), [
    `information: Example OS: 2.0 cloud 20260301 is signed by the subkey ${C} of ${A}, the build before by ${B}`,
  ]);
});

test('a new signer that is not pinned is an alarm, also for a release that has ended', () => {
  const builds = [signedBy('20260301', C), signedBy('20260201', A)];
  for (const endOfLife of ['2030-01-01', '2020-01-01'])
    assert.match(
      audit(catalogOf(builds, { endOfLife }))[0] ?? '',
      /^alarm: .*; the new signer is not pinned$/,
    );
});

test('withdrawn builds, other streams and ended releases are left out', () => {
  const withdrawn = { ...signedBy('20260301', B), withdrawn: '2026-03-02' };
  assert.deepEqual(audit(catalogOf([withdrawn, signedBy('20260201', A)])), []);
  assert.deepEqual(
    audit(catalogOf([{ ...signedBy('20260301', B), stream: 'live' }, signedBy('20260201', A)])),
    [],
  );
  const builds = [signedBy('20260301', B), signedBy('20260201', A)];
  assert.deepEqual(audit(catalogOf(builds, { endOfLife: '2020-01-01' })), []);
});

test('entries of one serial are one build, whoever signed each', () => {
  const parts = [
    signedBy('20260301', A),
    { ...signedBy('20260301', B), url: 'https://images.example.org/b/' },
  ];
  assert.deepEqual(audit(catalogOf(parts)), []);
});

test('a signature by a key that nobody pinned is told with the key and the command that looks at it', () => {
  const code = 'signature-unknown-key';
  const found = 'expected a signature of SHA256SUMS by AAAA, found one by key 0123456789ABCDEF';
  const errors: SourceError[] = [
    { feed: 'cloud', release: '2.0', code, message: found, feeds: [{ feed: 'iso', release: '1.0' }] },
    { feed: 'daily', release: '2.0', code, message: `${found}, again` },
    { feed: 'cloud', release: '2.0', code: 'network', message: found },
  ];
  assert.deepEqual(auditSigners(catalogOf([], { errors }), '2026-06-10'), [
    {
      code: 'signer-unknown',
      level: 'alarm',
      message: 'example cloud 2.0, iso 1.0, daily 2.0: signed by the key 0123456789ABCDEF that is not pinned',
      advice:
        'find the key where its publisher announces it, then see what this says of it: osdex keys propose <file or URL of the key> --source example --releases 2.0,1.0',
      fingerprint: '0123456789ABCDEF',
      product: 'example',
    },
  ]);
});

test('what was signed is counted for the key and for its subkey', () => {
  const builds = [signedBy('20260301', A, { subkey: C }), signedBy('20260201', A), signedBy('20260101', B)];
  assert.deepEqual(
    [...countSigned(catalogOf(builds))],
    [
      [A, 2],
      [C, 1],
      [B, 1],
    ],
  );
});
