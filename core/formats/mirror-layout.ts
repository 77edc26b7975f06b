/** What a layout knows of a file. */
export interface LaidOut {
  product: string;
  release: string;
  stream: string;
  serial: string;
  kind: string;
  /** The path of the file within its build. */
  path: string;
}

/** How a mirror arranges its files below its folder. In all but the first a newer build may take the place of an older. */
export const LAYOUTS = {
  /** As the catalog names files: no two builds ever share a path. */
  catalog: ({ product, release, stream, serial, path }) => [product, release, stream, serial, path],
  product: ({ product, release, path }) => [product, release, path],
  kind: ({ kind, product, path }) => [kind, product, path],
  flat: ({ path }) => [path],
} as const satisfies Record<string, (file: LaidOut) => string[]>;

export type Layout = keyof typeof LAYOUTS;

/** Where a file lies in a mirror, relative to its folder. */
export function layOut(file: LaidOut, layout: Layout): string {
  return LAYOUTS[layout](file).join('/');
}

export function isLayout(text: string): text is Layout {
  return Object.hasOwn(LAYOUTS, text);
}
