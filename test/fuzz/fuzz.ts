import fc from 'fast-check';
import { OsdexError } from '../../core/error.ts';

const SEED = 20260725;

/**
 * How the properties are tried: always alike, so that a test fails for everybody or for nobody.
 * `OSDEX_FUZZ_SEED` and `OSDEX_FUZZ_RUNS` are for longer hunts; a failure tells the seed with which it comes back.
 */
export function tries(runs: number): { seed: number; numRuns: number } {
  const { OSDEX_FUZZ_SEED: seed, OSDEX_FUZZ_RUNS: numRuns } = process.env;
  return { seed: Number(seed ?? SEED), numRuns: Number(numRuns ?? runs) };
}

/** What came of a parser: its value, or the refusal. Any other exception is a defect, and so is a long delay. */
export function outcomeOf<T>(parse: () => T): { value: T } | { refusal: OsdexError } {
  const before = process.cpuUsage();
  const outcome = tryTo(parse);
  const { user } = process.cpuUsage(before);
  if (user > MOST_MICROSECONDS) throw new Error(`took ${(user / 1e6).toFixed(1)} s of processor time`);
  return outcome;
}

function tryTo<T>(parse: () => T): { value: T } | { refusal: OsdexError } {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof OsdexError) return { refusal: error };
    throw error;
  }
}

/** What came of it, or undefined where it was refused; anything else that is thrown is a defect. */
export async function refusedOr<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof OsdexError) return undefined;
    throw error;
  });
}

/** A thousand times what the inputs of these tests need. */
const MOST_MICROSECONDS = 3_000_000;

/** Any text: letters, other scripts, control characters, halves of pairs. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  }),
);

/** Names that programs have stumbled over. */
export const hostileName = fc.constantFrom(
  ...[
    '',
    '.',
    '..',
    '../../etc/passwd',
    '/etc/passwd',
    '~/.ssh/id',
    '-rf',
    '$(id)',
    '`id`',
    'a;b',
    'a|b',
    "a'b",
  ],
  ...[
    'a b',
    'a\tb',
    'a\nb',
    'a\0b',
    'a\\b',
    'C:\\x',
    'con',
    'nul.img',
    'a.',
    '__proto__',
    'constructor',
    '\u202egpj',
  ],
  ...[
    '\uff21.img',
    'caf\u00e9',
    'cafe\u0301',
    '\u0430.img',
    '%2e%2e%2f',
    '\ud800',
    '{serial}',
    '*.img',
    'a?b',
    '<b>',
  ],
);

interface Change {
  at: number;
  remove: number;
  insert: Uint8Array;
}

/** Bytes with some flipped, cut out, doubled or put between. `words` are what such bytes are made of. */
export function mutated(base: Uint8Array, words: readonly string[] = []): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(Math.max(0, base.length));
  const insert = fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom(...words, '\n', '\0', '"', ': ', '- ', '<', '{', '\ufeff')
      .map((word) => Buffer.from(word)),
    fc.tuple(at, fc.nat(200)).map(([from, length]) => base.subarray(from, from + length)),
  );
  const change = fc.record({ at, remove: fc.oneof(fc.nat(3), fc.nat(400)), insert });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => changes.reduce(applyChange, base));
}

function applyChange(bytes: Uint8Array, { at, remove, insert }: Change): Uint8Array {
  const start = Math.min(at, bytes.length);
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]);
}
