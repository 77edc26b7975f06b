import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { DAY_MS } from '../day.ts';

/** It is told in messages, so it must not be able to do more there than be read. */
const Word = z.string().regex(/^[^\p{C}]{0,255}$/u);

/** Who took a lock, as the lock file says it. */
export const LockHolder = z.object({
  pid: z.int().positive(),
  host: Word,
  since: Word,
  /** Tells this taking of the lock from every other. */
  id: z.string().regex(/^[\w-]+$/),
  /** The machine and its boot, and the world in which the process id holds; only Linux tells them. */
  machine: z.string().optional(),
  boot: z.string().optional(),
  processes: z.string().optional(),
  /** When the process started, in ticks since the boot: another program of the same id started later. */
  started: z.string().optional(),
});
export type LockHolder = z.infer<typeof LockHolder>;

/** Long after any work that is locked has ended: then a lock whose holder cannot be looked at is no longer believed. */
const LONGEST_MS = DAY_MS;

/** This process as a holder. */
export function describeHolder(): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    since: `${new Date().toISOString().slice(0, 19)}Z`,
    id: randomUUID(),
    machine: textOf('/etc/machine-id'),
    boot: textOf('/proc/sys/kernel/random/boot_id'),
    processes: processWorld(),
    started: startOf('self')?.started,
  };
}

/**
 * Whether the holder may still be at work. Where its process can be looked at that decides; else the lock holds for
 * a day. One that is a day ahead was made by a clock that was wrong, and holds no longer either.
 *
 * @param ageMs how long ago the lock was taken, by the clock of the folder it lies in.
 */
export function isAtWork(holder: LockHolder, ageMs: number): boolean {
  const isYoung = Math.abs(ageMs) < LONGEST_MS;
  const here = describeHolder();
  const isSameMachine = holder.host === here.host && holder.machine === here.machine;
  const isSameBoot = holder.boot === here.boot && (here.boot !== undefined || isSameMachine);
  if (!isSameBoot) {
    const wasRestarted = isSameMachine && here.machine !== undefined && holder.boot !== undefined;
    return isYoung && !wasRestarted;
  }
  if (holder.processes !== here.processes) return isYoung;
  if (!isRunning(holder.pid)) return false;
  const running = startOf(holder.pid);
  if (running === undefined || holder.started === undefined) return isYoung;
  return running.started === holder.started && !running.isDead;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * State and start of a process, where the system shows them. One that has ended, and that nobody has asked about yet,
 * still has its id.
 *
 * @see proc_pid_stat(5): fields 3 and 22; the second, a name in brackets, may hold anything.
 */
function startOf(pid: number | 'self'): { isDead: boolean; started: string | undefined } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { isDead: /^[ZXx]/.test(fields[0] ?? ''), started: fields[19] };
}

function processWorld(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
