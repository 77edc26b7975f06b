import type { Image } from '../../../core/image.ts';
import type { Digest } from '../../../core/digest.ts';
import { artifactId } from '../../../core/release.ts';
import type { Build } from '../../../core/release.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { HOSTILE } from './sample-images.ts';

/** Two images that can be written out by hand: one of which all is known, and one of which little is. */
export function plainImages(): [known: Image, withdrawn: Image] {
  const known = makeArtifact('a.img.xz', {
    arch: 'arm64',
    format: 'raw',
    compression: 'xz',
    language: 'no',
    size: 1_000_000,
    digest: `sha256:${'0a'.repeat(32)}` as Digest,
  });
  const other = makeArtifact('b.iso', { format: 'iso', digest: `sha512:${'0b'.repeat(64)}` as Digest });
  return [
    imageOf(makeBuild('20260720', { artifacts: [known] })),
    imageOf(
      makeBuild('1e3', {
        stream: 'live',
        published: '2026-07-01',
        withdrawn: '2026-07-25',
        verification: { level: 'imported', from: 'a list' },
        artifacts: [other],
      }),
    ),
  ];
}

function imageOf(build: Build): Image {
  const product = makeProduct();
  const release = makeRelease('26.10', [build], { codename: 'emu', lts: true, endOfLife: '2031-04-20' });
  const stream = product.streams.find(({ stream: name }) => name === build.stream);
  const [artifact] = build.artifacts;
  if (stream === undefined || artifact === undefined) throw new Error('expected a stream and an artifact');
  return { id: artifactId(release, build, artifact), product, release, stream, build, artifact };
}

/** The first of them with odd texts wherever a record can have one. */
export function hostileImage(login = HOSTILE): Image {
  const [image] = plainImages();
  const verification = { level: 'imported' as const, from: `${HOSTILE}\n- id: other\n\u2028\u0085\r---\n` };
  const stream = { ...image.stream, login, title: HOSTILE };
  return { ...image, stream, build: { ...image.build, verification } };
}
