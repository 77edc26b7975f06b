import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { z } from 'zod';

/** WCAG 2.2 up to AA, and what axe holds to be good practice beyond it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

const Findings = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe finds wrong with a page as it is now, a line for each of its rules. */
export async function findBarriers(page: Page): Promise<string[]> {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  // Evaluated from outside: the page's own policy forbids it to load any script but its own.
  await page.evaluate(`${axe}; undefined`);
  const options = JSON.stringify({ runOnly: TAGS, resultTypes: ['violations'] });
  const found = await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`);
  return Findings.parse(found).map(
    ({ id, help, nodes }) => `${id}: ${help}; ${nodes.length} times, first ${nodes[0]?.html.slice(0, 200)}`,
  );
}
