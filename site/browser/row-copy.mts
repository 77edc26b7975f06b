import { parseDigest } from '../../core/digest-text.ts';
import { checkedDownload, inTurn } from '../use/checked-download.ts';
import { plainAddress } from '../use/used-image.ts';
import { copyFor } from './copy.mts';
import { loadDigest } from './digests.mts';

/** What can be taken from a row, as its buttons say. */
type Taken = 'URL' | 'digest' | 'command';

/** Makes the buttons of every list of files copy. The address and the digest stand in the row, or are asked for. */
export function startRowCopying(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('.row [data-take]') : null;
    if (button instanceof HTMLButtonElement) takeWith(button);
  });
  // A row that is pointed at or focused may be copied from: its digest is on its way by then.
  for (const event of ['pointerover', 'focusin'])
    document.addEventListener(event, ({ target }) => {
      const row = target instanceof Element ? target.closest('.row[data-row]') : null;
      if (row instanceof HTMLElement) void digestOf(row).catch(() => undefined);
    });
}

/** Copies from a row as if its button had been pressed. */
export function takeFrom(row: HTMLElement, taken: Taken): void {
  const button = row.querySelector(`[data-take=${taken}]`);
  if (button instanceof HTMLButtonElement) takeWith(button);
}

function takeWith(button: HTMLButtonElement): void {
  const row = button.closest<HTMLElement>('.row');
  const url = row?.dataset['url'];
  if (row === null || url === undefined || url === '') return;
  const taken = button.dataset['take'] as Taken;
  void copyFor(button, taken === 'URL' ? url : digestText(row, url, taken));
}

async function digestText(row: HTMLElement, url: string, taken: Taken): Promise<string> {
  const digest = parseDigest(await digestOf(row));
  if (digest === undefined) throw new Error(`expected the digest of ${url}, found none`);
  if (taken === 'digest') return digest.hex;
  return inTurn(...checkedDownload({ ...plainAddress(url), ...digest })).join('\n');
}

async function digestOf(row: HTMLElement): Promise<string> {
  const { digest, row: number } = row.dataset;
  const edition = row.closest<HTMLElement>('[data-edition]')?.dataset['edition'] ?? '';
  return digest ?? loadDigest(edition, Number(number));
}
