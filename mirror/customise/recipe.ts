import type { Digest } from '../../core/digest.ts';
import type { Tool, ToolOutput } from '../run-tool.ts';
import type { BaseImage } from './base-image.ts';

/** One way of making an image into one's own. */
export interface Recipe {
  name: string;
  /** What it does, in one line. */
  describe: string;
  /** The images it is for. */
  suits: string;
  /** What comes of it and what does not, for who reads the help. */
  notes: string;
  takes: readonly TakenFile[];
  choices: readonly Choice[];
  /** Programs it always runs. */
  needs: readonly Tool[];
  /**
   * Makes the image.
   *
   * @param output name in the folder of the means.
   * @returns what was put into the image, each read back from it.
   * @throws OsdexError `usage` where the base does not suit, `tool-failed`, `digest-mismatch` where what is read back is
   *   not what was put there, `stopped`.
   */
  build(base: BaseImage, output: string, given: Given, means: Means): Promise<BuiltFile[]>;
}

/** A file that a recipe takes. */
export interface TakenFile {
  /** Its name as an option, and mostly in the image. */
  name: string;
  describe: string;
  isRequired?: boolean;
  /**
   * Reads the text as what will read it would.
   *
   * @param path for messages.
   * @returns warnings.
   * @throws OsdexError `usage` with the line and what was expected there.
   */
  check(text: string, path: string): string[];
}

/** Something else that a recipe may be told. */
export interface Choice {
  name: string;
  describe: string;
  /** What may stand after it, `<size>`; nothing where it is only said. */
  value?: string;
}

/** A file that was given: read, filled in and found sound. */
export interface GivenFile {
  text: string;
  /** A copy in the folder of the means, for nobody else's eyes. */
  path: string;
}

export interface Given {
  files: ReadonlyMap<string, GivenFile>;
  /** What was chosen; what is only said has the empty text. */
  choices: ReadonlyMap<string, string>;
}

/** What a recipe works with. */
export interface Means {
  /**
   * A folder of its own, in which every program works: whatever the names of the images are, no program sees them.
   * Everything in it goes at the end.
   */
  folder: string;
  signal: AbortSignal | undefined;
  run(tool: Tool, args: readonly string[], input?: string): Promise<ToolOutput>;
  /** Makes sure of programs that only this image needs, before anything long begins. */
  require(tools: readonly Tool[]): Promise<void>;
  /** Told what is being done. */
  onStep(now: string): void;
}

export interface BuiltFile {
  /** Where it is in the image. */
  path: string;
  digest: Digest;
}
