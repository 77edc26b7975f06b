import { formatSize } from '../../core/format-size.ts';
import { isLayout } from '../../core/formats/mirror-layout.ts';
import type { Layout } from '../../core/formats/mirror-layout.ts';
import { mirrorList } from '../../core/formats/mirror-list.ts';
import type { Selector } from '../../core/selector.ts';
import { readAddress, withoutCondition, writeAddress } from '../browse/address.ts';
import { conditionWord } from '../browse/facet-words.ts';
import type { Matches } from '../browse/match.ts';
import type { BrowseRow } from '../browse/browse-index.ts';
import { planOf, selectionName } from '../compose/plan-of.ts';
import { TOOL_NAMES, toolOutput } from '../compose/tools.ts';
import type { ToolName, ToolOutput } from '../compose/tools.ts';
import { say } from '../words/say.ts';
import { hasSizes, showBars, totalsOf } from './compose-bars.mts';
import { chosenFiles, FEW_RELEASES, releasesOf } from './compose-files.mts';
import { base, find, today } from './dom.mts';
import { currentLanguage, spoken } from './language.mts';
import { openList } from './list-source.mts';
import type { OpenList } from './list-source.mts';
import { createRail } from './rail.mts';

const how = find('[data-how]', HTMLFormElement);
const keep = find('select[name=keep]', HTMLSelectElement, how);
const layout = find('select[name=layout]', HTMLSelectElement, how);
const saveButton = find('[data-save]', HTMLButtonElement);
const then = find('[data-then]', HTMLElement);
const command = find('[data-command]', HTMLElement);
const commandCopy = find('[data-command-copy]', HTMLButtonElement);
const notes = find('[data-notes]', HTMLUListElement);
const conditions = find('[data-conditions]', HTMLUListElement);
const rail = createRail((change) => go(change(current())));

/** What is chosen now; an answer that comes for what was chosen before is not shown. */
let turn = 0;
let list: Promise<OpenList> | undefined;
let chosen: readonly BrowseRow[] = [];

addEventListener('popstate', () => void show());
how.addEventListener('change', ({ target }) => {
  if (target === keep) {
    const { latest: _, ...rest } = current();
    go(keep.value === '' ? rest : { ...rest, latest: Number(keep.value) });
  } else {
    history.replaceState(null, '', `${location.search}#${new URLSearchParams(hash())}`);
    void offer(turn);
  }
});
saveButton.addEventListener('click', () => void save());
readHash();
void show();

/** The address is the only state of what is chosen, in the selector language. */
function current(): Selector {
  return readAddress(location.search).selector;
}

function go(selector: Selector): void {
  const query = writeAddress({ selector, order: 'newest' });
  history.pushState(null, '', (query === '' ? location.pathname : `?${query}`) + location.hash);
  void show();
}

async function show(): Promise<void> {
  const mine = ++turn;
  const selector = current();
  keep.value = selector.latest === undefined ? '' : String(selector.latest);
  if (keep.selectedIndex < 0) addKept(selector.latest ?? 1);
  try {
    const { index, matcher } = await loadList();
    if (mine !== turn) return;
    const matches = matcher.match(selector);
    const rows = Array.from(matches.rows, (row) => index.rowAt(row));
    chosen = rows.filter(({ build }) => build.withdrawn === undefined);
    rail.show(selector, matches.counts);
    showTotal(selector, matches);
    await offer(mine);
  } catch (error) {
    find('[data-total]', HTMLElement).textContent = failure(error);
  }
}

/** What could not be loaded is asked for again with the next choice. */
async function loadList(): Promise<OpenList> {
  list ??= openList(base(), today(), currentLanguage());
  try {
    return await list;
  } catch (error) {
    list = undefined;
    throw error;
  }
}

function addKept(count: number): void {
  keep.add(new Option(spoken(say('mirror.keep-newest', { count })), String(count), true, true));
}

function showTotal(selector: Selector, { keptOut }: Matches): void {
  const totals = totalsOf(chosen);
  const sizeBytes = totals.reduce((sum, total) => sum + total.sizeBytes, 0);
  const isWhole = totals.every(({ unknown }) => unknown === 0);
  const size =
    sizeBytes === 0
      ? spoken(say('mirror.size-unknown'))
      : isWhole
        ? formatSize(sizeBytes)
        : spoken(say('mirror.size-least', { size: formatSize(sizeBytes) }));
  find('[data-total]', HTMLElement).textContent =
    chosen.length === 0
      ? spoken(say('mirror.none'))
      : spoken(say('mirror.chosen', { files: chosen.length, products: totals.length, size }));
  const bars = say(hasSizes(totals) ? 'mirror.by-product' : 'mirror.files-by-product');
  find('[data-bars-title]', HTMLElement).textContent = spoken(bars);
  showBars(find('[data-bars]', HTMLTableSectionElement), totals);
  conditions.hidden = chosen.length > 0;
  conditions.replaceChildren(
    ...[...keptOut.keys()].map((condition) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = `× ${spoken(conditionWord(condition))}`;
      button.addEventListener('click', () => go(withoutCondition(selector, condition)));
      item.append(button);
      return item;
    }),
  );
}

/** Says what can be saved, and prepares it where that is little work. */
async function offer(mine: number): Promise<void> {
  const tool = chosenTool();
  find('[data-about-tool]', HTMLElement).textContent = spoken(say(`mirror.about-${tool}`));
  saveButton.hidden = chosen.length === 0;
  saveButton.textContent = spoken(say('mirror.save', { file: firstFileOf(tool) }));
  then.hidden = true;
  notes.replaceChildren();
  if (chosen.length === 0 || releasesOf(chosen).length > FEW_RELEASES) return;
  try {
    const output = await prepare();
    if (mine === turn && tool === chosenTool()) showThen(output);
  } catch (error) {
    if (mine === turn) note(failure(error));
  }
}

async function save(): Promise<void> {
  saveButton.disabled = true;
  try {
    const output = await prepare();
    for (const { name, mediaType, text } of output.files)
      download(name, new Blob([text], { type: mediaType }));
    showThen(output);
  } catch (error) {
    note(failure(error));
  } finally {
    saveButton.disabled = false;
  }
}

async function prepare(): Promise<ToolOutput> {
  const tool = chosenTool();
  const selector = current();
  const name = selectionName(selector);
  const arranged = chosenLayout();
  const { files, leftOut, shared } = mirrorList(await chosenFiles(chosen), arranged);
  const { default: program } = await (tool === 'powershell'
    ? import('../../scripts/mirror.ps1?raw')
    : import('../../scripts/mirror.sh?raw'));
  const { revision } = find('[data-compose]', HTMLElement).dataset;
  const output = toolOutput(tool, { name, files, plan: planOf(selector, arranged, name), revision, program });
  notes.replaceChildren();
  if (leftOut > 0) note(spoken(say('mirror.left-out', { count: leftOut })));
  const [path] = shared;
  if (path !== undefined) note(spoken(say('mirror.shared', { count: shared.length, path })));
  return output;
}

function showThen(output: ToolOutput): void {
  then.hidden = false;
  command.textContent = output.command;
  commandCopy.dataset['copy'] = output.command;
}

function note(text: string): void {
  const item = document.createElement('li');
  item.textContent = text;
  notes.append(item);
}

function failure(error: unknown): string {
  return spoken(say('mirror.failed', { reason: error instanceof Error ? error.message : String(error) }));
}

function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const ENDINGS: Record<ToolName, string> = {
  script: 'sh',
  powershell: 'ps1',
  aria2: 'aria2',
  rclone: 'csv',
  metalink: 'meta4',
  plan: 'yaml',
};

function firstFileOf(tool: ToolName): string {
  return `${selectionName(current())}.${ENDINGS[tool]}`;
}

function chosenTool(): ToolName {
  const value = new FormData(how).get('tool');
  return TOOL_NAMES.find((tool) => tool === value) ?? 'script';
}

function chosenLayout(): Layout {
  return isLayout(layout.value) ? layout.value : 'catalog';
}

/** How it is to be taken stands behind the `#`, so that a link to a selection tells it too. */
function hash(): { tool: string; layout: string } {
  return { tool: chosenTool(), layout: layout.value };
}

function readHash(): void {
  const told = new URLSearchParams(location.hash.slice(1));
  if (isLayout(told.get('layout') ?? '')) layout.value = told.get('layout') ?? '';
  const tool = TOOL_NAMES.find((one) => one === told.get('tool'));
  if (tool !== undefined) find(`input[value=${tool}]`, HTMLInputElement, how).checked = true;
}
