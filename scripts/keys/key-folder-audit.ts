import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import type { KeyRegistry } from '../../core/keys/key-registry.ts';
import { readPublicKeys } from '../../core/keys/public-key-file.ts';

const KEY_FILE = /\.(?:asc|gpg|pgp|key|kbx|pub)$/i;

/** Finds key files that no source has a use for: left over, or brought in without the pin that belongs to them. */
export async function auditKeyFolder(folder: string, { keys }: KeyRegistry): Promise<KeyAlarm[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => KEY_FILE.test(name)).sort();
  const pinned = new Set<string>(keys.map(({ fingerprint }) => fingerprint));
  const alarms = await Promise.all(
    names.map(async (name): Promise<KeyAlarm[]> => {
      // A pinned key's own file is judged by what is in it, as missing or another's.
      if (pinned.has(name.replace(KEY_FILE, '').toUpperCase())) return [];
      const held = await holdings(join(folder, name));
      if (held.some(({ fingerprint }) => pinned.has(fingerprint))) return [];
      const [first] = held;
      const isNamed = first !== undefined && name.toUpperCase().startsWith(first.fingerprint);
      const what =
        first === undefined
          ? 'no key that can be read'
          : `the key ${isNamed ? '' : `${first.fingerprint} `}of ${first.user}`;
      return [
        {
          code: 'key-unused',
          level: 'alarm',
          message: `${name} holds ${what}, and no source pins it`,
          advice:
            'delete the file, since what lies there looks trusted; or pin the key, which "osdex keys propose FILE --source PRODUCT" prepares',
          ...(first === undefined ? {} : { fingerprint: first.fingerprint }),
        },
      ];
    }),
  );
  return alarms.flat();
}

async function holdings(path: string): Promise<{ fingerprint: string; user: string }[]> {
  try {
    const keys = await readPublicKeys(await readFile(path), path);
    return keys.map(({ fingerprint, key, comment = '' }) => ({
      fingerprint,
      user: key.kind === 'openpgp' ? (key.userIds[0] ?? 'nobody named') : comment,
    }));
  } catch (error) {
    if (error instanceof OsdexError) return [];
    throw error;
  }
}
