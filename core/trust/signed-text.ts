import { OsdexError } from '../error.ts';
import { isClearsigned, readCleartext } from './openpgp/cleartext.ts';
import { openSignatureFile, orUnreadable, requireGoodSignature } from './signature-file.ts';
import { hashPolicy } from './signature-policy.ts';
import { beginTrial, readSignatures } from './signature-trial.ts';
import type { SignatureEvidence, Verdict, VerifyOptions } from './signature-verdict.ts';
import { beginSignifyTrial, embeddedMessage, isSignify } from './signify.ts';

export type { SignatureEvidence, VerifyOptions } from './signature-verdict.ts';

declare const proven: unique symbol;

/** Text whose every character is covered by a good signature of a pinned key. Only this module can make one. */
export interface SignedText {
  readonly text: string;
  readonly evidence: SignatureEvidence;
  readonly [proven]: true;
}

/**
 * Verifies the bytes of a file against a detached signature: OpenPGP (armored or binary), signify or minisign.
 *
 * @throws OsdexError `signature-unreadable`, `signature-unknown-key`, `signature-bad`, `signature-policy`, `key-revoked`.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-10.4 detached signatures
 */
export async function verifyDetached(
  bytes: Uint8Array,
  signature: Uint8Array,
  options: VerifyOptions,
): Promise<SignedText> {
  const trial = openSignatureFile(signature, options);
  trial.update(bytes);
  const evidence = requireGoodSignature(trial.end(), options.name);
  return signedText(decode(bytes, options.name), evidence);
}

/**
 * Verifies a file that has its signature in it: clearsigned, or with a signify signature on top. Only what the
 * signature covers is returned; text before or after it is dropped.
 *
 * @throws OsdexError as verifyDetached; `signature-missing` where nothing in the file is a signature.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-7 cleartext signature framework
 */
export async function verifyClearsigned(bytes: Uint8Array, options: VerifyOptions): Promise<SignedText> {
  const { name } = options;
  const expected = `expected a clearsigned OpenPGP message in ${name}, found none that can be read`;
  if (isSignify(bytes)) {
    return orUnreadable(expected, name, () => {
      const { signature, message } = embeddedMessage(bytes);
      const trial = beginSignifyTrial(signature, options);
      trial.update(message);
      return signedText(decode(message, name), requireGoodSignature(trial.end(), name));
    });
  }
  const file = decode(bytes, name);
  if (!isClearsigned(file)) {
    const message = `expected a clearsigned OpenPGP message in ${name}, found no signature in it`;
    throw new OsdexError('signature-missing', message, { url: name });
  }
  const { text, announced, packets } = orUnreadable(expected, name, () => {
    const parts = readCleartext(file);
    return { ...parts, packets: readSignatures(parts.signatures) };
  });
  const trial = beginTrial(packets, options);
  // The signature covers the text with CR LF line ends; blanks at line ends are already off.
  trial.update(Buffer.from(text.replaceAll('\n', '\r\n')));
  const verdicts = trial.end().map((verdict, index) => {
    const hash = hashPolicy(packets[index]?.hashAlgorithm ?? 0).name;
    return isAnnounced(hash, announced) ? verdict : unannounced(verdict, hash, announced, name);
  });
  return signedText(text, requireGoodSignature(verdicts, name));
}

/** In the header SHA-256 is written SHA256, SHA3-256 as it is. */
function isAnnounced(hash: string, announced: readonly string[]): boolean {
  return announced.length === 0 || announced.includes(hash) || announced.includes(hash.replaceAll('-', ''));
}

function unannounced(verdict: Verdict, hash: string, announced: readonly string[], name: string): Verdict {
  if (verdict.code !== 'good') return verdict;
  const message = `expected a signature over ${announced.join(' or ')} as the header of ${name} says, found ${hash}`;
  return { code: 'signature-bad', key: verdict.key, rule: 'announced-hash', message };
}

function signedText(text: string, evidence: SignatureEvidence): SignedText {
  return { text, evidence } as SignedText;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new OsdexError('signature-unreadable', `expected UTF-8 text in ${name}, found other bytes`, {
      url: name,
      rule: 'utf-8',
      cause,
    });
  }
}
