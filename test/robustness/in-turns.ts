/** Each of some, two at once. What fails ends it, but not before the other at work has come to its end. */
export async function inTurns<T>(all: Iterable<T>, run: (one: T) => Promise<void>): Promise<void> {
  const ones = Iterator.from(all);
  const failures: unknown[] = [];
  const takeTurns = async (): Promise<void> => {
    for (let next = ones.next(); next.done !== true && failures.length === 0; next = ones.next())
      await run(next.value).catch((error: unknown) => failures.push(error));
  };
  await Promise.all([takeTurns(), takeTurns()]);
  if (failures.length > 0) throw failures[0];
}
