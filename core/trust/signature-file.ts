import { OsdexError } from '../error.ts';
import type { ErrorCode } from '../error.ts';
import { readArmor } from './openpgp/armor.ts';
import { Malformed } from './openpgp/malformed.ts';
import { beginTrial, readSignatures } from './signature-trial.ts';
import type { Trial } from './signature-trial.ts';
import type { SignatureEvidence, Verdict, VerifyOptions } from './signature-verdict.ts';
import { beginSignifyTrial, isSignify } from './signify.ts';

/**
 * Begins to hold the signatures of a file against what they should cover, whatever made them: OpenPGP, armored or
 * binary, signify or minisign.
 *
 * @throws OsdexError `signature-unreadable`.
 */
export function openSignatureFile(bytes: Uint8Array, options: VerifyOptions): Trial {
  const expected = `expected an OpenPGP, signify or minisign signature for ${options.name}, found none in ${bytes.length} bytes`;
  return orUnreadable(expected, options.name, () => {
    if (isSignify(bytes)) return beginSignifyTrial(bytes, options);
    // Binary packets have their highest bit set, armor and the words around it are text.
    const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0;
    const packets = isBinary ? bytes : readArmoredSignatures(Buffer.from(bytes).toString('latin1'));
    return beginTrial(readSignatures(packets), options);
  });
}

function readArmoredSignatures(text: string): Uint8Array {
  if (/^-----BEGIN PGP (?!SIGNATURE)/m.test(text))
    throw new Malformed('armor of another kind', 'strict-packets');
  const packets = readArmor(text, 'SIGNATURE');
  if (packets === undefined) throw new Malformed('no armored block');
  return packets;
}

/**
 * One good signature by a pinned key is enough; without one, the gravest reason is told.
 *
 * @throws OsdexError `signature-bad`, `key-revoked`, `signature-policy`, `signature-unknown-key`; `key-missing` or
 *   `key-mismatch` where it is by a pinned key of which no copy is here.
 */
export function requireGoodSignature(verdicts: readonly Verdict[], name: string): SignatureEvidence {
  const good = verdicts.find((verdict) => verdict.code === 'good');
  if (good?.code === 'good') {
    const others = verdicts
      .filter((verdict) => verdict !== good)
      .map(({ key, code }) => ({ key, verdict: code }));
    return others.length === 0 ? good.evidence : { ...good.evidence, others };
  }
  const [gravest] = verdicts
    .filter((verdict) => verdict.code !== 'good')
    .toSorted((a, b) => GRAVITY.indexOf(a.code) - GRAVITY.indexOf(b.code));
  if (gravest === undefined)
    throw new OsdexError('signature-unreadable', `expected a signature for ${name}, found none`, {
      url: name,
    });
  throw new OsdexError(gravest.code, gravest.message, { url: name, rule: gravest.rule });
}

const GRAVITY: readonly ErrorCode[] = [
  'signature-bad',
  'key-revoked',
  'signature-policy',
  'key-mismatch',
  'key-missing',
  'signature-unknown-key',
];

/** Makes a sentence of what cannot be read. @throws OsdexError `signature-unreadable`. */
export function orUnreadable<T>(expected: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    const message = `${expected} (${cause.message})`;
    throw new OsdexError('signature-unreadable', message, { url: name, rule: cause.rule, cause });
  }
}
