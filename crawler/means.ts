import type { Digest } from '../core/digest.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import type { KeyStore } from '../core/trust/keyring.ts';
import type { Explain } from './decision.ts';

/** What every step of one run is handed. */
export interface Means {
  keys: KeyStore;
  fetcher: Fetcher;
  now: Date;
  /** The sums files that this run has read: the digest of each by its address. */
  sumsRead: Map<string, Digest>;
  /** Whether sums files that are on record are read again, for streams that their feeds did not have then. */
  afresh?: boolean | undefined;
  /** Told while an image is read that is signed itself, which may take long. */
  onImage?: ((read: ImageRead) => void) | undefined;
  explain?: Explain | undefined;
}

/** How much of an image was read. */
export interface ImageRead {
  url: string;
  readBytes: number;
  isWhole: boolean;
}
