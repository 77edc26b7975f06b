import { join } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { diskUse } from '../../mirror/disk-use.ts';
import { readRecords } from '../../mirror/record-log.ts';
import { reportPage } from '../../mirror/report/page.ts';
import { makeReport } from '../../mirror/report/report.ts';
import { printJson } from '../print-json.ts';
import { buildFacts } from './build-facts.ts';
import { withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';

interface ReportFlags extends RepositoryFlags, CatalogFlags {
  output?: string;
}

const NOTES = `
Writes index.html, a page that needs nothing else, and report.json:
  generated, repository     when, and of which folder
  totalFiles, totalBytes    of all images that are there
  byKind, byRelease         files and bytes by type and by version; byProduct, byArch and byFormat likewise
  byBuildAge, bySize        how many are how old and how large; byAge by how long they are here
  oldest, newest            by the day on which the build was published, else on which the file came
  byState                   what they were found to be: proven, unknown, bad, missing; byCheck how long ago
  wrong, largest            files: what is bad or missing, and the ten largest
  history                   bytes that came and went, for each of the last 60 days
  disk                      what all of it takes, and what is free

Examples:
  osdex mirror report
  osdex mirror report -o /var/www/html/images
  osdex mirror report --json | jq .byState`;

/** `osdex mirror report`. */
export function addReportCommand(mirror: Command): void {
  withCatalogOption(
    withRepositoryOptions(
      mirror.command('report').description('write a page with pictures, and the same as data'),
    ),
  )
    .option('-o, --output <dir>', 'folder to write to (default: .osdex/report in the repository)')
    .addHelpText('after', NOTES)
    .action(async (flags: ReportFlags) => {
      const { dayOf } = await buildFacts(flags);
      const { report, folder } = await withInventory(flags, async (repository, inventory) => ({
        folder: flags.output ?? join(repository.records, 'report'),
        report: makeReport({
          repository: repository.root,
          files: inventory.all(),
          records: await readRecords(repository),
          disk: await diskUse(repository, inventory),
          now: new Date(),
          dayOf,
        }),
      }));
      const page = join(folder, 'index.html');
      await writeFileAtomic(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
      await writeFileAtomic(page, reportPage(report));
      if (flags.json) printJson(report);
      else process.stdout.write(`Written: ${page} and report.json\n`);
    });
}
