import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { fieldOf } from './foreign-fields.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader } from './format.ts';
import { LooseDigest, LooseText } from './loose-value.ts';
import { parseJson } from './record-reader.ts';

/** In UTF-16 code units: a system says in fewer what it is. */
const BEGINNING = 16_384;

/** What its lists of files hold; those that it does not boot from alone are passed over. */
const FORMATS: Readonly<Record<string, string | undefined>> = {
  iso: 'iso',
  fixed_iso: 'iso',
  img: undefined,
  disk_images: undefined,
};

/** Of a release that states none. */
const USUAL_ARCHITECTURE = 'x86_64';

/** A file with the release and the system that it is of. */
const Offer = z.object({
  list: z.string(),
  system: z.object({
    name: LooseText,
    pretty_name: LooseText,
    homepage: LooseText,
    description: LooseText,
  }),
  release: z.object({ release: LooseText, edition: LooseText, arch: LooseText }),
  file: z.object({ web: z.object({ url: LooseText, checksum: LooseDigest, archive_format: LooseText }) }),
});

/**
 * Reads the list of systems that quickget-rs offers.
 *
 * @see https://github.com/quickemu-project/quickget_configs
 */
export const readerOfQuickget: FormatReader = {
  recognises({ text }) {
    const beginning = text.slice(0, BEGINNING);
    return (
      /^\s*\[\s*\{/.test(beginning) &&
      /"pretty_name"\s*:/.test(beginning) &&
      /"releases"\s*:\s*\[/.test(beginning)
    );
  },
  read({ name, text }) {
    const systems = parseJson(text, name);
    if (!Array.isArray(systems))
      throw new OsdexError('usage', `expected an array of systems in ${name}, found something else`);
    const offers = systems.flatMap((system: unknown, index) => offersOf(system, `[${index}]`));
    return readEach(offers, Offer, (index) => offers[index]?.at ?? '', imageOf);
  },
};

interface ToldOffer {
  at: string;
  list: string;
  system: unknown;
  release: unknown;
  file: unknown;
}

function offersOf(system: unknown, at: string): ToldOffer[] {
  const releases = fieldOf(system, 'releases');
  // What is no list is told by the schema, of the system as a whole.
  if (!Array.isArray(releases)) return [{ at, list: '', system, release: releases, file: undefined }];
  return releases.flatMap((release: unknown, index) =>
    Object.keys(FORMATS).flatMap((list) => {
      const files = fieldOf(release, list);
      if (!Array.isArray(files)) return [];
      return files.map((file: unknown, position) => ({
        at: `${at}.releases[${index}].${list}[${position}]`,
        ...{ list, system, release, file },
      }));
    }),
  );
}

function imageOf({ list, system, release, file: { web } }: z.output<typeof Offer>, at: string): ForeignImage {
  return {
    at,
    product: system.name ?? system.pretty_name,
    description: system.description,
    homepage: system.homepage,
    release: release.release,
    stream: release.edition,
    arch: release.arch ?? USUAL_ARCHITECTURE,
    format: FORMATS[list],
    compression: web.archive_format?.toLowerCase().replaceAll('_', '.'),
    url: web.url,
    digest: web.checksum,
  };
}
