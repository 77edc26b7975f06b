import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { OsdexError } from '../../core/error.ts';

/**
 * What becomes of an attack: `refused` with a code · `passed over`, when what is hostile is left out and the rest is
 * taken · `told`, when nothing is wrong and something should be known · `let through`, where it does no harm here.
 */
export type Verdict = 'refused' | 'passed over' | 'told' | 'let through';

export interface Outcome {
  verdict: Verdict;
  /** What programs are told, where there is something. */
  code?: string;
  /** What a person is told, where there is something. */
  seen?: string;
  /** Why this is well, where that is not plain, in a sentence. */
  note?: string;
}

/** Something that an attacker does. First it is done to a client that does the usual thing, then to osdex. */
export interface Attack {
  /** Names the attack for good; an anchor in the pages. */
  id: string;
  /** What the attacker does, in a sentence. */
  attack: string;
  /** What happens to a tool that does the usual thing, in a sentence. */
  harm: string;
  /** Does the usual thing, and asserts that it was fooled. */
  showHarm(t: TestContext): Promise<void>;
  /** Does the same to osdex, and asserts that nothing of it came through. */
  refuse(t: TestContext): Promise<Outcome>;
}

/** The error that this ends with; anything else than an OsdexError is a defect. */
export async function errorOf(work: () => unknown): Promise<OsdexError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof OsdexError) return error;
    throw error;
  }
  return assert.fail('expected a refusal, found none');
}

/** A refusal as its thrower tells it. */
export async function refusalOf(work: () => unknown): Promise<Outcome> {
  const { code, message } = await errorOf(work);
  return { verdict: 'refused', code, seen: message };
}
