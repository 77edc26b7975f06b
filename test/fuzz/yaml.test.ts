import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { Architecture } from '../../core/architecture.ts';
import { DIGEST_ALGORITHMS, hexLength } from '../../core/digest-text.ts';
import { Compression, DiskFormat } from '../../core/disk-format.ts';
import { Health, HEALTH_SCHEMA } from '../../core/health.ts';
import { FilePath, HttpsUrl, Name, Serial } from '../../core/names.ts';
import { Kind, Product, PRODUCT_SCHEMA, VersionScheme } from '../../core/product.ts';
import { Release, RELEASE_SCHEMA } from '../../core/release.ts';
import { SignatureHash } from '../../core/verification.ts';
import { readYaml, writeYaml } from '../../core/files/yaml.ts';
import { anyText, hostileName, outcomeOf, tries } from './fuzz.ts';

const likeYaml = fc.constantFrom(
  ...[
    '24.04',
    '20260725',
    '0x1f',
    '1e3',
    '12E34',
    '1_000',
    '12:30',
    '.inf',
    'true',
    'No',
    'null',
    '~',
    '<<',
    '=',
    '017',
  ],
  ...[
    '2026-07-25',
    '2026-07-25T12:00:00Z',
    'a: b',
    'a #b',
    '- a',
    '---',
    '...',
    '? a',
    '!!js/function x',
    '*a',
    '&a',
  ],
  ...[
    '{a: b}',
    '[a]',
    '%TAG',
    '@a',
    '`a`',
    "'a",
    '"a',
    ' a',
    'a ',
    '\ta',
    'a\n',
    '\n',
    'a\r\nb',
    '\u0085',
    '\u2028',
  ],
  ...[
    '\ufeff',
    '\ud800',
    '| a',
    '> a',
    '${{ x }}',
    '0o7',
    '+1',
    '-',
    '1.',
    '.5',
    '00',
    '08',
    '0b1',
    '1:2:3',
    'y',
    'on',
  ],
);
const text = fc.oneof(likeYaml, anyText, hostileName).filter((one) => one !== '');

/** Texts that a schema accepts, out of those that look like other things in YAML. */
function accepted(schema: z.ZodType<string>, more: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(text, more).filter((one) => schema.safeParse(one).success);
}

const name = accepted(Name, fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/));
const serial = accepted(Serial, fc.stringMatching(/^[0-9][0-9.eE+_x-]{0,10}$/));
const file = accepted(FilePath, fc.stringMatching(/^[0-9a-z][0-9a-z._+~@-]{0,10}$/));
const url = accepted(HttpsUrl, fc.stringMatching(/^https:\/\/[a-z]{1,5}\/[!-[\]-~]{0,10}$/));
const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10));
const time = date.map((day) => `${day}T12:00:00Z`);
const digits = (count: number, unit: string) =>
  fc.string({ unit: fc.constantFrom(...unit.split('')), minLength: count, maxLength: count });
/** Many of these read like numbers: 12E34 with zeros. */
const fingerprint = fc.oneof(digits(40, '0123456789ABCDEF'), digits(40, '0E'), digits(40, '0123'));
const digest = fc
  .constantFrom(...DIGEST_ALGORITHMS)
  .chain((algorithm) => digits(hexLength(algorithm), '0e1').map((hex) => `${algorithm}:${hex}`));

const sums = { sums: text, sumsDigest: digest };
const verification = fc.oneof(
  optional(
    {
      level: fc.constant('signed'),
      ...sums,
      signer: fingerprint,
      signedAt: time,
      hash: option(SignatureHash),
    },
    { signature: text, subkey: fingerprint, note: text },
  ),
  optional({ level: fc.constantFrom('sums-only', 'weak'), ...sums }),
  optional({ level: fc.constant('imported'), from: text }),
);
const artifact = optional(
  { file, arch: option(Architecture), format: option(DiskFormat), digest },
  { path: file, compression: option(Compression), size: fc.maxSafeNat() },
);
const build = optional(
  {
    stream: name,
    serial,
    url: url.map((one) => `${one}/`),
    verification,
    artifacts: fc.array(artifact, { minLength: 1, maxLength: 3 }),
  },
  { published: date, withdrawn: date, movedTo: url.map((one) => `${one}/`) },
);
const release = optional(
  {
    schema: fc.constant(RELEASE_SCHEMA),
    product: name,
    release: name,
    builds: fc.array(build, { maxLength: 3 }),
  },
  {
    codename: text,
    lts: fc.boolean(),
    released: date,
    endOfLife: date,
    extendedSupport: date,
    lifecycle: url,
  },
);
const product = optional(
  {
    schema: fc.constant(PRODUCT_SCHEMA),
    product: name,
    name: text,
    vendor: text,
    family: text,
    description: text,
    homepage: url,
    versionScheme: option(VersionScheme),
    streams: fc.array(optional({ stream: name, title: text, kind: option(Kind) }), {
      minLength: 1,
      maxLength: 2,
    }),
    keys: fc.array(
      optional(
        { fingerprint, owner: text, provenance: text },
        { releases: fc.array(name, { minLength: 1 }), url },
      ),
      { maxLength: 2 },
    ),
  },
  { lifecycle: url },
);
const health = optional({
  schema: fc.constant(HEALTH_SCHEMA),
  sources: fc.array(
    optional(
      { source: name },
      {
        lastGood: time,
        lastTry: time,
        runs: fc.stringMatching(/^[xo-][xo.-]{0,29}$/),
        errors: fc.array(optional({ code: text, message: text }, { feed: text, release: name, url: text })),
      },
    ),
    { maxLength: 3 },
  ),
});

function option<T extends string>(schema: z.ZodEnum<{ [K in T]: K }>): fc.Arbitrary<T> {
  return fc.constantFrom(...schema.options);
}

function optional(
  required: Record<string, fc.Arbitrary<unknown>>,
  more: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({ ...required, ...more }, { requiredKeys: Object.keys(required) })
    .map((one) => ({ ...one }));
}

const SCHEMAS = { release: Release, product: Product, health: Health };

test('whatever the catalog may hold is read back as it was written, in the same bytes each time', () => {
  const kinds = fc.oneof(
    release.map((value) => ({ value, name: 'release' as const })),
    product.map((value) => ({ value, name: 'product' as const })),
    health.map((value) => ({ value, name: 'health' as const })),
  );
  fc.assert(
    fc.property(
      kinds,
      fc.array(
        anyText.map((one) => one.replaceAll(/[^ -~]/g, '')),
        { maxLength: 2 },
      ),
      (kind, heading) => {
        // Keys in the schema's order, as the crawler has them.
        const value = SCHEMAS[kind.name].parse(kind.value);
        const written = writeYaml(value, heading);
        // As it lies on the disk: half of a pair must not become another character there.
        const stored = new TextDecoder().decode(new TextEncoder().encode(written));
        assert.equal(stored, written);
        const read: unknown = readYaml(stored, SCHEMAS[kind.name], 'x.yaml', 'catalog-invalid');
        assert.deepEqual(read, value);
        assert.equal(writeYaml(read, heading), written);
      },
    ),
    tries(150),
  );
});

test('a hostile text stays a text, wherever it stands', () => {
  const Anywhere = z.strictObject({
    value: z.string(),
    list: z.array(z.string()),
    keys: z.record(z.string(), z.array(z.strictObject({ serial: z.string(), other: z.string() }))),
  });
  fc.assert(
    fc.property(fc.oneof(text, fc.constant('')), text, (one, two) => {
      const value = { value: one, list: [two, one], keys: { [two]: [{ serial: one, other: two }] } };
      const written = writeYaml(value);
      const read = readYaml(written, Anywhere, 'x.yaml', 'catalog-invalid');
      assert.deepEqual([read.value, read.list], [one, [two, one]]);
      if (two !== '__proto__') assert.deepEqual(read, value);
    }),
    tries(800),
  );
});

test('any text is read by the schema or refused with its file', () => {
  const Loose = z.looseObject({ a: z.string().optional(), b: z.array(z.int()).optional() });
  const part = fc.oneof(
    text,
    fc.constantFrom(
      'a: ',
      'b: ',
      '\n',
      '  ',
      '- ',
      '? ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&x ',
      '*x',
      '!!str ',
      '|\n',
      '#',
    ),
    fc.constantFrom('"', "'", '%YAML 1.2\n', '---\n', '...\n', '<<: ', '\t', '\\', '\\x', '!', '>-\n', '\0'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      const outcome = outcomeOf(() => readYaml(parts.join(''), Loose, 'x.yaml', 'source-invalid'));
      if ('value' in outcome) return;
      assert.deepEqual([outcome.refusal.code, outcome.refusal.path], ['source-invalid', 'x.yaml']);
      assert.match(outcome.refusal.message, /^x\.yaml(?::\d+)?: /);
    }),
    tries(1500),
  );
});
