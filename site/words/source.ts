import type { ProductFeed } from '../../core/product.ts';
import type { SourceCounts, Standing } from '../catalog/source-table.ts';
import { en } from './messages/en.ts';
import { plural } from './size.ts';

const FORMATS: Readonly<Record<string, string>> = {
  directory: 'a page that lists builds',
  sums: 'a sums file',
  records: 'a document that tells of builds',
  bucket: 'a bucket that lists its files',
  redirect: 'an address that leads to the newest build',
  'download-page': 'a page of downloads',
  'flatcar-releases': 'the publisher’s list of releases',
};

/** What kind of page is asked, as people say it. */
export function formatWords(format: string): string {
  return FORMATS[format] ?? format;
}

const SHAPES: Readonly<Record<string, string>> = {
  detached: 'A signature lies beside each sums file.',
  clearsigned: 'The sums files carry their signature in them.',
  image: 'Each image is signed itself; there is no sums file between.',
};

/** How a feed's publisher signs, or why not, in a sentence. */
export function proofSentence({ level, shape, reason }: ProductFeed): string {
  if (level === 'signed') return SHAPES[shape ?? ''] ?? 'The digests are signed.';
  return asSentence(reason ?? '');
}

/** The word for what a product has at best. */
export function standingWord(standing: Standing): string {
  return en[`level.${standing}`];
}

/** `61 products: 38 signed (5 of them in part), 20 sums only, 3 without proof.` */
export function sourcesSentence({ products, standings }: SourceCounts): string {
  const parts = standings.map(
    ({ standing, products: count, partly }) =>
      `${count} ${standing === 'none' ? 'without proof' : standingWord(standing)}${partly === 0 ? '' : ` (${partly} of them in part)`}`,
  );
  const levels = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `${plural(products, 'product')}${levels}.`;
}

/** With a capital in front and a full stop behind. */
export function asSentence(text: string): string {
  return endSentence(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
}

/** With a full stop behind, where it has none; nothing stays nothing. */
export function endSentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The first or last digits of a fingerprint, where the whole one is a link away. */
export function shortFingerprint(fingerprint: string): string {
  return /^[0-9A-F]+$/.test(fingerprint) ? fingerprint.slice(-16) : `${fingerprint.slice(0, 12)}…`;
}

/** `4 GiB of disk and 2 GiB of memory`: the least that a stream's publisher asks for; undefined where it says nothing. */
export function needsWords(stream: {
  minimumDisk?: number | undefined;
  minimumMemory?: number | undefined;
}): string | undefined {
  const { minimumDisk, minimumMemory } = stream;
  const needs = [
    ...(minimumDisk === undefined ? [] : [`${minimumDisk} GiB of disk`]),
    ...(minimumMemory === undefined ? [] : [`${memoryWords(minimumMemory)} of memory`]),
  ];
  return needs.length === 0 ? undefined : needs.join(' and ');
}

function memoryWords(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}
