import { realpath } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { listIso } from '../../mirror/structure/iso-files.ts';
import type { IsoFile } from '../../mirror/structure/iso-files.ts';
import { examineStructure } from '../../mirror/structure/read-structure.ts';
import { STRUCTURE_FORMATS } from '../../mirror/structure/structure.ts';
import type { Structure, StructureProblem } from '../../mirror/structure/structure.ts';
import { printJson } from '../print-json.ts';
import { structureText } from './structure-text.ts';

const EXAMPLES = `
What a file says of itself, whatever it is called: discs (ISO 9660, UDF), disks (qcow2, VMDK, VHD, VHDX, VDI, raw with
their partitions), file systems, archives. Some small reads tell it, the file is not read whole. All of it is the claim
of whoever made the file, "guess" is derived from it: what a file really is its digest proves ("osdex verify FILE").

With --json: schema osdex/structure/1, with a "structure", its "problems" and perhaps "files" for each of the files,
and what "failed".

Exit code 0: every file was read and its structure is sound. 1: something is wrong with one, or it cannot be read.
2: used wrongly.

Examples:
  osdex mirror inspect debian-13.1.0-amd64-netinst.iso
  osdex mirror inspect --list image.iso
  osdex mirror inspect --expect iso9660 image.iso && echo it is a disc
  osdex mirror inspect --json *.qcow2`;

interface InspectFlags {
  json?: boolean;
  list?: boolean;
  expect?: string;
}

/** What was found in one file. */
interface Inspected {
  path: string;
  structure: Structure;
  problems: StructureProblem[];
  files?: IsoFile[];
}

/** `osdex mirror inspect`. */
export function addInspectCommand(mirror: Command): void {
  mirror
    .command('inspect')
    .description('say what files are by their own bytes, and whether their structure is sound')
    .argument('<file...>', 'images, or any other files')
    .option('--list', 'list the files of a disc too')
    .addOption(new Option('--expect <format>', 'refuse files of any other format').choices(STRUCTURE_FORMATS))
    .option('--json', 'print JSON for programs')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: InspectFlags) => {
      const inspected: Inspected[] = [];
      const failures: OsdexError[] = [];
      for (const path of paths) {
        try {
          inspected.push(await inspect(path, flags));
        } catch (error) {
          if (!(error instanceof OsdexError)) throw error;
          failures.push(error);
        }
      }
      const failed = failures.map(({ code, path, message }) => ({ code, path, message }));
      if (flags.json) printJson({ schema: 'osdex/structure/1', inspected, failed });
      else process.stdout.write(inspected.map(structureText).join('\n'));
      requireSound(inspected, failures);
    });
}

/** Whoever names a link means what it leads to. */
async function inspect(path: string, { list, expect }: InspectFlags): Promise<Inspected> {
  const place = await realpath(path).catch(() => path);
  const { structure, problems } = await examineStructure(place);
  if (expect !== undefined && structure.format !== expect)
    problems.unshift({ kind: 'damaged', message: `expected a file of ${expect}, found ${structure.format}` });
  const files = list === true ? await listIso(place) : undefined;
  return { path, structure, problems, ...(files === undefined ? {} : { files }) };
}

function requireSound(inspected: readonly Inspected[], failures: readonly OsdexError[]): void {
  const [first] = failures;
  if (first !== undefined && inspected.length === 0 && failures.length === 1) throw first;
  for (const { message } of failures) process.stderr.write(`osdex: ${message}\n`);
  const wrong = inspected.filter(({ problems }) => problems.length > 0);
  if (failures.length === 0 && wrong.length === 0) return;
  const all = inspected.length + failures.length;
  const found = [
    wrong.length === 0 ? undefined : `something is wrong with ${wrong.length}`,
    failures.length === 0 ? undefined : `${failures.length} could not be read`,
  ];
  throw new OsdexError(
    first?.code ?? 'structure-unsound',
    `of ${counted(all, 'file')} ${found.filter((one) => one !== undefined).join(', ')}`,
  );
}
