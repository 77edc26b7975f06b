import { z } from 'zod';
import table from './attacks.json' with { type: 'json' };

/** One attack with what came of it, as the test of all attacks found it. */
const AttackRow = z.strictObject({
  id: z.string(),
  attack: z.string(),
  /** What happens to a tool that does the usual thing. */
  harm: z.string(),
  /** `refused` · `passed over`: left out, the rest is taken · `told`: a warning · `let through`: does no harm here. */
  verdict: z.enum(['refused', 'passed over', 'told', 'let through']),
  code: z.string().optional(),
  /** What a person is told; what differs from run to run is in brackets. */
  seen: z.string(),
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
