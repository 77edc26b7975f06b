import { OsdexError } from '../../core/error.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { runRclone } from './rclone.ts';

/** A folder, or a file, at a remote that rclone is configured for. */
export interface RemotePlace {
  /** As `rclone listremotes` has it, without the colon. */
  remote: string;
  /** Below it; empty for all of it. */
  path: string;
}

/** What tells a remote apart from a folder, and from an address. */
export const REMOTE_SCHEME = 'rclone:';

/**
 * What rclone calls a remote's name. What it also understands, a remote written out with its options
 * (`:s3,secret_access_key=…:bucket`), would show secrets to everybody who lists processes: it is not one.
 *
 * @see https://rclone.org/docs/#valid-remote-names
 */
const PLACE =
  /^(?<remote>[\p{L}\p{N}_.+@](?:[\p{L}\p{N}_.+@ -]*[\p{L}\p{N}_.+@-])?):(?<path>(?!\/\/)[^\p{C}]*)$/u;

/** Reads `rclone:NAME:path` or `NAME:path`; undefined for anything else. Whether rclone knows it is not asked. */
export function parseRemotePlace(text: string): RemotePlace | undefined {
  const plain = text.startsWith(REMOTE_SCHEME) ? text.slice(REMOTE_SCHEME.length) : text;
  const { remote, path } = PLACE.exec(plain)?.groups ?? {};
  return remote === undefined || path === undefined ? undefined : { remote, path };
}

/** As rclone takes it and as messages tell it: `NAME:path`, of a file below it where one is given. */
export function tellRemotePlace({ remote, path }: RemotePlace, file?: string): string {
  if (file === undefined) return `${remote}:${path}`;
  return `${remote}:${path === '' || path.endsWith('/') ? path : `${path}/`}${file}`;
}

/**
 * The place that a text means.
 *
 * @throws OsdexError `usage` where it means none, or rclone is not configured for the remote; `not-found`.
 */
export async function requireRemotePlace(text: string, signal?: AbortSignal): Promise<RemotePlace> {
  const place = parseRemotePlace(text);
  if (place === undefined) {
    throw new OsdexError(
      'usage',
      `expected a remote such as rclone:nas:images, by a name that "rclone listremotes" shows, found ${quote(withoutOptions(text))}`,
    );
  }
  const listed = await runRclone({
    args: ['listremotes'],
    about: 'its configuration',
    code: 'network',
    signal,
  });
  const known = listed.split('\n').flatMap((line) => (line.endsWith(':') ? line.slice(0, -1) : []));
  if (known.includes(place.remote)) return place;
  const those = known.length === 0 ? 'none' : known.map((name) => quote(name)).join(', ');
  throw new OsdexError(
    'usage',
    `expected a folder or a remote of rclone's configuration, found ${quote(text)}; rclone knows ${those} ("rclone config" makes one)`,
  );
}

/** What is refused may hold a secret. */
function withoutOptions(text: string): string {
  return text.replace(/,[^]*$/, ',…');
}
