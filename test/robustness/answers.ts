import { readFileSync } from 'node:fs';
import { OsdexError } from '../../core/error.ts';
import type { ErrorCode } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';

/** What publishers said to each question; bytes as base64. */
export interface Answers {
  pages: Record<string, { bytes: string } | { code: ErrorCode; message: string; found: string | undefined }>;
  sizes: Record<string, number | undefined>;
}

/** Asks on, and keeps what was answered. */
export function keepAnswers(fetcher: Fetcher, answers: Answers): Fetcher {
  return {
    ...fetcher,
    async get(url, options) {
      try {
        const fetched = await fetcher.get(url, options);
        answers.pages[url] = { bytes: Buffer.from(fetched.bytes).toString('base64') };
        return fetched;
      } catch (error) {
        if (error instanceof OsdexError) {
          const { code, message, found } = error;
          answers.pages[url] = { code, message, found };
        }
        throw error;
      }
    },
    async sizeOf(url) {
      return (answers.sizes[url] = await fetcher.sizeOf(url));
    },
  };
}

/** Publishers as they were, in a process of its own that has to start soon. */
export function playAnswers(path: string): Fetcher {
  const { pages, sizes } = JSON.parse(readFileSync(path, 'utf8')) as Answers;
  return {
    recorded: false,
    async get(url) {
      const answer = pages[url];
      if (answer === undefined) throw new Error(`expected an answer of ${url}, found none`);
      if ('bytes' in answer) return { url, bytes: Buffer.from(answer.bytes, 'base64') };
      throw new OsdexError(answer.code, answer.message, { url, found: answer.found });
    },
    look: async (url) => ({ sizeBytes: sizes[url] }),
    sizeOf: async (url) => sizes[url],
    stream: (url) => {
      throw new Error(`expected no question for an image, found ${url}`);
    },
    locate: async (url) => Promise.reject(new Error(`expected no question where ${url} leads`)),
    close: async () => undefined,
  };
}
