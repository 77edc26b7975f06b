import type { PolicyRule } from '../signature-policy.ts';

/** Bytes that are no OpenPGP of the kind expected. It never leaves the proof: whoever asked makes a sentence of it. */
export class Malformed extends Error {
  /** The line of the policy, where another reader would have let it pass. */
  readonly rule: PolicyRule | undefined;

  constructor(message: string, rule?: PolicyRule) {
    super(message);
    this.name = 'Malformed';
    this.rule = rule;
  }
}
