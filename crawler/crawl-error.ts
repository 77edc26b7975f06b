import { compareText } from '../core/catalog.ts';
import { OsdexError } from '../core/error.ts';
import type { SourceError } from '../core/health.ts';

/** An error as the health record keeps it. */
export function errorEntry(error: unknown): SourceError {
  if (error instanceof OsdexError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.url === undefined ? {} : { url: error.url }),
    };
  }
  // A defect of ours must not take the other sources down with it; its stack tells where to look.
  return { code: 'defect', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What went wrong in a source, in a fixed order; what is wrong in several feeds alike is told once. */
export function gatherErrors(errors: readonly SourceError[]): SourceError[] {
  const alike = Map.groupBy(errors, ({ code, message }) => `${code} ${message}`);
  return [...alike.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined || others.length === 0) return first ?? [];
      const { feed: _, release: __, ...common } = first;
      return common;
    })
    .toSorted((a, b) => compareText(orderOf(a), orderOf(b)));
}

function orderOf({ feed = '', release = '', code, message }: SourceError): string {
  return [feed, release, code, message].join('\n');
}
