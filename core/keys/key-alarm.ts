/** Why a person is asked to look at a key, as a stable word that programs may compare. */
export type KeyAlarmCode =
  | 'key-expires'
  | 'key-expired'
  | 'key-revoked'
  | 'key-weak'
  | 'key-unfit'
  | 'key-missing'
  | 'key-mismatch'
  | 'key-unused'
  | 'key-renewed'
  | 'key-unreachable'
  | 'signer-changed'
  | 'signer-unknown'
  | 'exception-unused';

/** Something about the keys that a person should know. */
export interface KeyAlarm {
  code: KeyAlarmCode;
  /** An alarm asks for a hand; information can wait. */
  level: 'alarm' | 'information';
  /** The sentence: what is the case, of which key and product. */
  message: string;
  /** What to do about it. */
  advice: string;
  /** The key that it is about, or the part of one. */
  fingerprint?: string;
  product?: string;
}

/** Those that ask for a hand first, then by code, product and key. */
export function sortAlarms(alarms: readonly KeyAlarm[]): KeyAlarm[] {
  const rank = ({ level, code, product = '', fingerprint = '', message }: KeyAlarm): string =>
    [level, code, product, fingerprint, message].join('\0');
  return alarms.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
