import { readFile } from 'node:fs/promises';
import { createCleartextMessage, decryptKey, readPrivateKey, sign } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { OsdexError, reasonOf } from '../core/error.ts';
import type { ExportFile } from '../core/formats/format.ts';

/** Where the words that unlock a key are; on the command line everyone on the machine could read them. */
export const PASSPHRASE_VARIABLE = 'OSDEX_SIGNING_PASSPHRASE';

/**
 * A secret OpenPGP key to sign with.
 *
 * @throws OsdexError `usage` for what is no such key, or is locked by other words.
 */
export async function readSigningKey(path: string, passphrase: string | undefined): Promise<PrivateKey> {
  try {
    const privateKey = await readPrivateKey({ armoredKey: await readFile(path, 'utf8') });
    if (privateKey.isDecrypted()) return privateKey;
    if (passphrase === undefined)
      throw new Error(`it is locked; its passphrase belongs in ${PASSPHRASE_VARIABLE}`);
    return await decryptKey({ privateKey, passphrase });
  } catch (cause) {
    throw new OsdexError(
      'usage',
      `expected an armored secret OpenPGP key in ${path}, found: ${reasonOf(cause)}`,
      {
        path,
        cause,
      },
    );
  }
}

/** The texts clearsigned, as `gpg --clearsign` has them. */
export async function clearsignFiles(
  files: readonly ExportFile[],
  signingKeys: PrivateKey,
): Promise<ExportFile[]> {
  return Promise.all(
    files.map(async ({ path, content }) => {
      const message = await createCleartextMessage({ text: String(content) });
      const signed = await sign({ message, signingKeys });
      // Readers of INI files take a carriage return for part of a value; the signature is over lines without their ends.
      return { path, content: signed.replaceAll('\r\n', '\n') };
    }),
  );
}
