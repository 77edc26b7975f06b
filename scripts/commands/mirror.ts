import type { Command } from 'commander';
import { addAddCommand } from '../mirror/add.ts';
import { addCustomiseCommand } from '../mirror/customise.ts';
import { addExtractCommand } from '../mirror/extract.ts';
import { addExportCommand } from '../mirror/export.ts';
import { addImportCommand } from '../mirror/import.ts';
import { addInspectCommand } from '../mirror/inspect.ts';
import { addDiskCommand } from '../mirror/disk.ts';
import { addListCommand } from '../mirror/list.ts';
import { addOptimizeCommand } from '../mirror/optimize.ts';
import { addPlanCommand } from '../mirror/plan.ts';
import { addRebuildCommand } from '../mirror/rebuild.ts';
import { addRemoveCommand } from '../mirror/remove.ts';
import { addRepairCommand } from '../mirror/repair.ts';
import { addReportCommand } from '../mirror/report.ts';
import { addScanCommand } from '../mirror/scan.ts';
import { addShowCommand } from '../mirror/show.ts';
import { addStatsCommand } from '../mirror/stats.ts';
import { addPlaceSourcesCommand } from '../mirror/sources.ts';
import { addSyncCommand } from '../mirror/sync.ts';
import { addSynchroniseCommand } from '../mirror/synchronise.ts';
import { addTrashCommand } from '../mirror/trash.ts';
import { addVerifyCommand } from '../mirror/verify.ts';

/** `osdex mirror` and its commands. */
export function addMirrorCommand(program: Command): void {
  const mirror = program
    .command('mirror')
    .description('keep a repository of images: fetch, prove, lay out, care for');

  addPlanCommand(mirror);
  addSyncCommand(mirror);
  addScanCommand(mirror);
  addListCommand(mirror);
  addShowCommand(mirror);
  addStatsCommand(mirror);
  addAddCommand(mirror);
  addVerifyCommand(mirror);
  addRepairCommand(mirror);
  addRebuildCommand(mirror);
  addExportCommand(mirror);
  addImportCommand(mirror);
  addRemoveCommand(mirror);
  addPlaceSourcesCommand(mirror);
  addSynchroniseCommand(mirror);
  addTrashCommand(mirror);
  addCustomiseCommand(mirror);
  addInspectCommand(mirror);
  addExtractCommand(mirror);
  addOptimizeCommand(mirror);
  addDiskCommand(mirror);
  addReportCommand(mirror);
}
