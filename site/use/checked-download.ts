import { shellWord } from '../../core/shell-word.ts';
import { unpack } from './unpack.ts';
import type { UsedImage } from './used-image.ts';

/** Commands of which each runs only when the one before it succeeded. */
export function inTurn(...commands: readonly (string | undefined)[]): string[] {
  const given = commands.filter((command) => command !== undefined);
  return given.map((command, index) => (index < given.length - 1 ? `${command} &&` : command));
}

/** A command over several lines. */
export function overLines(command: string, ...options: readonly string[]): string {
  return [command, ...options].join(' \\\n  ');
}

/** Fetches the file and compares its digest with the recorded one. */
export function checkedDownload({
  url,
  file,
  algorithm,
  hex,
}: Pick<UsedImage, 'url' | 'file' | 'algorithm' | 'hex'>): string[] {
  return [`curl -fLo ${shellWord(file)} ${shellWord(url)}`, digestCheck(algorithm, hex, file)];
}

/** Fetches, checks and, where it is compressed, unpacks the file; `file` is what there is then. */
export function readyFile(image: UsedImage): { commands: string[]; file: string } {
  const unpacked = unpack(image);
  return {
    commands: [...checkedDownload(image), ...(unpacked === undefined ? [] : [unpacked.command])],
    file: unpacked?.file ?? image.file,
  };
}

/** Fails unless the file has this digest; made with any other bytes it tells so. */
export function digestCheck(algorithm: string, hex: string, file: string): string {
  return `echo ${shellWord(`${hex}  ${file}`)} | ${algorithm}sum --check`;
}
