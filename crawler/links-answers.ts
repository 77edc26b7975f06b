import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { digestOf, digestOfStream } from '../core/digest.ts';
import type { Digest } from '../core/digest.ts';
import { OsdexError } from '../core/error.ts';
import type { Fetcher } from '../core/http/fetcher.ts';

/** What an address answered. Whatever is neither there nor gone by the server's own word is unknown. */
export type LinkAnswer<There> =
  { state: 'there'; found: There } | { state: 'gone' } | { state: 'unknown'; error: OsdexError };

/** What publishers answer in one run; each address is asked once, whoever wants to know. */
export interface LinkAnswers {
  /** Whether a file is there, and its size in bytes where the server tells. */
  look(url: string): Promise<LinkAnswer<number | undefined>>;
  /** The digest of a sums file, or of an image that is signed itself, which is read to its end. */
  digestAt(url: string, isImage: boolean): Promise<LinkAnswer<Digest>>;
  /** How many addresses were asked. */
  asked(): number;
}

/** The fetcher asks a host no more at once; what waits here is not asked when the host turns out to be silent. */
const AT_ONCE = 3;

/** Every question to a host that takes requests and never answers would last to its deadline. */
const MOST_SILENCES = 3;

export function gatherAnswers(fetcher: Fetcher): LinkAnswers {
  const looks = new Map<string, Promise<LinkAnswer<number | undefined>>>();
  const digests = new Map<string, Promise<LinkAnswer<Digest>>>();
  const hosts = new Map<string, Host>();
  let asked = 0;
  const ask = <T>(url: string, question: () => Promise<T>): Promise<LinkAnswer<T>> => {
    const { host } = new URL(url);
    const turn = hosts.get(host) ?? { inTurn: pLimit(AT_ONCE), silences: [] };
    hosts.set(host, turn);
    return turn.inTurn(async () => {
      const silence = turn.silences.length < MOST_SILENCES ? undefined : turn.silences.at(-1);
      if (silence !== undefined) return { state: 'unknown', error: silence };
      asked += 1;
      const answer = await answerOf(question());
      if (answer.state === 'unknown' && isSilence(answer.error)) turn.silences.push(answer.error);
      else turn.silences.length = 0;
      return answer;
    });
  };
  return {
    look: (url) => once(looks, url, () => ask(url, async () => (await fetcher.look(url)).sizeBytes)),
    digestAt: (url, isImage) =>
      once(digests, url, () =>
        ask(url, async () =>
          isImage ? digestOfStream(fetcher.stream(url)) : digestOf((await fetcher.get(url)).bytes),
        ),
      ),
    asked: () => asked,
  };
}

interface Host {
  inTurn: LimitFunction;
  /** The questions since the last answer that came to nothing. */
  silences: OsdexError[];
}

function isSilence({ code }: OsdexError): boolean {
  return code === 'timeout' || code === 'network';
}

function once<T>(known: Map<string, Promise<T>>, url: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(url) ?? ask();
  known.set(url, answer);
  return answer;
}

async function answerOf<There>(question: Promise<There>): Promise<LinkAnswer<There>> {
  try {
    return { state: 'there', found: await question };
  } catch (error) {
    if (isGone(error)) return { state: 'gone' };
    if (error instanceof OsdexError) return { state: 'unknown', error };
    throw error;
  }
}

/** Whether a publisher says that there is nothing at an address, which is more than that it could not be had. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof OsdexError &&
    error.code === 'http-status' &&
    (error.found === '404' || error.found === '410')
  );
}
