import type { ListingStyle } from '../listing.ts';
import type { Press } from '../press.ts';
import type { Series } from '../series.ts';

/** A publisher that is played: its hosts, what it has published so far, and how it lays that out. */
export interface Publisher {
  product: string;
  /** How the folders of each host are listed. */
  hosts: Readonly<Record<string, ListingStyle>>;
  series: Series[];
  /** The authored source, where osdex ships none for this product; its keys are replaced like those of the shipped. */
  source?: Readonly<Record<string, unknown>>;
  /** Other hosts that serve the same files, as a source states them. */
  mirrors?: readonly { of: string; at: string[] }[];
  /** Series that no build follows any more: there what the source states of serials is left as it is. */
  final?: readonly { feed: string; release: string }[];
  /** Prints everything that is there to be had now. */
  lay(press: Press): void;
}
