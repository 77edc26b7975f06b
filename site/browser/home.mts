import type { Selector } from '../../core/selector.ts';
import { isBare, readAddress, writeAddress } from '../browse/address.ts';
import { matchRows } from '../browse/match.ts';
import { announce, find, today } from './dom.mts';
import { showKnown } from './known.mts';
import { createRail } from './rail.mts';
import { createRowList } from './row-list.mts';
import { loadRows } from './row-source.mts';
import { createSummary } from './summary.mts';

const root = document.documentElement;
const still = find('[data-still]', HTMLElement);
const search = find('#search', HTMLInputElement);
const list = createRowList();
const summary = createSummary((selector) => go(selector, 'push'));
const rail = createRail((change) => go(change(current()), 'push'));

search.addEventListener('input', () => go({ ...current(), text: search.value }, 'replace'));
search.form?.addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => void show());
void show();

/** The address is the only state: what is shown is always read from it. */
function current(): Selector {
  return readAddress(location.search).selector;
}

function go(selector: Selector, how: 'push' | 'replace'): void {
  const query = writeAddress(selector);
  const address = query === '' ? location.pathname : `?${query}`;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  void show();
}

async function show(): Promise<void> {
  const asked = location.search;
  const { selector, refused } = readAddress(asked);
  if (document.activeElement !== search) search.value = selector.text ?? '';
  try {
    const rows = await loadRows(selector.latest);
    // Another choice was made while this one was loading.
    if (asked !== location.search) return;
    const matches = matchRows(rows, selector, today());
    rail.show(selector, matches.counts);
    const bare = isBare(selector) && refused.length === 0;
    if (bare) summary.rest();
    else summary.show(selector, matches, refused);
    if (bare || matches.rows.length === 0) list.hide();
    else list.show(matches.rows);
    still.hidden = !bare;
    showKnown(bare ? undefined : selector);
    if (!bare) announce(`${matches.rows.length} files`);
  } catch (error) {
    find('[data-summary]', HTMLElement).textContent =
      `The list of files could not be loaded, so these are the newest builds without a filter. Reload to try again. (${error instanceof Error ? error.message : String(error)})`;
    still.hidden = false;
  } finally {
    delete root.dataset['query'];
  }
}
