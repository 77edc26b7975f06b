/** One publication. What is withdrawn is remembered, so that its serial is not given again. */
export interface Build {
  serial: string;
  published: Date;
  withdrawn?: boolean;
}

/** One line of builds of a publisher: the cloud images of noble, the installers of Debian 13. */
export interface Series {
  feed: string;
  release: string;
  /** Oldest first. */
  builds: Build[];
  /** When a sums file of several builds was written anew for another reason than its newest build. */
  rewrittenAt?: Date;
  /** The serial of a build that follows; a respin is another build of the same day, where serials are days. */
  next(newest: Build, at: Date, respin: boolean): string;
  /** The day that a serial tells, where it tells one. */
  dayOf?(serial: string): Date | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** `YYYYMMDD` */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10).replaceAll('-', '');
}

/** The builds that are there to be had, oldest first. */
export function standing(series: Series): Build[] {
  return series.builds.filter((build) => build.withdrawn !== true);
}

/** When a sums file of several builds was last written. */
export function lastWritten({ rewrittenAt }: Series, newest: Build): Date {
  return rewrittenAt !== undefined && rewrittenAt > newest.published ? rewrittenAt : newest.published;
}

/** `20260725`, then `20260725.1` and `20260725.2` on the same day. */
export function nextDated(newest: Build, at: Date, respin: boolean): string {
  const [day = '', times = '0'] = newest.serial.split('.');
  return respin || day === dayOf(at) ? `${day}.${Number(times) + 1}` : dayOf(at);
}

/** `4230.2.9`, then `4230.2.10`. */
export function nextVersion(newest: Build): string {
  return newest.serial.replace(/\d+$/, (last) => String(Number(last) + 1));
}
