import { count } from '../words/size.ts';
import { find } from './dom.mts';

const words = find('[data-source-words]', HTMLInputElement);
const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => ({
  row,
  text: (row.textContent ?? '').toLowerCase(),
}));

words.addEventListener('input', show);
show();

/** Shows the sources that have every word; what stands in the box may be from before the page was left. */
function show(): void {
  const wanted = words.value.toLowerCase().split(/\s+/);
  const found = rows.filter(({ row, text }) => {
    row.hidden = !wanted.every((word) => text.includes(word));
    return !row.hidden;
  });
  const all = count(rows.length);
  find('[data-source-count]', HTMLElement).textContent =
    found.length === rows.length ? `${all} sources` : `${count(found.length)} of ${all} sources`;
}
