import { registerKeys } from '../../core/keys/key-registry-entry.ts';
import type { KeyRegistry } from '../../core/keys/key-registry.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import type { Source } from '../../core/source/source.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { keyPlaces } from '../context.ts';
import type { CommonOptions } from '../context.ts';

/**
 * The sources, all of them.
 *
 * @throws OsdexError `source-invalid` for the first that cannot be read: what it pins would be missing unseen.
 */
export async function loadAllSources(options: Pick<CommonOptions, 'sources'>): Promise<Source[]> {
  const { sources, errors } = await loadSources(options.sources);
  if (errors[0] !== undefined) throw errors[0].error;
  return sources;
}

/** The pinned keys as they are here now. */
export async function registryOf(
  sources: readonly Source[],
  options: CommonOptions,
  now: Date,
): Promise<KeyRegistry> {
  return registerKeys(sources, openKeyStore(keyPlaces(options)), now);
}
