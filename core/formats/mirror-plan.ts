import type { Layout } from './mirror-layout.ts';

/** Builds of a stream that a mirror keeps, newest first; all where it is not said. */
export interface PlanItem {
  selector: string;
  keep?: number;
}

export const MIRROR_PLAN_SCHEMA = 'osdex/mirror-plan/1';

/** What a mirror is to hold, in the selector language, so that it stays true when builds come and go. */
export interface MirrorPlan {
  name: string;
  layout: Layout;
  items: PlanItem[];
}

/** Writes a plan as YAML; every text stands in double quotes, as JSON has them, which YAML reads the same. */
export function writeMirrorPlan({ name, layout, items }: MirrorPlan): string {
  return [
    `schema: ${MIRROR_PLAN_SCHEMA}`,
    `name: ${JSON.stringify(name)}`,
    `layout: ${layout}`,
    'items:',
    ...items.flatMap(({ selector, keep }) => [
      `  - selector: ${JSON.stringify(selector)}`,
      ...(keep === undefined ? [] : [`    keep: ${keep}`]),
    ]),
    '',
  ].join('\n');
}
