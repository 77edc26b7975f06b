import { BROWSE_SCHEMA, isBrowseFile, unpackRows } from '../browse/index-file.ts';
import type { Row } from '../browse/row.ts';
import { base } from './dom.mts';

const loading = new Map<string, Promise<Row[]>>();

/** The rows to search: the newest builds, and the older ones too when they are asked for. Each file is loaded once. */
export async function loadRows(latest: number | undefined): Promise<Row[]> {
  if (latest === 1) return load('newest');
  const both = await Promise.all([load('newest'), load('older')]);
  return both.flat().sort((a, b) => compareDays(b.build.day, a.build.day));
}

function load(name: string): Promise<Row[]> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const rows = fetchRows(`${base()}api/browse/${name}.json`);
  loading.set(name, rows);
  rows.catch(() => loading.delete(name));
  return rows;
}

async function fetchRows(url: string): Promise<Row[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`expected ${url}, found HTTP status ${response.status}`);
  const file: unknown = await response.json();
  if (!isBrowseFile(file)) throw new Error(`expected ${BROWSE_SCHEMA} at ${url}, found another form`);
  return unpackRows(file);
}

function compareDays(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
