import { refusal } from './mirror-file.ts';

/** A publisher's OpenPGP key as a mirror script takes it: with its packets, or with where they are to be had. */
export interface MirrorKey {
  /** Primary fingerprint, upper-case hex, which pins it wherever it comes from. */
  fingerprint: string;
  /** The packets of the public key, in base64. */
  base64?: string | undefined;
  url?: string | undefined;
}

const FINGERPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A key in the keys of a mirror script: its fingerprint on a line, its packets in base64 below, as armor has them. */
export function writeMirrorKey({ fingerprint, base64 }: MirrorKey): string[] {
  if (base64 === undefined) return [];
  requireFingerprint(fingerprint);
  if (!BASE64.test(base64)) {
    throw refusal(`expected the key ${fingerprint} in base64 for the mirror script, found another text`);
  }
  return [`key:${fingerprint}`, ...(base64.match(/.{1,64}/g) ?? [])];
}

/** @throws OsdexError `name-refused`. */
export function requireFingerprint(fingerprint: string): void {
  if (!FINGERPRINT.test(fingerprint)) {
    throw refusal(
      'expected the whole fingerprint of an OpenPGP key for the mirror script, found another text',
    );
  }
}
