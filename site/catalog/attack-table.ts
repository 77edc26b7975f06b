import { z } from 'zod';
import table from './attacks.json' with { type: 'json' };

/** One attack with what came of it, as the test of all attacks found it. */
const AttackRow = z.strictObject({
  id: z.string().describe('Names the attack for good; its anchor on the page of attacks.'),
  attack: z.string().describe('What the attacker does.'),
  harm: z.string().describe('What happens to a tool that does the usual thing.'),
  verdict: z.literal(['refused', 'passed over', 'told', 'let through']).describe('What osdex does with it.'),
  code: z.string().optional().describe('The code of the error, or of the warning.'),
  note: z.string().optional(),
  seen: z.string().optional().describe('What a person is told; what differs from run to run is in brackets.'),
  tested: z.string().describe('File of the test.'),
});
export type AttackRow = z.infer<typeof AttackRow>;

export const AttackTable = z.array(
  z.strictObject({ id: z.string(), title: z.string(), attacks: z.array(AttackRow) }),
);
export type AttackTable = z.infer<typeof AttackTable>;

/** `/api/v1/attacks.json`. */
export const ApiAttacks = z.strictObject({ schema: z.literal('osdex/api-attacks/1'), groups: AttackTable });
export type ApiAttacks = z.infer<typeof ApiAttacks>;

/** Every attack by group, in the order of the page. */
export function attackTable(): AttackTable {
  return AttackTable.parse(table);
}
