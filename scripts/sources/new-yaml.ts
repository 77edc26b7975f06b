import { writeYaml } from '../../core/files/yaml.ts';
import type { FeedDraft, StreamDraft } from './new-draft.ts';

/** Marks what a person has to write or to look at; a source with an empty field does not load. */
const TODO = 'TODO:';

/** What is said beside a field that nobody but a person can fill. */
const EMPTY: Record<string, string> = {
  vendor: 'who publishes it',
  description: 'one plain sentence of your own',
  homepage: 'https://…',
  reason: 'who says so, and where, that nothing is signed',
};

/** The text of a source with one feed. What cannot be known from addresses is empty and marked. */
export function scaffoldText(product: string, feed: FeedDraft, url: string): string {
  const { release = 'rolling' } = feed;
  const source = {
    schema: 'osdex/source/1',
    product,
    name: product[0]?.toUpperCase() + product.slice(1),
    vendor: '',
    family: 'linux',
    description: '',
    homepage: '',
    versionScheme: 'other',
    // Each image is read whole once, so the first crawl takes one build.
    ...(feed.signature?.shape === 'image' ? { first: 1 } : {}),
    keys: [],
    releases: [{ release }],
    feeds: [feedOf(feed)],
  };
  const heading = [
    `Begun by "osdex sources new ${product} ${url}".`,
    `Fill in what is marked ${TODO.slice(0, -1)}, take the marks away, then: osdex sources check ${product}`,
  ];
  const text = writeYaml(source, heading);
  return text
    .replaceAll(
      /^( *)(\w+): ""$/gm,
      (line, _: string, field: string) => `${line} # ${TODO} ${EMPTY[field] ?? 'to be written'}`,
    )
    .replace(/^name: .*$/m, (line) => `${line} # ${TODO} as the publisher writes it`)
    .replace(/^family: .*$/m, (line) => `${line} # ${TODO} linux, bsd, windows or other`)
    .replace(/^versionScheme: .*$/m, (line) => `${line} # ${TODO} calver, semver, rolling or other`)
    .replace(/^keys: .*$/m, (line) => keysText(line, product, feed))
    .replace(
      /^ +- release: .*$/m,
      (line) => `${line} # ${TODO} as the publisher calls it; add released: and endOfLife:`,
    )
    .replaceAll(
      /^ +kind: .*$/gm,
      (line) => `${line} # ${TODO} cloud, installer, live, netboot, container or board`,
    )
    .replaceAll(/^ +title: .*$/gm, (line) => `${line} # ${TODO} in words`)
    .replaceAll(
      /^ +(?:- )?match: .*?(\d+\.\d+(?:\.\d+)*)[^/]*$/gm,
      (line, version: string) =>
        `${line} # ${TODO} where ${version} changes from build to build, a {name} with a pattern`,
    )
    .replaceAll(/^ +format: (?:raw|rootfs)$/gm, (line) => `${line} # ${TODO} a guess, the name does not tell`)
    .replaceAll(/^ +arch: amd64$/gm, (line) => `${line} # ${TODO} a guess, the name does not tell`)
    .replace(/^ +sums: https?:.*$/m, (line) => (needsFiles(feed) ? `${filesNote(line)}\n${line}` : line));
}

function feedOf({ format, address, patterns, signature, isWeak, streams }: FeedDraft): unknown {
  return {
    feed: 'images',
    format,
    ...address,
    patterns,
    trust:
      signature === undefined
        ? { level: isWeak ? 'weak' : 'sums-only', reason: '' }
        : {
            level: 'signed',
            shape: signature.shape,
            ...(signature.ending === undefined ? {} : { signature: `{sums}${signature.ending}` }),
          },
    streams: streams.map(streamOf),
  };
}

function streamOf({ stream, kind, files }: StreamDraft): unknown {
  return { stream, title: stream.replaceAll('-', ' '), kind, files };
}

function keysText(line: string, product: string, { signature }: FeedDraft): string {
  if (signature === undefined) return line;
  const named = signature.signers.map((signer) => `#   ${signer}\n`).join('');
  return `# ${TODO} the keys that sign. The signature names, which proves nothing yet:\n${named}# Get the key from the publisher, then: osdex keys propose KEY-FILE-OR-URL --source ${product} --patch | git apply\n${line}`;
}

/** A sums file at one address moves on, unless its folder is that of one build. */
function needsFiles({ format, address }: FeedDraft): boolean {
  return format === 'sums' && address['table'] === undefined;
}

function filesNote(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return `${indent}# ${TODO} if this folder moves on to the next build, say under files: where its files stay, such as\n${indent}# files: https://…/{serial}/`;
}
