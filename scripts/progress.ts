/** Shows how far something is: one living line on a terminal, a plain line for each milestone elsewhere. */
export interface Progress {
  /** `done` of `total`, and what is being done now. */
  update(done: number, total: number, now: string): void;
  /** What is being done now, where nobody knows how much there is. */
  tell(now: string): void;
  /** A line that stays. */
  milestone(line: string): void;
  end(): void;
}

const WIDTH = 24;
const CLEAR = '\r\u001B[2K';

/** Progress goes to standard error, so that standard output stays what a program may read. */
export function openProgress(quiet = false, out: NodeJS.WriteStream = process.stderr): Progress {
  if (quiet)
    return {
      update: () => undefined,
      tell: () => undefined,
      milestone: () => undefined,
      end: () => undefined,
    };
  const isLive = out.isTTY && process.env['TERM'] !== 'dumb';
  let line = '';
  const draw = (text: string): void => {
    line = text;
    if (isLive) out.write(CLEAR + text.slice(0, (out.columns ?? 80) - 1));
  };
  return {
    update(done, total, now) {
      const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
      draw(`[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}  ${now}`);
    },
    tell: draw,
    milestone(text) {
      out.write(`${isLive ? CLEAR : ''}${text}\n`);
      if (isLive && line !== '') draw(line);
    },
    end() {
      if (isLive && line !== '') out.write(CLEAR);
      line = '';
    },
  };
}
