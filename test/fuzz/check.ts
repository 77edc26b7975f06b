import fc from 'fast-check';

/** The same runs every time, so that a failure stays; another hunt is begun with OSDEX_FUZZ_SEED and OSDEX_FUZZ_RUNS. */
const SEED = Number(process.env.OSDEX_FUZZ_SEED ?? 20_261_121);
const TIMES = Number(process.env.OSDEX_FUZZ_RUNS ?? 1);

/**
 * Tries a property.
 *
 * @param runs how often by default; OSDEX_FUZZ_RUNS multiplies it.
 */
export async function check<T>(property: fc.IAsyncProperty<T> | fc.IProperty<T>, runs = 200): Promise<void> {
  await fc.assert(property, { seed: SEED, numRuns: runs * TIMES, endOnFailure: false });
}
