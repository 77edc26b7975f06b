import { FACETS, matchesFacets, parseSelector } from '../../core/selector.ts';
import type { Facet, Facets, Selector } from '../../core/selector.ts';
import { isSupported } from '../../core/support.ts';
import type { Row } from './row.ts';

/** What a selector finds, and how many files each further choice would leave. */
export interface Matches {
  rows: Row[];
  /** For each facet and value: files that match when every other condition holds. */
  counts: Record<Facet, Map<string, number>>;
  /** For each condition: files that only this condition keeps out. */
  keptOut: Map<string, number>;
}

/** What a row is in each facet of the selector language. */
export function rowFacets({ build, arch, format, language }: Row, today: string): Facets {
  const { release, stream, kind, level } = build;
  const { product, family, versionScheme, codename } = release;
  return {
    product,
    family,
    versionScheme,
    release: release.release,
    ...(codename === undefined ? {} : { codename }),
    lts: String(release.lts === true),
    supported: String(isSupported(release, today)),
    stream,
    kind,
    level,
    arch,
    format,
    ...(language === undefined ? {} : { language }),
  };
}

/** Filters rows and counts every facet in one pass over them. */
export function matchRows(rows: Iterable<Row>, selector: Selector, today: string): Matches {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()])) as Matches['counts'];
  const keptOut = new Map<string, number>();
  const found: Row[] = [];
  const conditions = conditionsOf(selector);
  for (const row of rows) {
    if (!isAmongLatest(row, selector.latest)) continue;
    const facets = rowFacets(row, today);
    const failed = failedConditions(row, facets, conditions);
    const [only] = failed;
    if (failed.length > 1) continue;
    if (only === undefined) found.push(row);
    else add(keptOut, only);
    for (const facet of FACETS) {
      const value = facets[facet];
      if (value !== undefined && (only === undefined || only === facet)) add(counts[facet], value);
    }
  }
  return { rows: found, counts, keptOut };
}

interface Condition {
  name: string;
  holds(row: Row, facets: Facets): boolean;
}

function conditionsOf({ facets, since, until, text }: Selector): Condition[] {
  const conditions: Condition[] = FACETS.flatMap((facet) => {
    const values = new Set(facets[facet] ?? []);
    if (values.size === 0) return [];
    return [{ name: facet, holds: (_, { [facet]: value }) => value !== undefined && values.has(value) }];
  });
  if (since !== undefined)
    conditions.push({ name: 'since', holds: ({ build }) => (build.published ?? '') >= since });
  if (until !== undefined)
    conditions.push({ name: 'until', holds: ({ build }) => (build.published ?? '~') <= until });
  const words = (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(wordTest);
  if (words.length > 0)
    conditions.push({ name: 'q', holds: (row, values) => words.every((test) => test(row, values)) });
  return conditions;
}

/** The conditions that a row fails; two are as many as anyone asks for. */
function failedConditions(row: Row, facets: Facets, conditions: readonly Condition[]): string[] {
  const failed: string[] = [];
  for (const { name, holds } of conditions) {
    if (holds(row, facets)) continue;
    failed.push(name);
    if (failed.length > 1) break;
  }
  return failed;
}

function isAmongLatest({ build }: Row, latest: number | undefined): boolean {
  return latest === undefined || (build.rank > 0 && build.rank <= latest);
}

/** The test for one word of the search, which may be a selector in short form such as `ubuntu@24.04`. */
function wordTest(word: string): (row: Row, facets: Facets) => boolean {
  const short = word.includes('@') ? parseShort(word) : undefined;
  if (short === undefined) return (row) => searchText(row).includes(word);
  return (row, facets) => matchesFacets(short, facets) && isAmongLatest(row, short.latest);
}

function parseShort(word: string): Selector | undefined {
  try {
    return parseSelector(word);
  } catch {
    return undefined;
  }
}

const searchTexts = new WeakMap<Row, string>();

function searchText(row: Row): string {
  const known = searchTexts.get(row);
  if (known !== undefined) return known;
  const { build, file, arch, format, language, digest } = row;
  const { product, name, release, codename, family } = build.release;
  const parts = [
    product,
    name,
    family,
    release,
    codename,
    build.stream,
    build.title,
    build.kind,
    build.serial,
    file,
  ];
  const text = [...parts, arch, format, language, digest].join('\n').toLowerCase();
  searchTexts.set(row, text);
  return text;
}

function add(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}
