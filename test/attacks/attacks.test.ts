import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ATTACK_GROUPS } from './table.ts';

for (const { title, attacks } of ATTACK_GROUPS) {
  describe(title, () => {
    for (const { id, showHarm, refuse } of attacks) {
      test(id, async (t) => {
        await showHarm(t);
        const o = await refuse(t);
        console.log(id, JSON.stringify(o));
      });
    }
  });
}
