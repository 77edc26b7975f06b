import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '../../core/digest.ts';
import { parseDigest } from '../../core/digest-text.ts';
import { isPlainPath } from '../../core/plain-path.ts';
import { artifactId, artifactPath, Build } from '../../core/release.ts';
import type { Source } from '../../core/source/source.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { fillTemplate, placeholdersOf } from '../../core/source/template.ts';
import { parseChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';
import { scopesOf } from '../../crawler/unit.ts';
import { normaliseBuilds } from '../../crawler/normalise.ts';
import { resolverOf } from '../../crawler/resolvers/registry.ts';
import { anyText, hostileName, outcomeOf, tries } from './fuzz.ts';

const { sources } = await loadSources(join(import.meta.dirname, '../../sources'));
const places = sources.flatMap((source: Source) =>
  source.feeds.flatMap((feed) =>
    source.releases
      .filter(({ release }) => feed.releases?.includes(release) ?? true)
      .map((release) => ({ source, feed, release })),
  ),
);

const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'amd64',
      'x86_64',
      'aarch64',
      '20260725',
      '20260725-1',
      '44',
      '1.7',
      '24.04.1',
    ),
  },
  { weight: 1, arbitrary: hostileName },
  { weight: 1, arbitrary: anyText },
);
const line = fc.record({
  values: fc.array(value, { minLength: 8, maxLength: 8 }),
  prefix: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: hostileName }),
  pick: fc.nat(),
  hex: fc.constantFrom('a'.repeat(64), 'b'.repeat(128), 'c'.repeat(40), 'd'.repeat(32)),
  isEscaped: fc.boolean(),
});

test('whatever a sums file names, only plain names with whole digests get into a build', () => {
  let builds = 0;
  const serial = fc.oneof(fc.constantFrom('20260725', '20260725-2500', '10.2', '4230.2.3'), value);
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      serial,
      fc.array(line, { minLength: 1, maxLength: 8 }),
      (place, told, lines) => {
        const [base = {}] = scopesOf(place);
        const scope = { ...base, serial: told };
        const matches = place.feed.streams.flatMap(({ files }) => files.map(({ match }) => match));
        const text = lines
          .map(({ values, prefix, pick, hex, isEscaped }) => {
            const match = matches[pick % matches.length] ?? '';
            const words = Object.fromEntries(
              placeholdersOf(match).map((name, at) => [name, values[at] ?? '']),
            );
            const name = prefix + fillTemplate(match, { ...words, ...(pick % 3 ? scope : base) });
            return isEscaped
              ? `\\${hex}  ${name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`
              : `${hex} *${name}\n`;
          })
          .join('');
        const bytes = new TextEncoder().encode(text);
        const outcome = outcomeOf(() => {
          const sumsUrl = resolverOf(place.feed).sumsUrl(place.feed, scope);
          return normaliseBuilds(
            { ...place, known: [] },
            { scope, sumsUrl, published: undefined, newest: true },
            {
              manifest: parseChecksumManifest(acceptUnsigned(bytes, 'sums-only'), sumsUrl),
              sumsUrl,
              sumsDigest: digestOf(bytes),
            },
          );
        });
        if ('refusal' in outcome) return;
        for (const build of outcome.value) {
          builds += 1;
          assert.ok(Build.safeParse(build).success);
          assert.equal(new URL(build.url).href, build.url);
          for (const artifact of build.artifacts) {
            assert.ok(isPlainPath(artifact.file) && isPlainPath(artifactPath(artifact)), artifact.file);
            assert.ok(
              isPlainPath(artifactId({ product: 'x', release: place.release.release }, build, artifact)),
            );
            assert.ok(parseDigest(artifact.digest), artifact.digest);
            assert.ok(new URL(artifact.file, build.url).href.startsWith(build.url), artifact.file);
          }
        }
      },
    ),
    tries(500),
  );
  assert.ok(builds > 50, `only ${builds} builds were accepted: too few to prove anything`);
});
