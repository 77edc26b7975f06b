import { OsdexError } from '../../core/error.ts';
import type { Fetcher, StreamOptions } from '../../core/http/fetcher.ts';
import { parseRemotePlace, REMOTE_SCHEME, tellRemotePlace } from './remote-place.ts';
import { readRclone, runRclone } from './rclone.ts';
import { readListed } from './rclone-listing.ts';

/**
 * A fetcher that also has what lies at remotes: `rclone:NAME:path`. It asks rclone for these, and the fetcher that is
 * handed in for all others.
 */
export function withRemotes(fetcher: Fetcher, signal?: AbortSignal): Fetcher {
  return {
    ...fetcher,
    stream: (url, options = {}) =>
      url.startsWith(REMOTE_SCHEME) ? streamRemote(url, options, signal) : fetcher.stream(url, options),
  };
}

async function* streamRemote(
  url: string,
  { resume, onStart }: StreamOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const place = parseRemotePlace(url);
  if (place === undefined || place.path === '') {
    const message = `expected a file at a remote such as rclone:nas:images/a.iso, found ${url.replace(/,[^]*$/, ',…')}`;
    throw new OsdexError('url-refused', message);
  }
  const about = tellRemotePlace(place);
  const run = { about, code: 'network', signal } as const;
  const listed = readListed(
    await runRclone({ ...run, args: ['lsjson', '--stat', '--no-mimetype', about] }),
    about,
  );
  if (listed === undefined || listed.IsDir) {
    const found = listed === undefined ? 'nothing' : 'a folder';
    throw new OsdexError('file-missing', `expected a file at ${about}, found ${found}`, { url });
  }
  const validator = `${listed.Size} ${listed.ModTime ?? ''}`;
  const isSame = resume?.validator === validator && resume.fromByte <= listed.Size;
  const firstByte = isSame ? resume.fromByte : 0;
  onStart?.({ firstByte, sizeBytes: listed.Size, validator });
  // A remote refuses to give what comes after the end.
  if (firstByte === listed.Size) return;
  yield* readRclone({ ...run, args: ['cat', `--offset=${firstByte}`, about] });
}
