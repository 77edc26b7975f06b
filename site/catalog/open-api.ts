import type { SiteFile } from './site-files.ts';

/** What a published file's ending says it is. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  atom: 'application/atom+xml',
  xml: 'application/xml',
  sh: 'application/x-sh',
};

/** Whose form is published below schema/, by pattern. */
const SCHEMAS: Readonly<Record<string, string>> = {
  'api/v1/<product>/<release>.yaml': 'release',
  'api/v1/<product>/<release>/<year>.yaml': 'release',
  'api/v1/attacks.json': 'attacks',
  'api/v1/changes.json': 'changes',
  'api/v1/meta.json': 'meta',
  'catalog/<product>/product.yaml': 'product',
  'catalog/health.yaml': 'health',
  'catalog/keys.yaml': 'keys',
};

/**
 * The files for programs as an OpenAPI description: every path is a plain file that is asked for by GET.
 *
 * @param server where the site is, without a slash at the end.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApi(files: readonly SiteFile[], { name, server }: { name: string; server: string }) {
  return {
    openapi: '3.1.1',
    info: {
      title: name,
      version: '1',
      summary: 'The verified, versioned index of operating-system images, as plain files.',
      description:
        'Addresses below /api/v1/ keep their shape; fields may be added, never changed or taken away. What is not known is left out; there is no null. Ask meta.json, or with If-None-Match, to learn whether anything is new.',
    },
    servers: [{ url: server }],
    paths: Object.fromEntries(
      files.map((file) => [`/${file.pattern.replaceAll(/<(\w+)>/g, '{$1}')}`, pathItem(file, server)]),
    ),
  };
}

function pathItem({ pattern, what }: SiteFile, server: string) {
  const type = MEDIA_TYPES[pattern.split('.').at(-1) ?? ''] ?? 'text/plain';
  const schema = SCHEMAS[pattern];
  const names = [...pattern.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '');
  return {
    get: {
      operationId: pattern.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''),
      summary: what,
      ...(names.length === 0
        ? {}
        : {
            parameters: names.map((name) => ({
              name,
              in: 'path',
              required: true,
              schema: { type: 'string' },
            })),
          }),
      responses: {
        200: {
          description: 'The file.',
          content: {
            [type]: schema === undefined ? {} : { schema: { $ref: `${server}/schema/${schema}.json` } },
          },
        },
        404: { description: 'There is no such file.' },
      },
    },
  };
}
