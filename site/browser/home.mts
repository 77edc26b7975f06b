import type { Selector } from '../../core/selector.ts';
import { isBare, readAddress, writeAddress } from '../browse/address.ts';
import type { Asked } from '../browse/address.ts';
import type { FinderAnswer } from '../browse/finder-messages.ts';
import { isOrder } from '../browse/order.ts';
import { say } from '../words/say.ts';
import { createAddressBar } from './address-bar.mts';
import { announce, base, find } from './dom.mts';
import { createFinder } from './finder.mts';
import { startKeyHelp } from './key-help.mts';
import { showKnown } from './known.mts';
import { spoken } from './language.mts';
import { createRail } from './rail.mts';
import { focusFirstRow } from './row-keys.mts';
import { createRowList } from './row-list.mts';
import { createSummary } from './summary.mts';

const root = document.documentElement;
const still = find('[data-still]', HTMLElement);
const results = find('[data-results]', HTMLElement);
const search = find('#search', HTMLInputElement);
const sort = find('[data-sort]', HTMLSelectElement);
const mirror = find('[data-mirror]', HTMLAnchorElement);
const address = createAddressBar();
const finder = createFinder({ onFound, onRows: ({ from, rows }) => list.take(from, rows), onFailure });
const list = createRowList((from, to) => finder.askRows(from, to));
const rail = createRail((change) => go({ selector: change(asked.selector) }));
const summary = createSummary((selector) => go({ selector }), rail.wordOf);

/** What the page shows; it is written to the address, and read from it when the reader goes back. */
let asked: Asked & { refused: string[] } = readAddress(location.search);
/** Whether what is shown next was asked for on this page, and not come back to. */
let isNew = false;
/** While the reader goes on typing the address changes in place: going back leaves the search, not its last letter. */
let isTyping = false;

search.addEventListener('input', () => {
  const { text: _, ...rest } = asked.selector;
  go({ selector: search.value.trim() === '' ? rest : { ...rest, text: search.value } }, isTyping);
  isTyping = true;
});
search.addEventListener('blur', () => {
  isTyping = false;
});
search.form?.addEventListener('submit', (event) => {
  event.preventDefault();
  focusFirstRow();
});
sort.addEventListener('change', () => {
  if (isOrder(sort.value)) go({ order: sort.value });
});
addEventListener('popstate', () => {
  asked = readAddress(location.search);
  show();
});
// Whoever goes to the search or the filter is about to ask: the list is loaded by then.
for (const place of [search, find('[data-rail]', HTMLElement)])
  for (const event of ['focusin', 'pointerenter'])
    place.addEventListener(event, () => finder.prepare(), { once: true });
startKeyHelp();
show();

function go(change: { selector?: Selector; order?: Asked['order'] }, inPlace = false): void {
  asked = { ...asked, ...change, refused: [] };
  isNew = true;
  // The search runs while the rest is done.
  show();
  address.write(writeAddress(asked), inPlace);
}

function show(): void {
  if (document.activeElement !== search) search.value = asked.selector.text ?? '';
  sort.value = asked.order;
  if (isBare(asked) && asked.refused.length === 0) rest();
  else finder.find(asked);
}

/** The page as it was built: what it shows needs no search. */
function rest(): void {
  beginAtTop();
  finder.forget();
  list.hide();
  summary.rest();
  rail.rest();
  still.hidden = false;
  showKnown(undefined);
  mirror.hidden = true;
  delete root.dataset['query'];
}

function onFound({ rows, edition, ...found }: FinderAnswer & { told: 'found' }): void {
  beginAtTop();
  still.hidden = true;
  rail.show(asked.selector, found.counts);
  summary.show(asked.selector, found, asked.refused);
  if (found.total === 0) list.hide();
  else list.show(found.total, rows, edition);
  showKnown(asked.selector);
  showMirror(found.total);
  announce(spoken(say('browse.found', { count: found.total })));
  delete root.dataset['query'];
}

/** What was asked for anew begins at its top, wherever the list before was left. */
function beginAtTop(): void {
  if (isNew && results.getBoundingClientRect().top < 0)
    results.scrollIntoView({ block: 'start', behavior: 'instant' });
  isNew = false;
}

/** Leads to the page that mirrors what is found. */
function showMirror(count: number): void {
  mirror.hidden = count === 0;
  mirror.textContent = spoken(say('mirror.link', { count }));
  mirror.href = `${base()}mirror/?${writeAddress({ selector: asked.selector, order: 'newest' })}`;
}

function onFailure(message: string): void {
  find('[data-summary]', HTMLElement).textContent = spoken(say('browse.not-loaded', { message }));
  list.hide();
  still.hidden = false;
  delete root.dataset['query'];
}
