import { VERDICT_WORDS } from '../catalog/attack-table.ts';
import type { AttackRow, AttackTable } from '../catalog/attack-table.ts';

const COUNTED: Record<AttackRow['verdict'], string> = {
  refused: 'refused',
  'passed over': 'passed over',
  told: 'warned of',
  'let through': 'let through where they do no harm',
};

/** How a verdict is shown, after the states of keys: `well` · `soon` · `over`. */
export function attackTone(verdict: AttackRow['verdict']): string {
  if (verdict === 'told') return 'soon';
  return verdict === 'let through' ? 'over' : 'well';
}

/** `71 attacks: 66 refused, 2 warned of, 1 passed over`. */
export function attacksSentence(table: AttackTable): string {
  const rows = table.flatMap(({ attacks }) => attacks);
  const counts = (Object.keys(VERDICT_WORDS) as AttackRow['verdict'][])
    .map((verdict) => [rows.filter((row) => row.verdict === verdict).length, COUNTED[verdict]] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`);
  return `${rows.length} attacks: ${counts.join(', ')}`;
}
