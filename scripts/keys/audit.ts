import { isoDay } from '../../core/day.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { counted } from '../../core/counted.ts';
import { auditExceptions } from '../../core/keys/exception-audit.ts';
import { sortAlarms } from '../../core/keys/key-alarm.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import { auditKeys } from '../../core/keys/key-audit.ts';
import { auditSigners, countSigned } from '../../core/keys/signer-audit.ts';
import { keyPlaces, keysFolder, openFetcher } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { escapeMarkdown } from '../../core/markdown.ts';
import { printJson } from '../print-json.ts';
import { appendSummary } from '../step-summary.ts';
import { auditKeyFolder } from './key-folder-audit.ts';
import { auditPublished } from './published-audit.ts';
import { loadAllSources, registryOf } from './registry.ts';
import { hang, printable, terminalWidth } from './text.ts';

/** `osdex keys audit`. */
export async function auditPinnedKeys(
  options: CommonOptions & NetworkOptions & { online?: boolean },
): Promise<void> {
  const now = new Date();
  const sources = await loadAllSources(options);
  const [registry, catalog] = await Promise.all([
    registryOf(sources, options, now),
    readCatalog(options.catalog),
  ]);
  const alarms = sortAlarms([
    ...auditKeys(registry, countSigned(catalog), now),
    ...(await auditKeyFolder(keysFolder(options), registry)),
    ...auditSigners(catalog, isoDay(now)),
    ...auditExceptions(sources, catalog, registry, now),
    ...(options.online ? await fetchAndAudit() : []),
  ]);

  if (options.json) printJson({ schema: 'osdex/key-audit/1', keys: registry.keys.length, alarms });
  else process.stdout.write(describe(alarms, registry.keys.length, terminalWidth()));
  await appendSummary(markdownSummary(alarms, registry.keys.length));
  if (alarms.some(({ code, level }) => level === 'alarm' || code === 'key-unreachable')) process.exitCode = 1;

  async function fetchAndAudit(): Promise<KeyAlarm[]> {
    const fetcher = await openFetcher(options);
    try {
      return await auditPublished(registry, keyPlaces(options), fetcher);
    } finally {
      await fetcher.close();
    }
  }
}

function describe(alarms: readonly KeyAlarm[], keys: number, width: number | undefined): string {
  const entries = alarms.map(({ code, level, message, advice, fingerprint = '' }, index) => {
    const mark = level === 'alarm' ? '!' : '-';
    const next = alarms[index + 1];
    // What is to be done about several alike is said once, below the last of them.
    const isSaidBelow = next?.code === code && next.level === level && next.advice === advice;
    return [
      hang(`${mark} `, `${code}: ${printable(message)}`, width),
      message.includes(fingerprint) ? '' : hang('    ', `fingerprint ${fingerprint}`, width),
      isSaidBelow ? '' : `${hang('    ', printable(advice), width)}\n`,
    ].join('');
  });
  return [...entries, `${conclusion(alarms, keys)}\n`].join('');
}

/** `17 keys, 2 alarms (!), 3 things to know (-); 1 key could not be compared.` */
function conclusion(alarms: readonly KeyAlarm[], keys: number): string {
  const urgent = alarms.filter(({ level }) => level === 'alarm').length;
  const others = alarms.length - urgent;
  const unreachable = alarms.filter(({ code }) => code === 'key-unreachable').length;
  return [
    `${counted(keys, 'key')}, ${urgent === 0 ? 'no alarm' : `${counted(urgent, 'alarm')} (!)`}`,
    others === 0 ? '' : `, ${counted(others, 'thing')} to know (-)`,
    unreachable === 0 ? '' : `; ${counted(unreachable, 'key')} could not be compared`,
    '.',
  ].join('');
}

function markdownSummary(alarms: readonly KeyAlarm[], keys: number): string {
  const rows = alarms.map(
    ({ code, level, message, advice }) =>
      `| ${level} | \`${code}\` | ${escapeMarkdown(printable(message))} | ${escapeMarkdown(printable(advice))} |`,
  );
  const table = rows.length === 0 ? [] : ['| | code | what | what to do |', '|---|---|---|---|', ...rows, ''];
  return ['## Keys', '', conclusion(alarms, keys), '', ...table, ''].join('\n');
}
