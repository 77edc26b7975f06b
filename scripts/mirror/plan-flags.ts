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

  schema: osdex/mirror-plan/1
  name: lab
  repository: /srv/images          # where the files go; beside the plan where it is not said
  layout: "{family}/{os} - {flavor}/{file}"   # or by-type, by-date, by-version, catalog
  items:
    - selector: product=ubuntu&kind=installer&arch=amd64
      track: lts                   # latest, previous, lts, major, minor, 24.04.3, 20.04.x, >=22.04
      keep: 2                      # builds of each stream
      old: delete                  # keep, delete (to the trash) or archive
    - selector: product=debian&format=qcow2&arch=amd64,arm64
      priority: 10                 # the higher is fetched first
  limits: { bandwidth: 20MB, window: "22:00-06:00", parallel: 4, size: 500GB }
  schedule: "0 3 * * *"            # for "osdex mirror sync --watch"
`;
