import { z } from 'zod';
import { OsdexError } from './error.ts';
import { readYaml } from './files/yaml.ts';
import { LAYOUTS } from './formats/mirror-layout.ts';
import type { Layout } from './formats/mirror-layout.ts';
import { MIRROR_PLAN_SCHEMA } from './formats/mirror-plan.ts';
import { parseSelector } from './selector.ts';
import type { Selector } from './selector.ts';

/** A mirror plan as it is written by hand or by the site. */
const PlanFile = z.strictObject({
  schema: z.literal(MIRROR_PLAN_SCHEMA),
  name: z.string().min(1),
  layout: z.enum(Object.keys(LAYOUTS) as [Layout, ...Layout[]]).default('catalog'),
  items: z.array(z.strictObject({ selector: z.string(), keep: z.int().positive().optional() })).min(1),
});

/** What a plan asks for: what any of its selectors finds. */
export interface ReadPlan {
  name: string;
  layout: Layout;
  selectors: Selector[];
}

/**
 * Reads a mirror plan.
 *
 * @throws OsdexError `usage` with the line and what was expected there.
 */
export function readMirrorPlan(text: string, path: string): ReadPlan {
  const { name, layout, items } = readYaml(text, PlanFile, path, 'usage');
  const selectors = items.map(({ selector, keep }): Selector => {
    const read = readSelector(selector, path);
    return keep === undefined ? read : { ...read, latest: keep };
  });
  return { name, layout, selectors };
}

function readSelector(text: string, path: string): Selector {
  try {
    return parseSelector(text);
  } catch (cause) {
    if (!(cause instanceof OsdexError)) throw cause;
    throw new OsdexError('usage', `${path}: ${cause.message}`, { path, cause });
  }
}
