import type { Command } from 'commander';
import { loadNamed } from '../load-named.ts';
import type { Named } from '../load-named.ts';

/** In the order of the help. */
const COMMANDS: readonly Named[] = [
  [['plan'], async () => (await import('../mirror/plan.ts')).addPlanCommand],
  [['sync'], async () => (await import('../mirror/sync.ts')).addSyncCommand],
  [['scan'], async () => (await import('../mirror/scan.ts')).addScanCommand],
  [['list'], async () => (await import('../mirror/list.ts')).addListCommand],
  [['show'], async () => (await import('../mirror/show.ts')).addShowCommand],
  [['stats'], async () => (await import('../mirror/stats.ts')).addStatsCommand],
  [['add'], async () => (await import('../mirror/add.ts')).addAddCommand],
  [['verify'], async () => (await import('../mirror/verify.ts')).addVerifyCommand],
  [['repair'], async () => (await import('../mirror/repair.ts')).addRepairCommand],
  [['rebuild'], async () => (await import('../mirror/rebuild.ts')).addRebuildCommand],
  [['export'], async () => (await import('../mirror/export.ts')).addExportCommand],
  [['import'], async () => (await import('../mirror/import.ts')).addImportCommand],
  [['remove'], async () => (await import('../mirror/remove.ts')).addRemoveCommand],
  [['sources'], async () => (await import('../mirror/sources.ts')).addPlaceSourcesCommand],
  [
    ['synchronise', 'synchronize'],
    async () => (await import('../mirror/synchronise.ts')).addSynchroniseCommand,
  ],
  [['trash'], async () => (await import('../mirror/trash.ts')).addTrashCommand],
  [['customise', 'customize'], async () => (await import('../mirror/customise.ts')).addCustomiseCommand],
  [['inspect'], async () => (await import('../mirror/inspect.ts')).addInspectCommand],
  [['extract'], async () => (await import('../mirror/extract.ts')).addExtractCommand],
  [['optimize'], async () => (await import('../mirror/optimize.ts')).addOptimizeCommand],
  [['disk'], async () => (await import('../mirror/disk.ts')).addDiskCommand],
  [['report'], async () => (await import('../mirror/report.ts')).addReportCommand],
];

/**
 * `osdex mirror` with the command of this name, or all of them where there is none.
 *
 * @param words of the command line after `mirror`.
 */
export async function addMirrorCommand(program: Command, [name]: readonly string[] = []): Promise<void> {
  const mirror = program
    .command('mirror')
    .description('keep a repository of images: fetch, prove, lay out, care for');
  for (const add of await loadNamed(COMMANDS, name)) await add(mirror, []);
}
