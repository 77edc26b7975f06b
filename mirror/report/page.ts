import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { counted } from '../../core/counted.ts';
import { formatSize } from '../../core/format-size.ts';
import { escapeXml } from '../../core/formats/xml-text.ts';
import type { Tally } from '../inventory/statistics.ts';
import { bar, columns, mirrored, parts } from './picture.ts';
import type { Report, ReportFile } from './report.ts';
import { STYLE } from './style.ts';

/** So many lines of a table at most; the rest is told together. */
const LINES = 12;

const STATES = [
  ['proven', 'proven', 'hashed, and as the record has it'],
  ['unknown', 'unknown', 'hashed, and no record has a digest for it'],
  ['bad', 'bad', 'its bytes are not what they were'],
  ['missing', 'missing', 'not where it was'],
] as const;

/**
 * The report as one page that needs nothing else: no script, nothing from elsewhere, light and dark, for the phone and
 * for paper. Whatever names hold is text there.
 */
export function reportPage(report: Report): string {
  const name = escapeXml(basename(report.repository));
  const style = createHash('sha256').update(STYLE).digest('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>${name}: images</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1><bdi>${name}</bdi></h1>
<p class="muted">As of ${time(report.generated)} · <code>${escapeXml(report.repository)}</code></p>
${facts(report)}
</header>
<div class="sections">
${validation(report)}
${bars('By product', report.byProduct)}
${bars('By type', report.byKind)}
${steps('Age of the builds', report.byBuildAge, 'Since the build was published, else since the file is here; up to as long as stands below.')}
${steps('Size of the files', report.bySize, 'Smaller than what stands below.')}
${bars('By release', report.byRelease)}
${bars('By architecture', report.byArch)}
${history(report)}
${bars('All bytes last read', report.byCheck, 'Before so long. What was not read for long may have rotted unseen.')}
${bars('By format', report.byFormat)}
${table('Largest files', report.largest)}
</div>
<footer>Made by osdex. The same as data: report.json.</footer>
</main>
</body>
</html>
`;
}

function facts({ totalFiles, totalBytes, oldest, newest, disk, byState }: Report): string {
  const { disk: volume, trash, archive, linkedBytes } = disk;
  const proven = byState['proven']?.files ?? 0;
  const rows: [name: string, value: string, more: string | undefined][] = [
    ['Images', String(totalFiles), formatSize(totalBytes)],
    [
      'Proven',
      totalFiles === 0 ? '–' : `${Math.floor((proven / totalFiles) * 100)} %`,
      `${proven} of ${totalFiles}`,
    ],
    ['Oldest', oldest?.day ?? '–', oldest?.path],
    ['Newest', newest?.day ?? '–', newest?.path],
    ['Free', formatSize(volume.freeBytes), `${Math.round(volume.usedShare * 100)} % of the disk used`],
    ['Trash', formatSize(trash.bytes), counted(trash.files, 'file')],
  ];
  if (linkedBytes > 0) rows.push(['Saved by links', formatSize(linkedBytes), undefined]);
  if (archive.files > 0) rows.push(['Archive', formatSize(archive.bytes), counted(archive.files, 'file')]);
  const cells = rows.map(([name, value, more]) => {
    const small = more === undefined ? '' : `<small><bdi>${escapeXml(more)}</bdi></small>`;
    return `<div><dt>${name}</dt><dd>${value}${small}</dd></div>`;
  });
  return `<dl class="facts">${cells.join('')}</dl>`;
}

function validation({ byState, wrong }: Report): string {
  const found = STATES.map(([state, name, meaning]) => {
    const { files, bytes } = byState[state] ?? { files: 0, bytes: 0 };
    return { kind: state, name, meaning, files, bytes, value: files, told: counted(files, 'file') };
  });
  const all = found.reduce((sum, { files }) => sum + files, 0);
  const rows = found
    .filter(({ files }) => files > 0)
    .map(
      ({ kind, name, meaning, files, bytes }) =>
        `<tr><th scope="row">${sample(kind)}${name}<span class="muted">, ${meaning}</span></th><td class="number">${files}</td><td class="number">${formatSize(bytes)}</td></tr>`,
    );
  const missing = (byState['bad']?.files ?? 0) + (byState['missing']?.files ?? 0) - wrong.length;
  const more = missing > 0 ? `<p class="note">and ${missing} more</p>` : '';
  const listed =
    wrong.length === 0
      ? ''
      : `<h2>What is wrong</h2>${fileRows(wrong, true)}${more}<p class="note"><code>osdex mirror repair</code> fetches it again.</p>`;
  return `<section class="wide"><h2>Validation</h2>
${all === 0 ? '<p class="muted">There are no files yet.</p>' : `${parts(found)}<table>${rows.join('')}</table>`}
</section>${listed === '' ? '' : `\n<section class="wide">${listed}</section>`}`;
}

function sample(kind: string): string {
  return `<svg class="sample" viewBox="0 0 20 12" aria-hidden="true"><rect class="${kind}" x="1" y="1" width="18" height="10"/></svg>`;
}

function bars(title: string, tallies: Readonly<Record<string, Tally>>, note?: string): string {
  const entries = Object.entries(tallies);
  if (entries.length === 0) return '';
  const shown = entries.length > LINES ? entries.slice(0, LINES - 1) : entries;
  const rest = entries.slice(shown.length);
  const longest = Math.max(...entries.map(([, { bytes }]) => bytes), 1);
  const row = (name: string, { files, bytes }: Tally, picture = bar(bytes, longest)): string =>
    `<tr><th scope="row"><bdi>${escapeXml(name === '?' ? 'not known' : name)}</bdi></th><td class="drawn">${picture}</td><td class="number">${files}</td><td class="number">${formatSize(bytes)}</td></tr>`;
  const rows = shown.map(([name, tally]) => row(name, tally));
  if (rest.length > 0) {
    const together = rest.reduce(
      (sum, [, { files, bytes }]) => ({ files: sum.files + files, bytes: sum.bytes + bytes }),
      { files: 0, bytes: 0 },
    );
    // Beside single ones their sum would look like the largest of them.
    rows.push(row(`${rest.length} others`, together, ''));
  }
  return `<section><h2>${title}</h2><table class="bars"><thead><tr><td></td><td></td><th scope="col" class="number">files</th><th scope="col" class="number">size</th></tr></thead><tbody>${rows.join('')}</tbody></table>${note === undefined ? '' : `<p class="note">${note}</p>`}</section>`;
}

function steps(title: string, tallies: Readonly<Record<string, Tally>>, note: string): string {
  const drawn = Object.entries(tallies).map(([name, { files, bytes }]) => ({
    name,
    value: files,
    told: `${counted(files, 'file')}, ${formatSize(bytes)}`,
  }));
  const labels = drawn.map(({ name, value }) => `<li><b>${value}</b> <span>${name}</span></li>`);
  return `<section><h2>${title}</h2>${columns(drawn)}<ol class="steps">${labels.join('')}</ol><p class="note">${note}</p></section>`;
}

function history({ history: days }: Report): string {
  const sum = (of: 'fetchedBytes' | 'removedBytes'): number =>
    days.reduce((total, day) => total + day[of], 0);
  const [fetched, removed] = [sum('fetchedBytes'), sum('removedBytes')];
  const title = `<h2>Came and went in ${days.length} days</h2>`;
  if (fetched + removed === 0)
    return `<section class="wide">${title}<p class="muted">Nothing came and nothing went.</p></section>`;
  const picture = mirrored(
    days.map(({ day, fetchedBytes: value }) => ({ name: day, value, told: `${formatSize(value)} came` })),
    days.map(({ day, removedBytes: value }) => ({ name: day, value, told: `${formatSize(value)} went` })),
  );
  return `<section class="wide">${title}
<ul class="key"><li>${sample('came')}came, upwards: ${formatSize(fetched)}</li><li>${sample('went')}went, downwards: ${formatSize(removed)}</li></ul>
${picture}<div class="ends"><span>${days[0]?.day}</span><span>${days.at(-1)?.day}</span></div></section>`;
}

function table(title: string, files: readonly ReportFile[]): string {
  return files.length === 0
    ? ''
    : `<section class="wide"><h2>${title}</h2>${fileRows(files, false)}</section>`;
}

function fileRows(files: readonly ReportFile[], tellsState: boolean): string {
  const rows = files.map(({ path, name, sizeBytes, state, day }) => {
    const named = name === undefined ? '' : ` <span class="muted">(<bdi>${escapeXml(name)}</bdi>)</span>`;
    const told = tellsState ? `<td class="state">${sample(state)}${state}</td>` : '';
    return `<tr>${told}<th scope="row"><bdi class="path">${escapeXml(path)}</bdi>${named}</th><td class="number">${day}</td><td class="number">${formatSize(sizeBytes)}</td></tr>`;
  });
  return `<table class="files">${rows.join('')}</table>`;
}

function time(iso: string): string {
  return `<time datetime="${iso}">${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC</time>`;
}
