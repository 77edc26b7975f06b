import { say } from '../words/say.ts';
import { find } from './dom.mts';
import { spoken } from './language.mts';

const words = find('[data-source-words]', HTMLInputElement);
const status = find('[data-source-count]', HTMLElement);
const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];

words.addEventListener('input', show);
// What stands in the box may be from before the page was left.
if (words.value !== '') show();

/** Shows the sources that have every word, in the language that they are shown in. */
function show(): void {
  const wanted = words.value.toLowerCase().split(/\s+/);
  const found = rows.filter((row) => {
    const text = row.textContent.toLowerCase();
    row.hidden = !wanted.every((word) => text.includes(word));
    return !row.hidden;
  });
  const count = rows.length;
  // From here on this is no longer what the page said when it came.
  delete status.dataset['say'];
  status.textContent = spoken(
    found.length === count
      ? say('sources.count', { count })
      : say('sources.found', { found: found.length, count }),
  );
}
