import type { ProductFeed } from '../../core/product.ts';
import type { SourceCounts, Standing } from '../catalog/source-table.ts';
import { en } from './messages/en.ts';
import { isMessageId, say } from './say.ts';
import type { Said, Words } from './say.ts';
import { numberWords } from './numbers.ts';

const { plural } = numberWords('en');

/** What kind of page is asked, as people say it; one that we have no words for by its name. */
export function formatWords(format: string): Words {
  const id = `feed-page.${format}`;
  return isMessageId(id, en) ? { id } : format;
}

/** How a feed's publisher signs, or why not as its source tells, in a sentence. */
export function proofSentence({ level, shape, reason }: ProductFeed): Words {
  if (level !== 'signed') return asSentence(reason ?? '');
  return shape === 'detached' || shape === 'clearsigned' || shape === 'image'
    ? say(`feed.${shape}`)
    : say('feed.signed');
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
  return `${plural(products, { one: '# product', other: '# products' })}${levels}.`;
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

/** The least that a stream's publisher asks for; undefined where it says nothing. */
export function needsSentence(stream: {
  minimumDisk?: number | undefined;
  minimumMemory?: number | undefined;
}): Said | undefined {
  const { minimumDisk, minimumMemory } = stream;
  const disk = minimumDisk === undefined ? undefined : `${minimumDisk} GiB`;
  const memory = minimumMemory === undefined ? undefined : memoryWords(minimumMemory);
  if (disk === undefined) return memory === undefined ? undefined : say('build.memory', { memory });
  return memory === undefined ? say('build.disk', { disk }) : say('build.disk-and-memory', { disk, memory });
}

function memoryWords(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}
