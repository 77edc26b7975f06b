import { currentPlace, evidenceUrl, signsImage } from '../release.ts';
import type { Build } from '../release.ts';
import { isSignifyKey } from '../trust/fingerprint.ts';
import { isPlainMirrorUrl } from './mirror-file.ts';

/** Where a mirror can read for itself that a publisher signed a digest. */
export interface MirrorEvidence {
  /** Primary fingerprint of the OpenPGP key, upper-case hex. */
  fingerprint: string;
  /** Undefined where the file itself is signed. */
  sumsUrl: string | undefined;
  /** Undefined where the signature is inside the sums file. */
  signatureUrl: string | undefined;
}

/** What a mirror can check of a build with gpgv; undefined where nothing is signed, or in another way than OpenPGP's. */
export function mirrorEvidence(build: Build): MirrorEvidence | undefined {
  const { verification } = build;
  if (verification.level !== 'signed' || isSignifyKey(verification.signer)) return undefined;
  const { signer, sums, signature } = verification;
  const place = currentPlace(build);
  const evidence = {
    fingerprint: signer,
    sumsUrl: signsImage(build) ? undefined : evidenceUrl(place, sums),
    signatureUrl: signature === undefined ? undefined : evidenceUrl(place, signature),
  };
  const urls = [evidence.sumsUrl, evidence.signatureUrl].filter((url) => url !== undefined);
  return urls.length > 0 && urls.every(isPlainMirrorUrl) ? evidence : undefined;
}
