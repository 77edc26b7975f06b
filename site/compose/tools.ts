import { writeAria2List } from '../../core/formats/aria2-list.ts';
import { writeMetalink } from '../../core/formats/metalink.ts';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import { writeMirrorPlan } from '../../core/formats/mirror-plan.ts';
import type { MirrorPlan } from '../../core/formats/mirror-plan.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import { writeRcloneList } from '../../core/formats/rclone-list.ts';
import { writeSumsLists } from '../../core/formats/sums-list.ts';

/** The ways to take a selection, in the order in which they are offered. */
export const TOOL_NAMES = ['script', 'powershell', 'aria2', 'rclone', 'metalink', 'plan'] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

/** What a tool is to be given. */
export interface Selection {
  /** What the files are called, without an ending: letters, digits, dots and dashes. */
  name: string;
  files: readonly MirrorFile[];
  plan: MirrorPlan;
  revision?: string | undefined;
  /** The text of the mirror program, of that for PowerShell where it is the tool. */
  program: string;
}

export interface ToolFile {
  name: string;
  mediaType: string;
  text: string;
}

/** Files to save, and what to run where they were saved. */
export interface ToolOutput {
  files: ToolFile[];
  command: string;
}

const FOLDER = 'images';

const TOOLS: Record<ToolName, (selection: Selection) => ToolOutput> = {
  script({ name, files, program, revision }) {
    const about = { title: name, ...(revision === undefined ? {} : { revision }) };
    const text = writeMirrorScript(program, files, about);
    return {
      files: [{ name: `${name}.sh`, mediaType: 'text/x-shellscript', text }],
      command: `sh ${name}.sh --to ${FOLDER}`,
    };
  },
  powershell({ name, files, program, revision }) {
    const about = { title: name, ...(revision === undefined ? {} : { revision }) };
    const text = writeMirrorScript(program, files, about);
    return {
      files: [{ name: `${name}.ps1`, mediaType: 'text/plain', text }],
      command: `powershell -ExecutionPolicy Bypass -File ${name}.ps1 -To ${FOLDER}`,
    };
  },
  aria2: ({ name, files }) => ({
    files: [{ name: `${name}.aria2`, mediaType: 'text/plain', text: writeAria2List(files) }],
    command: `aria2c -i ${name}.aria2 --dir ${FOLDER} --continue=true --check-integrity=true`,
  }),
  rclone({ name, files }) {
    const sums = [...writeSumsLists(files)];
    return {
      files: [
        { name: `${name}.csv`, mediaType: 'text/csv', text: writeRcloneList(files) },
        ...sums.map(([algorithm, text]) => ({ name: `${name}.${algorithm}`, mediaType: 'text/plain', text })),
      ],
      command: [
        `rclone copyurl --urls ${name}.csv remote:${FOLDER}`,
        ...sums.map(
          ([algorithm]) => `rclone checksum ${algorithm} ${name}.${algorithm} remote:${FOLDER} --one-way`,
        ),
      ].join('\n'),
    };
  },
  metalink: ({ name, files }) => ({
    files: [{ name: `${name}.meta4`, mediaType: 'application/metalink4+xml', text: writeMetalink(files) }],
    command: `aria2c -M ${name}.meta4 --dir ${FOLDER} --continue=true --check-integrity=true`,
  }),
  plan: ({ name, plan }) => ({
    files: [{ name: `${name}.yaml`, mediaType: 'application/yaml', text: writeMirrorPlan(plan) }],
    command: `osdex script --plan ${name}.yaml -o ${name}.sh\nsh ${name}.sh --to ${FOLDER}`,
  }),
};

/**
 * What a tool needs to fetch a selection.
 *
 * @throws OsdexError `name-refused` of what cannot stand in a script.
 */
export function toolOutput(tool: ToolName, selection: Selection): ToolOutput {
  return TOOLS[tool](selection);
}
