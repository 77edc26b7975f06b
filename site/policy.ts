import { readSettings } from './settings.ts';

/** What a page may load and do: files of the site itself, and nothing written into the page. */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

/** The policy as it stands in every page, so that it holds on a host that sends no headers of ours. */
export function pagePolicy(): string {
  return DIRECTIVES.join('; ');
}

/** The headers that a host had better send with the site; the policy of a page cannot say who may frame it. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [...DIRECTIVES, "frame-ancestors 'none'"].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Folders that no page is in. */
const FOR_PROGRAMS = ['api', 'catalog', 'exports', 'feeds', 'schema'];

/** The same as the file that several hosts of plain files read, in its form: a path, then its headers, indented. */
export function headersFile(): string {
  const { base } = readSettings();
  return [
    section(`${base}*`, HEADERS),
    // Their names change with what is in them.
    section(`${base}_site/*`, { 'cache-control': 'public, max-age=31536000, immutable' }),
    // For programs of other sites, which a browser keeps from reading it otherwise.
    ...FOR_PROGRAMS.map((folder) => section(`${base}${folder}/*`, { 'access-control-allow-origin': '*' })),
  ].join('\n');
}

function section(path: string, headers: Readonly<Record<string, string>>): string {
  return [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`), ''].join('\n');
}
