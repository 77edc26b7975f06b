import { counted } from '../../core/counted.ts';
import { formatSize } from '../../core/format-size.ts';
import type { IsoFile } from '../../mirror/structure/iso-files.ts';
import type { Partition, Structure, StructureProblem } from '../../mirror/structure/structure.ts';

interface Told {
  path: string;
  structure: Structure;
  problems: readonly StructureProblem[];
  files?: readonly IsoFile[];
}

/** What a file says of itself, as a card for people. */
export function structureText({ path, structure, problems, files }: Told): string {
  const { format, variant, udf, filesystem, virtualBytes, partitions = [], boot = [] } = structure;
  const { volumeId, publisher, preparer, application, createdAt, backingFile } = structure;
  const what = [format, variant, udf === true ? 'also UDF' : undefined, filesystem];
  const guess = [structure.product, structure.release, structure.arch].filter((word) => word !== undefined);
  const lines: [name: string, text: string | undefined][] = [
    ['file', path],
    ['format', what.filter((word) => word !== undefined).join(', ')],
    ['holds', virtualBytes === undefined ? undefined : `${formatSize(virtualBytes)} (${virtualBytes} bytes)`],
    ['label', volumeId],
    ['publisher', publisher],
    ['made by', [application, preparer].filter((one) => one !== undefined).join('; ') || undefined],
    ['made', createdAt],
    ['boots by', boot.length === 0 ? undefined : boot.join(', ')],
    ...partitions.map((partition): [string, string] => ['partition', partitionText(partition)]),
    ['wants', backingFile],
    ['guess', guess.length === 0 ? undefined : guess.join(' ')],
    ...problems.map(({ kind, message }): [string, string] => ['wrong', `${kind}: ${message}`]),
    ['structure', format === 'unknown' || problems.length > 0 ? undefined : 'sound, as far as it tells'],
    ['files', files === undefined ? undefined : counted(files.length, 'file')],
  ];
  const card = lines.flatMap(([name, text]) => (text === undefined ? [] : `${name.padEnd(10)} ${text}\n`));
  const listed = (files ?? []).map(
    ({ path: file, sizeBytes }) => `${String(sizeBytes).padStart(14)} ${file}\n`,
  );
  return [...card, ...listed].join('');
}

function partitionText({ number, typeId, type, name, sizeBytes, arch }: Partition): string {
  const words = [type ?? typeId, arch, name === undefined ? undefined : `"${name}"`, formatSize(sizeBytes)];
  return `${number} ${words.filter((word) => word !== undefined).join(', ')}`;
}
