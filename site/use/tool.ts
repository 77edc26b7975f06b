import type { Said } from '../words/say.ts';
import type { UsedImage } from './used-image.ts';

/** A tool that people use images with. */
export interface Tool {
  /** Its name in addresses (`#use=lima`) and in what the browser remembers. */
  id: string;
  title: string;
  /** What its lines are written in. */
  language: 'sh' | 'powershell' | 'yaml' | 'hcl';
  /** Whether it can do anything with this image, and check the digest, or have it checked before. */
  suits(image: UsedImage): boolean;
  /**
   * What to type or to save, safe to paste as it is; only of images that suit.
   *
   * @param tell says the comments in the reader's language.
   */
  lines(image: UsedImage, tell: (said: Said) => string): string[];
}
