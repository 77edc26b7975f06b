/** Takes each lock that it is told of, at once, and keeps it until it is told of the next. */
import { once } from 'node:events';
import { OsdexError } from '../../core/error.ts';
import { takeLock } from '../../core/files/lock.ts';

process.send?.('ready');
for (;;) {
  const [path] = await once(process, 'message');
  try {
    await takeLock(String(path), 'test at this lock');
    process.send?.('taken');
  } catch (error) {
    process.send?.(error instanceof OsdexError ? error.code : String(error));
  }
}
