import { z } from 'zod';
import table from './attacks.json' with { type: 'json' };

/** What osdex does with an attack, after its name. */
export const VERDICT_WORDS = {
  refused: 'refuses it',
  'passed over': 'passes over it',
  told: 'warns of it',
  'let through': 'lets it through',
} as const;

/** One attack with what came of it, as the test of all attacks found it. */
const AttackRow = z.strictObject({
  id: z.string(),
  attack: z.string(),
  /** What happens to a tool that does the usual thing. */
  harm: z.string(),
  verdict: z.literal(['refused', 'passed over', 'told', 'let through']),
  code: z.string().optional(),
  note: z.string().optional(),
  /** What a person is told; what differs from run to run is in brackets. */
  seen: z.string().optional(),
  /** File of the test. */
  tested: z.string(),
});
export type AttackRow = z.infer<typeof AttackRow>;

export const AttackTable = z.array(
  z.strictObject({ id: z.string(), title: z.string(), attacks: z.array(AttackRow) }),
);
export type AttackTable = z.infer<typeof AttackTable>;

/** Every attack by group, in the order of the page. */
export function attackTable(): AttackTable {
  return AttackTable.parse(table);
}
