import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { readMirrorPlan } from '../../core/mirror-plan-file.ts';
import type { ReadPlan } from '../../core/mirror-plan-file.ts';
import { wantedImages } from '../../mirror/plan/wanted.ts';
import type { Wanted } from '../../mirror/plan/wanted.ts';
import { PLAN } from '../../site/docs/mirror-plan.ts';

/** Where a plan is looked for that is not named. */
export const PLAN_FILE = 'mirror.yaml';

/** A plan and where its paths begin. */
export interface LoadedPlan extends ReadPlan {
  /** Folder of the images. */
  root: string;
  /** Folder for what is archived. */
  archiveTo: string | undefined;
}

/** @throws OsdexError `usage` with what is wrong with the file, and how one looks. */
export async function loadPlan(path: string = PLAN_FILE): Promise<LoadedPlan> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const hint = existsSync(path) ? '' : '; "osdex mirror plan --help" shows how one looks';
    throw new OsdexError('usage', `expected a mirror plan at ${path}, found: ${reasonOf(cause)}${hint}`, {
      path,
      cause,
    });
  });
  const plan = readMirrorPlan(text, path);
  const folder = dirname(resolve(path));
  return {
    ...plan,
    root: resolve(folder, plan.repository ?? '.'),
    archiveTo: plan.archive === undefined ? undefined : resolve(folder, plan.archive),
  };
}

/** What the plan wants of the catalog today. */
export async function wantedOf(plan: ReadPlan, catalog: string): Promise<Wanted> {
  return wantedImages(plan, await readCatalog(catalog), isoDay(new Date()));
}

export const PLAN_EXAMPLE = `
A plan, mirror.yaml:

${PLAN.replaceAll(/^(?=.)/gm, '  ')}`;
