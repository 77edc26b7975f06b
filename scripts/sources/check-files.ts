import { isoDay } from '../../core/day.ts';
import { OsdexError } from '../../core/error.ts';
import type { ErrorCode } from '../../core/error.ts';
import type { LoadedSources } from '../../core/source/source-files.ts';
import type { KeyStore } from '../../core/trust/keyring.ts';
import { REMOTE_CATALOGS_FOLDER } from '../../core/source/remote-catalog.ts';
import { readableFormat } from '../../crawler/crawl-remotes.ts';
import { checkPin } from '../keys/pin-check.ts';

/** A source that can be read, but leaves out what a person should have written. */
const UNSTATED: ErrorCode = 'source-invalid';

/** What is wrong with the files of a source or its keys. */
export interface FileProblem {
  source: string;
  code: string;
  message: string;
}

/** What reading the sources and their keys tells, without asking anybody. */
export interface FileCheck {
  problems: FileProblem[];
  /** Keys that are not here yet, as their source says: what they sign cannot be proven. */
  absent: FileProblem[];
}

/** Reads every key of these sources. */
export async function checkFiles(
  { sources, remotes, errors }: LoadedSources,
  store: KeyStore,
  now: Date,
): Promise<FileCheck> {
  const problems = errors.map(({ source, error }) => ({ source, code: error.code, message: error.message }));
  for (const { catalog, format } of remotes) {
    try {
      if (format !== undefined) readableFormat(format);
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      const message = `${REMOTE_CATALOGS_FOLDER}/${catalog}.yaml: ${error.message}`;
      problems.push({ source: catalog, code: error.code, message });
    }
  }
  const absent: FileProblem[] = [];
  const today = isoDay(now);
  for (const { product, keys } of sources) {
    for (const key of keys) {
      try {
        await store([key.fingerprint]);
        const mistakes = checkPin(key, today).map((mistake) => `${product}.yaml: ${mistake}`);
        problems.push(...mistakes.map((message) => ({ source: product, code: UNSTATED, message })));
      } catch (error) {
        if (!(error instanceof OsdexError)) throw error;
        const isToCome = error.code === 'key-missing' && key.obtained === undefined;
        const problem = { source: product, code: error.code, message: error.message };
        (isToCome ? absent : problems).push(problem);
      }
    }
  }
  return { problems, absent };
}
