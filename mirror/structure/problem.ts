import type { ByteSource } from './byte-source.ts';
import { isWithin } from './byte-source.ts';
import type { ProblemKind, StructureProblem } from './structure.ts';

/** A problem in a sentence of two halves. */
export function problem(
  kind: ProblemKind,
  expected: string,
  found: string,
  offset?: number,
): StructureProblem {
  return {
    kind,
    message: `expected ${expected}, found ${found}`,
    ...(offset === undefined ? {} : { offset }),
  };
}

/** That something which the file speaks of lies beyond its end; undefined where it does not. */
export function beyondEnd(
  { sizeBytes }: Pick<ByteSource, 'sizeBytes'>,
  what: string,
  offset: number,
  lengthBytes: number,
): StructureProblem | undefined {
  if (isWithin(offset, lengthBytes, sizeBytes)) return undefined;
  return problem(
    'truncated',
    `${what} to end by byte ${offset + lengthBytes}`,
    `the end of the file at ${sizeBytes}`,
    Number.isSafeInteger(offset) ? offset : undefined,
  );
}

/** That a file wants another beside it; undefined where it does not. */
export function wantsAnother(file: string | undefined): StructureProblem | undefined {
  return file === undefined
    ? undefined
    : problem(
        'incomplete',
        'an image that is whole by itself',
        `one that wants the file ${JSON.stringify(file)}`,
      );
}
