import { isoDay } from '../core/day.ts';

/** What the command line tells the build. */
export interface Settings {
  /** What the site is called. */
  name: string;
  /** What it is, in a sentence, where its owner says so. */
  description: string | undefined;
  catalogDirectory: string;
  /** Whether the catalog comes read and checked, as JSON on standard input. */
  isCatalogGiven: boolean;
  /** Where the site will be, without a slash at the end. */
  siteUrl: string;
  /** Path below which the site lies, with a slash at both ends. */
  base: string;
  /** Git revision of the catalog, when it is known. */
  revision: string | undefined;
  /** The day that "supported" and "today" mean. */
  today: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

let ofThisBuild: Settings | undefined;

/** The settings of this build, by default: read once, so that all of its pages are of one day. */
export function readSettings(env?: Environment): Settings {
  return env === undefined ? (ofThisBuild ??= settingsOf(process.env)) : settingsOf(env);
}

/** `SOURCE_DATE_EPOCH` fixes the day for builds that must come out the same twice. */
function settingsOf(env: Environment): Settings {
  const epoch = env['SOURCE_DATE_EPOCH'];
  const now = epoch ? new Date(Number(epoch) * 1000) : new Date();
  return {
    name: env['OSDEX_SITE_NAME'] || 'osdex',
    description: env['OSDEX_SITE_DESCRIPTION'] || undefined,
    catalogDirectory: env['OSDEX_CATALOG'] || 'catalog',
    isCatalogGiven: env['OSDEX_CATALOG_READ'] === 'stdin',
    siteUrl: (env['OSDEX_SITE_URL'] || 'https://osdex.example').replace(/\/+$/, ''),
    base: `/${env['OSDEX_BASE'] ?? ''}/`.replaceAll(/\/+/g, '/'),
    revision: env['OSDEX_REVISION'] || undefined,
    today: isoDay(now),
  };
}
