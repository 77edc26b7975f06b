import { armorBegin, readArmor } from './armor.ts';
import { Malformed } from './malformed.ts';

/** A text with its signatures behind it, taken apart. */
export interface Cleartext {
  /** What was signed, with plain line ends, without blanks at line ends and without a last line end. */
  text: string;
  /** Names of the hash algorithms that the header announces; empty where it announces none. */
  announced: string[];
  /** Packets of the signatures. */
  signatures: Uint8Array;
}

const BEGIN = armorBegin('SIGNED MESSAGE');
const HASH_LINE = /^Hash: ?([A-Za-z0-9-]+(?:, ?[A-Za-z0-9-]+)*)$/;

/** Whether a clearsigned block begins anywhere in this text. */
export function isClearsigned(file: string): boolean {
  return file.startsWith(BEGIN) || file.includes(`\n${BEGIN}`);
}

/**
 * Takes the first clearsigned block of a text apart. What is before or after it was never signed and is dropped.
 *
 * @throws Malformed
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-7
 */
export function readCleartext(file: string): Cleartext {
  const lines = file.split('\n');
  const begin = lines.findIndex((line) => line.trimEnd() === BEGIN);
  if (begin === -1) throw new Malformed('no clearsigned text', 'strict-armor');
  const blank = lines.findIndex((line, at) => at > begin && line.trim() === '');
  if (blank === -1) throw new Malformed('a clearsigned text without an end to its header', 'strict-armor');
  const announced = lines.slice(begin + 1, blank).flatMap(readHashLine);
  const signature = lines.findIndex((line, at) => at > blank && line.startsWith('-----'));
  if (signature === -1 || lines[signature]?.trimEnd() !== armorBegin('SIGNATURE'))
    throw new Malformed('a clearsigned text without its signature', 'strict-armor');
  const end = lines.findIndex((line, at) => at > signature && line.startsWith('-----'));
  const signatures = readArmor(lines.slice(signature, end + 1).join('\n'), 'SIGNATURE');
  if (signatures === undefined)
    throw new Malformed('a clearsigned text without its signature', 'strict-armor');
  return {
    text: lines
      .slice(blank + 1, signature)
      .map(readLine)
      .join('\n'),
    announced,
    signatures,
  };
}

/** Any other header would be a place for words that look signed and are not. */
function readHashLine(line: string): string[] {
  const names = HASH_LINE.exec(line.trimEnd())?.[1];
  if (names !== undefined) return names.split(/, ?/);
  throw new Malformed('a clearsigned text with something other than Hash: in its header', 'strict-header');
}

/** Blanks at the end are not signed; a dash at the start was given another one in front. */
function readLine(line: string): string {
  let end = line.length;
  // By hand: a regular expression takes quadratic time over a long run of blanks that is not at the end.
  while (end > 0 && ' \t\r'.includes(line[end - 1] ?? 'x')) end--;
  return line.slice(line.startsWith('- ') ? 2 : 0, end);
}
