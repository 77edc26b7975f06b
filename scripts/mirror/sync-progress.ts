import type { SyncEvent } from '../../mirror/sync/sync.ts';
import { counted } from '../../core/counted.ts';
import { formatSize } from '../../core/format-size.ts';
import { downloadLine } from '../download-progress.ts';
import type { Progress } from '../progress.ts';

const DRAWN_MS = 100;

/** Shows how far all downloads of a sync are together, and a line for whatever is done. */
export function showSync(progress: Progress, now = () => performance.now()): (event: SyncEvent) => void {
  const done = new Map<string, number>();
  let total = 0;
  let began: { at: number; bytes: number } | undefined;
  let drawnAt = -Infinity;
  const sum = (): number => [...done.values()].reduce((all, bytes) => all + bytes, 0);
  return (event) => {
    switch (event.kind) {
      case 'planned':
        total = event.bytes;
        progress.milestone(
          `${counted(event.fetch, 'file')} to fetch (${formatSize(event.bytes)}), ${event.move} to move, ${event.remove} to remove, ${event.present} in place`,
        );
        return;
      case 'progress': {
        done.set(event.path, event.doneBytes);
        const at = now();
        if (at - drawnAt < DRAWN_MS) return;
        drawnAt = at;
        const bytes = sum();
        began ??= { at, bytes };
        progress.tell(downloadLine(bytes, total, ((bytes - began.bytes) / (at - began.at || 1)) * 1000));
        return;
      }
      case 'fetched':
        progress.milestone(`  fetched  ${event.path}${proofWords(event.proof)}`);
        return;
      case 'moved':
        progress.milestone(`  moved    ${event.from} -> ${event.to}`);
        return;
      case 'removed':
        progress.milestone(`  ${event.fate === 'delete' ? 'trashed ' : 'archived'} ${event.path}`);
        return;
      case 'kept-for-now':
        progress.milestone(`  kept     ${event.path}: ${event.reason}`);
        return;
      case 'trouble':
        progress.milestone(`  trouble  ${event.path}: ${event.message}`);
    }
  };
}

function proofWords(proof: Extract<SyncEvent, { kind: 'fetched' }>['proof']): string {
  if (proof === undefined) return '';
  if (proof.kind === 'unsigned') return ', which its publisher does not sign';
  return proof.kind === 'signed'
    ? `, signed by ${proof.signer.slice(-16)}`
    : `, signature not checked again: ${proof.reason}`;
}
