import { stringify } from 'csv-stringify/sync';
import { parseDigest } from '../../core/digest-text.ts';
import { escapeXml } from '../../core/formats/xml-text.ts';
import { isoTime } from '../../core/names.ts';
import type { InventoryFile } from './inventory-file.ts';

/** What is told of the repository that an inventory is of. */
export interface InventoryContext {
  /** Whole path of the repository, and what it is called. */
  root: string;
  name: string;
  now: Date;
}

/** ISOManager's names of architectures and systems, where they are not ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x64', i386: 'x86' };
const TYPES: Readonly<Record<string, string>> = { linux: 'Linux', windows: 'Windows' };

/** It can check these, the best first. */
const ALGORITHMS = ['sha256', 'sha1', 'md5'];

/** The documented form of an inventory of the PowerShell module ISOManager; what is not known is absent. */
export function isomanagerJson(
  files: readonly InventoryFile[],
  { root, name, now }: InventoryContext,
): string {
  const isos = files.map((file) => {
    const { facets, path, sizeBytes, addedAt, origin, id } = file;
    const digest = parseDigest(digestOf(file) ?? '');
    return {
      name: nameOf(file),
      type: typeOf(file),
      version: facets.release,
      architecture: facets.arch && (ARCHITECTURES[facets.arch] ?? facets.arch),
      language: facets.language === '' ? undefined : facets.language,
      filePath: path,
      fileSize: sizeBytes,
      hash: digest && { algorithm: digest.algorithm.toUpperCase(), value: digest.hex },
      downloadDate: addedAt,
      source: origin?.startsWith('http') ? origin : undefined,
      metadata: { edition: facets.stream, buildNumber: id?.split('/')[3] },
    };
  });
  const repository = { path: root, name, structure: 'Custom' };
  return `${JSON.stringify({ version: '1.0', generated: isoTime(now), repository, isos }, null, 2)}\n`;
}

/** As its command Export-ISOInventory writes tables, with what that knows of a disc. */
export function isomanagerCsv(files: readonly InventoryFile[]): string {
  const rows = files.map(exportedOf);
  const header = Object.keys(exportedOf(NOTHING));
  return stringify(
    rows.map((row) => Object.values(row)),
    { header: true, columns: header, quoted: true, record_delimiter: '\r\n' },
  );
}

/** As PowerShell's ConvertTo-Xml writes what Export-ISOInventory exports. */
export function isomanagerXml(files: readonly InventoryFile[], { root, now }: InventoryContext): string {
  const info = {
    RepositoryPath: root,
    ExportDate: isoTime(now),
    ExportFormat: 'XML',
    TotalISOs: files.length,
    ExportedBy: 'osdex',
  };
  const discs = files.map(
    (file) =>
      `      <Property Type="System.Collections.Hashtable">\n${table(exportedOf(file))}      </Property>\n`,
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n<Objects>\n  <Object Type="System.Collections.Hashtable">\n',
    '    <Property Name="Key" Type="System.String">ExportInfo</Property>\n',
    `    <Property Name="Value" Type="System.Collections.Hashtable">\n${table(info)}    </Property>\n`,
    '    <Property Name="Key" Type="System.String">Inventory</Property>\n',
    `    <Property Name="Value" Type="System.Object[]">\n${discs.join('')}    </Property>\n`,
    '  </Object>\n</Objects>\n',
  ].join('');
}

function table(fields: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(fields)
    .flatMap(([key, value]) => [
      `        <Property Name="Key" Type="System.String">${key}</Property>\n`,
      `        <Property Name="Value" Type="System.String">${escapeXml(String(value))}</Property>\n`,
    ])
    .join('');
}

const NOTHING: InventoryFile = {
  ...{ path: '', sizeBytes: 0, modifiedMs: 0, inode: '', digests: [], state: 'unknown', facets: {} },
  addedAt: '',
};

const GIB = 1024 ** 3;

function exportedOf(file: InventoryFile) {
  const { path, sizeBytes, modifiedMs, addedAt, state } = file;
  return {
    Name: nameOf(file),
    FileName: path.slice(path.lastIndexOf('/') + 1),
    FilePath: path,
    Size: sizeBytes,
    SizeGB: (sizeBytes / GIB).toFixed(2),
    Created: addedAt,
    Modified: isoTime(new Date(modifiedMs)),
    Type: typeOf(file),
    IntegrityVerified: state === 'proven' ? 'True' : 'False',
    Checksum: parseDigest(digestOf(file) ?? '')?.hex ?? '',
  };
}

/** The name that a person gave, else that of the file without its ending. */
function nameOf({ name, path }: InventoryFile): string {
  return name ?? stemOf(path);
}

/** What it takes for the name of a file that has none. */
export function stemOf(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? file.slice(0, dot) : file;
}

function typeOf({ facets }: InventoryFile): string {
  return TYPES[facets.family ?? ''] ?? 'Custom';
}

function digestOf({ digests }: InventoryFile): string | undefined {
  return ALGORITHMS.flatMap((one) => digests.filter((digest) => digest.startsWith(`${one}:`)))[0];
}
