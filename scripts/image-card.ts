import { basename } from 'node:path';
import { formatSize } from '../core/format-size.ts';
import { imageLanguage } from '../core/image.ts';
import type { Image } from '../core/image.ts';
import { artifactUrl, currentPlace, evidenceUrl, signsImage } from '../core/release.ts';
import type { Artifact, Build } from '../core/release.ts';
import { shellWord } from '../core/shell-word.ts';
import type { SignedVerification } from '../core/verification.ts';

type Line = [name: string, value: string];

/** What `osdex show` tells people of an image: what it is, where it is, and what proves it. */
export function imageCard(image: Image): string {
  const { product, build, artifact } = image;
  const lines: Line[] = [
    ['image', image.id],
    ['what', whatItIs(image)],
    ['url', artifactUrl(currentPlace(build), artifact)],
    ...stated('moved from', build.movedTo && artifactUrl(build, artifact)),
    ['size', sizeOf(image)],
    ['digest', artifact.digest],
    ['published', build.published ?? 'not stated'],
    ...useOf(image),
    ['trust', build.verification.level],
    ...evidenceOf(image),
    ...stated('withdrawn', build.withdrawn),
    ...stated('licence', product.licence),
  ];
  return lines.map(([name, value]) => `${name.padEnd(10)} ${value}\n`).join('');
}

function whatItIs({ product, release, stream, artifact }: Image): string {
  const codename = release.codename === undefined ? '' : ` (${release.codename})`;
  const language = imageLanguage({ stream, artifact });
  return [
    `${product.name} ${release.release}${codename}`,
    stream.title,
    artifact.arch,
    artifact.format,
    ...(language === undefined ? [] : [language]),
  ].join(', ');
}

function sizeOf({ artifact: { size } }: Image): string {
  return size === undefined ? 'not told by the publisher' : `${size} bytes (${formatSize(size)})`;
}

/** How it is used, as far as its publisher says. */
function useOf({ stream: { login, minimumDisk, minimumMemory } }: Image): Line[] {
  const needs = [
    ...(minimumDisk === undefined ? [] : [`${minimumDisk} GiB of disk`]),
    ...(minimumMemory === undefined ? [] : [`${minimumMemory} MiB of memory`]),
  ];
  return [...stated('login', login), ...stated('needs', needs.join(', ') || undefined)];
}

function evidenceOf({ product, build, artifact }: Image): Line[] {
  const { verification } = build;
  if (verification.level === 'imported') return [['from', verification.from]];
  const place = currentPlace(build);
  const sums: Line[] = signsImage(build) ? [] : [['sums', evidenceUrl(place, verification.sums)]];
  if (verification.level !== 'signed') return sums;
  const { signer, signedAt, hash, note, signature } = verification;
  const owner = product.keys.find(({ fingerprint }) => fingerprint === signer)?.owner;
  const over = signsImage(build) ? ', over the image itself' : '';
  return [
    ['signer', `${signer}${owner === undefined ? '' : `, ${owner}`}`],
    ['signed at', `${signedAt ?? 'a time that the signature does not tell'} with ${hash}`],
    ...stated('note', note),
    ...stated('signature', signature && `${evidenceUrl(place, signature)}${over}`),
    ...sums,
    ['check', checkCommand(build, artifact, verification)],
  ];
}

/** Proves the downloaded files without the network: the signature, and the image by it. */
function checkCommand(
  build: Build,
  artifact: Artifact,
  { sums, signature, signer }: SignedVerification,
): string {
  const image = localName(artifact.file);
  const beside = signature === undefined ? [] : ['--signature', localName(signature)];
  const words = signsImage(build)
    ? [image, ...beside, '--key', signer]
    : ['--sums', localName(sums), ...beside, '--key', signer, image];
  return ['osdex', 'verify', ...words].join(' ');
}

/** What a file is called once it is fetched, as a word of a shell. */
function localName(location: string): string {
  return shellWord(basename(location.split(/[?#]/, 1)[0] ?? ''));
}

function stated(name: string, value: string | undefined): Line[] {
  return value === undefined ? [] : [[name, value]];
}
