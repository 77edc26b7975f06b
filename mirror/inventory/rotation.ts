import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { IsoTime, isoTime } from '../../core/names.ts';
import type { Repository } from '../repository.ts';

/** When the last run of the rotation began that came to its end. */
const ROTATION_FILE = 'verify.json';

const Rotation = z.object({ lastRun: IsoTime });

/** Undefined where there was none, or nobody can say. */
export async function lastRotation({ records }: Pick<Repository, 'records'>): Promise<Date | undefined> {
  try {
    const text = await readFile(join(records, ROTATION_FILE), 'utf8');
    return new Date(Rotation.parse(JSON.parse(text)).lastRun);
  } catch {
    return undefined;
  }
}

/** @throws OsdexError `write-failed`. */
export async function noteRotation({ records }: Pick<Repository, 'records'>, began: Date): Promise<void> {
  await writeFileAtomic(join(records, ROTATION_FILE), `${JSON.stringify({ lastRun: isoTime(began) })}\n`);
}
