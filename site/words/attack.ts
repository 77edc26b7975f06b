import type { AttackRow, AttackTable } from '../catalog/attack-table.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';

const VERDICTS: Readonly<Record<AttackRow['verdict'], Said>> = {
  refused: say('attacks.refused'),
  'passed over': say('attacks.passed-over'),
  told: say('attacks.told'),
  'let through': say('attacks.let-through'),
};

/** What osdex does with an attack, after its name: `refuses it`. */
export function verdictWords(verdict: AttackRow['verdict']): Said {
  return VERDICTS[verdict];
}

/** How a verdict is shown, after the states of keys: `well` · `soon` · `over`. */
export function attackTone(verdict: AttackRow['verdict']): string {
  if (verdict === 'told') return 'soon';
  return verdict === 'let through' ? 'over' : 'well';
}

/** `71 attacks: 66 refused, 1 passed over, 2 warned of`. */
export function attacksSentence(table: AttackTable): Said {
  const rows = table.flatMap(({ attacks }) => attacks);
  const counted = Map.groupBy(rows, ({ verdict }) => verdict);
  const count = (verdict: AttackRow['verdict']): number | undefined => counted.get(verdict)?.length;
  const [refused, passedOver, told, letThrough] = [
    count('refused'),
    count('passed over'),
    count('told'),
    count('let through'),
  ];
  return say('attacks.counts', {
    attacks: rows.length,
    ...(refused === undefined ? {} : { refused }),
    ...(passedOver === undefined ? {} : { passedOver }),
    ...(told === undefined ? {} : { told }),
    ...(letThrough === undefined ? {} : { letThrough }),
  });
}
