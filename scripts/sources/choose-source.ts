import { OsdexError } from '../../core/error.ts';
import type { LoadedSources } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';

/**
 * The source of this name.
 *
 * @throws OsdexError `usage` where there is none; why it cannot be read where it cannot.
 */
export function requireSource(
  { sources, errors }: Pick<LoadedSources, 'sources' | 'errors'>,
  name: string,
): Source {
  const broken = errors.find(({ source }) => source === name);
  if (broken !== undefined) throw broken.error;
  const found = sources.find(({ product }) => product === name);
  if (found !== undefined) return found;
  throw unknownSource({ sources, errors }, name);
}

/** A name that no source has. */
export function unknownSource(
  { sources, errors }: Pick<LoadedSources, 'sources' | 'errors'>,
  name: string,
): OsdexError {
  const known = [...sources.map(({ product }) => product), ...errors.map(({ source }) => source)].toSorted();
  return new OsdexError('usage', `expected one of ${known.join(', ')}, found "${name}"`);
}
