import { formatSize } from '../core/format-size.ts';
import type { Progress } from './progress.ts';

/** A line is drawn so often at most, in milliseconds: more would only flicker. */
const DRAWN_MS = 100;

const WIDTH = 24;

/** Shows how far a download is, how fast it is, and when it will be done. */
export function showDownload(
  progress: Progress,
  now = () => performance.now(),
): (doneBytes: number, totalBytes: number | undefined) => void {
  let first: { at: number; bytes: number } | undefined;
  let drawnAt = -Infinity;
  return (done, total) => {
    const at = now();
    first ??= { at, bytes: done };
    if (at - drawnAt < DRAWN_MS && done !== total) return;
    drawnAt = at;
    progress.tell(downloadLine(done, total, ((done - first.bytes) / (at - first.at || 1)) * 1000));
  };
}

/** @param rate in bytes a second. */
export function downloadLine(done: number, total: number | undefined, rate: number): string {
  const speed = rate > 0 ? `, ${formatSize(rate)}/s` : '';
  if (total === undefined || total === 0) return `${formatSize(done)}${speed}`;
  const filled = Math.floor((done / total) * WIDTH);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}]`;
  const left = rate > 0 && done < total ? `, ${duration((total - done) / rate)} left` : '';
  const percent = `${Math.floor((done / total) * 100)} %`.padStart(5);
  return `${bar} ${percent}  ${formatSize(done)} of ${formatSize(total)}${speed}${left}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.ceil((seconds % 3600) / 60)} min`;
}
