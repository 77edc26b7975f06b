import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { formatSize } from '../../core/format-size.ts';
import { openInventory } from '../../mirror/inventory/inventory.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import { makeSteps } from '../../mirror/plan/make-steps.ts';
import type { Steps } from '../../mirror/plan/make-steps.ts';
import { nextRun } from '../../mirror/plan/schedule.ts';
import type { Wanted } from '../../mirror/plan/wanted.ts';
import { RECORDS_FOLDER } from '../../mirror/repository.ts';
import { sizeOf } from '../../mirror/sync/sync.ts';
import { withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { loadPlan, PLAN_EXAMPLE, PLAN_FILE, wantedOf } from './plan-flags.ts';
import type { LoadedPlan } from './plan-flags.ts';

interface PlanFlags extends CommonOptions {
  write?: boolean;
}

/** `osdex mirror plan`. */
export function addPlanCommand(mirror: Command): void {
  withCommonOptions(
    mirror.command('plan').description('show what a sync would fetch, move and remove, and change nothing'),
  )
    .argument('[plan]', 'the mirror plan', PLAN_FILE)
    .option('--write', 'also write download_list and delete_list into the folder .osdex of the repository')
    .addHelpText('after', PLAN_EXAMPLE)
    .action(async (path: string, flags: PlanFlags) => {
      const plan = await loadPlan(path);
      const wanted = await wantedOf(plan, flags.catalog);
      const steps = await makeSteps(plan, wanted, inventoryOf(plan), {
        root: plan.root,
        records: join(plan.root, RECORDS_FOLDER),
      });
      if (flags.write) await writeLists(plan, steps);
      if (flags.json) printJson(described(plan, steps));
      else process.stdout.write(planText(plan, wanted, steps));
    });
}

/** A plan is looked at without making the repository. */
function inventoryOf({ root }: LoadedPlan): InventoryFile[] {
  const records = join(root, RECORDS_FOLDER);
  if (!existsSync(records)) return [];
  const inventory = openInventory({ records });
  try {
    return inventory.all();
  } finally {
    inventory.close();
  }
}

/** What would be fetched, and what would go: one JSON object a line. */
async function writeLists(plan: LoadedPlan, steps: Steps): Promise<void> {
  const folder = join(plan.root, RECORDS_FOLDER);
  await mkdir(folder, { recursive: true });
  const { fetch, remove } = described(plan, steps);
  const lines = (entries: readonly unknown[]): string =>
    entries.map((one) => `${JSON.stringify(one)}\n`).join('');
  await writeFileAtomic(join(folder, 'download_list'), lines(fetch));
  await writeFileAtomic(join(folder, 'delete_list'), lines(remove));
}

function described({ root, name }: LoadedPlan, steps: Steps) {
  return {
    schema: 'osdex/mirror-steps/1',
    name,
    repository: root,
    present: steps.present.length,
    fetch: steps.fetch.map(({ wanted: { path, image }, urls, displaces }) => ({
      path,
      id: image.id,
      digest: image.artifact.digest,
      sizeBytes: image.artifact.size,
      urls,
      displaces: displaces && { fate: displaces.fate, to: displaces.to },
    })),
    move: steps.move.map(({ wanted, from }) => ({ from, to: wanted.path })),
    remove: steps.remove.map(({ file: { path, id, sizeBytes }, fate }) => ({ path, id, sizeBytes, fate })),
    lookAt: steps.lookAt.map(({ wanted }) => wanted.path),
    strays: steps.strays.map(({ path, id }) => ({ path, id })),
  };
}

function planText(plan: LoadedPlan, wanted: Wanted, steps: Steps): string {
  const { fetch, move, remove, lookAt, strays, present } = steps;
  const unsized = fetch.filter(({ wanted: one }) => one.image.artifact.size === undefined).length;
  const removed = remove.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const next = plan.schedule === undefined ? undefined : nextRun(plan.schedule, new Date());
  return [
    `${plan.name}: ${plan.root}`,
    ...fetch.map(({ wanted: { path, image }, displaces }) => {
      const size = image.artifact.size === undefined ? '?' : formatSize(image.artifact.size);
      const place =
        displaces === undefined
          ? ''
          : `  (what is there goes to ${displaces.to ?? (displaces.fate === 'trash' ? 'the trash' : 'the archive')})`;
      return `  fetch   ${size.padStart(9)}  ${path}${place}`;
    }),
    ...move.map(({ wanted: { path }, from }) => `  move               ${from} -> ${path}`),
    ...lookAt.map(({ wanted: { path } }) => `  look at            ${path}`),
    ...remove.map(
      ({ file, fate }) =>
        `  ${fate === 'delete' ? 'delete ' : 'archive'} ${formatSize(file.sizeBytes).padStart(9)}  ${file.path}`,
    ),
    ...strays.map(({ path }) => `  stays              ${path}  (of no item of the plan)`),
    ...wanted.empty.map(
      ({ track }) => `  nothing found for an item${track === undefined ? '' : ` with track: ${track}`}`,
    ),
    '',
    `${counted(fetch.length, 'file')} to fetch, ${formatSize(sizeOf(fetch))}${unsized === 0 ? '' : ` and ${unsized} of unknown size`}; ` +
      `${move.length} to move; ${remove.length} to remove, ${formatSize(removed)}; ${present.length} in place and proven.`,
    ...(next === undefined ? [] : [`Next by the schedule: ${next.toISOString().replace('.000Z', 'Z')}.`]),
    '',
  ].join('\n');
}
