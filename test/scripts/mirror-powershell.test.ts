import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import type { Node } from 'web-tree-sitter';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { absent } from '../program.ts';
import {
  ABOUT,
  digest,
  file,
  folder,
  HALF,
  hostileLines,
  IMAGE,
  listing,
  OTHER,
  ranged,
  serve,
  status,
  whole,
} from './mirror-place.ts';

/*
 * PowerShell itself is in no Debian package, so the program is mostly not run here: it is parsed, what it calls is held
 * against a list, and the patterns that decide what a list may have are tried by themselves. Where pwsh is installed
 * the last tests run it.
 */

const PROGRAM = readFileSync(join(import.meta.dirname, '../../scripts/mirror.ps1'), 'utf8');

/** What the program may call besides its own functions. */
const CALLED = new Set(
  `add-type convertfrom-json convertto-json foreach-object get-content get-filehash get-item new-object remove-item
  set-strictmode start-sleep test-path where-object write-output`.split(/\s+/),
);

const FILES = [
  {
    ...file(IMAGE, 'a/b.img', ['https://example.org/a?x=1&y=%20', 'https://example.org/b']),
    id: 'p/r/s/b/b.img',
    kind: 'cloud',
  },
  file(IMAGE, 'c.iso', ['https://example.org/c'], { sizeBytes: undefined, algorithm: 'sha512' }),
];

let parser: Parser;

before(async () => {
  await Parser.init();
  const grammar = fileURLToPath(import.meta.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
  parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
});

function parse(text: string): Node {
  const tree = parser.parse(text);
  assert.ok(tree);
  return tree.rootNode;
}

function ofType(root: Node, type: string): Node[] {
  return root.descendantsOfType(type).filter((node) => node !== null);
}

test('mirror.ps1 is PowerShell by its grammar, bare and with a list in it', () => {
  for (const text of [PROGRAM, writeMirrorScript(PROGRAM, FILES, ABOUT)]) {
    assert.equal(parse(text).hasError, false);
  }
  assert.equal(parse(`${PROGRAM}\nif ($x { 1 }`).hasError, true);
});

test('a list in mirror.ps1 is one literal text and nothing else', () => {
  const script = parse(writeMirrorScript(PROGRAM, FILES, ABOUT));
  const [list, ...others] = ofType(script, 'verbatim_here_string_characters');
  assert.ok(list);
  assert.deepEqual(others, []);
  for (const { digest: of, path, urls } of FILES) {
    assert.match(list.text, new RegExp(`^${of} \\S+ ${path} .*\\b${urls.at(-1)?.slice(-5)}$`, 'm'));
  }
  const bare = parse(PROGRAM);
  for (const type of ['command', 'invokation_expression', 'function_statement', 'pipeline']) {
    assert.equal(ofType(script, type).length, ofType(bare, type).length, type);
  }
});

test('mirror.ps1 calls its own functions and a few commands by name, and runs no text', () => {
  const root = parse(PROGRAM);
  const own = new Set(ofType(root, 'function_name').map(({ text }) => text.toLowerCase()));
  const commands = ofType(root, 'command');
  assert.ok(commands.length > 50);
  for (const command of commands) {
    const name = command.childForFieldName('command_name');
    assert.ok(name, command.text);
    const called = name.text.toLowerCase();
    assert.ok(own.has(called) || CALLED.has(called), command.text);
  }
  assert.deepEqual(ofType(root, 'command_invokation_operator'), []);
  assert.doesNotMatch(PROGRAM, /\[scriptblock\]|ExpandString|InvokeScript|\.Invoke\(/i);
  // A name that is neither taken nor given would be a mistake in writing it.
  for (const name of own) {
    assert.ok(
      commands.some((command) => command.text.toLowerCase().startsWith(name)),
      name,
    );
  }
});

test('a copy of mirror.ps1 that was cut off does nothing: all that is done stands in its last lines', () => {
  const root = parse(PROGRAM);
  const list = ofType(root, 'statement_list')[0];
  assert.ok(list);
  const calls = list.namedChildren
    .filter((node) => node !== null)
    .filter(({ type, text }) => type === 'pipeline' && !/^\$\w+ =/.test(text))
    .map(({ text }) => text);
  assert.deepEqual(calls, ['Set-StrictMode -Version 2.0', 'Invoke-Mirror']);
});

test('the patterns of mirror.ps1 take what is plain, and nothing of what mirror.sh refuses', () => {
  const patterns = readPatterns();
  const refuses = (line: string) => !isTaken(line, patterns);
  const base = 'https://example.org';
  const good = FILES.map((one) => writeMirrorScript(PROGRAM, [one], ABOUT).match(/^sha.*$/m)?.[0] ?? '');
  assert.deepEqual(good.filter(refuses), []);
  // What would be two lines is two lines, each of which is refused for itself.
  const hostile = hostileLines(base).filter((line) => !line.includes('\n') && !line.startsWith('#'));
  assert.ok(hostile.length > 100);
  assert.deepEqual(
    hostile.filter((line) => !refuses(line)),
    [],
  );
  const sum = digest(IMAGE);
  for (const path of ['con', 'a/NUL.img', 'lpt1.iso', 'a./b', 'a.', 'a.part', 'a.Part.json']) {
    assert.ok(refuses(`${sum} 1 ${path} ${base}/a`), path);
  }
  assert.ok(refuses('# $(id)'));
  assert.ok(refuses("'@"));
});

describe(
  'mirror.ps1 in PowerShell',
  { skip: absent('pwsh', 'none; see Microsoft'), timeout: 120_000 },
  () => {
    test('fetches what is missing, leaves alone what is good, and says what is not', async (t) => {
      const server = await serve(t, { '/a': ranged(IMAGE), '/wrong': whole(OTHER), '/gone': status(404) });
      const at = (...names: string[]) => names.map((name) => `${server.url}/${name}`);
      const files = [
        file(IMAGE, 'x/a.img', at('wrong', 'gone', 'a')),
        file(IMAGE, 'resumed.img', at('a')),
        file(IMAGE, 'replaced.img', at('a')),
        file(IMAGE, 'bad.img', at('wrong')),
        file(OTHER, 'not.img', at('a')),
      ];
      const dir = await folder({ 'resumed.img.part': IMAGE.subarray(0, HALF), 'replaced.img': 'old' });
      const run = (...args: string[]) => runPowerShell(files, dir, ['-Not', 'not.*', ...args]);
      const list = await run('-List');
      assert.match(list.out, /^ {9}200000 {2}x\/a\.img {2}http/m);
      const first = await run();
      assert.equal(first.exit, 1, first.err);
      assert.match(first.out, /^\[1\/4\] ok {4}x\/a\.img\r?$/m);
      assert.match(first.out, /^total: 4 files, 3 ok, 0 already there, 1 not good\r?$/m);
      assert.match(first.err, /\[4\/4\] FAIL {2}bad\.img: .*expected sha256:/);
      assert.ok(server.asked.includes(`/a bytes=${HALF}-`));
      for (const path of ['x/a.img', 'resumed.img', 'replaced.img'])
        assert.equal(digest(await readFile(join(dir, path))), digest(IMAGE));
      assert.deepEqual(await listing(dir), ['replaced.img', 'resumed.img', 'x', 'x/a.img']);
      server.asked.length = 0;
      const checked = await run('-Check', '-Only', 'x/*,replaced.img', '-Quiet');
      assert.deepEqual([checked.exit, checked.out, server.asked], [0, '', []], checked.err);
    });

    test('follows no link out of its folder, and refuses a list that is not plain', async (t) => {
      const server = await serve(t, { '/a': whole(IMAGE) });
      const outside = await folder({});
      const dir = await folder({});
      await symlink(outside, join(dir, 'link'));
      const result = await runPowerShell([file(IMAGE, 'link/a', [`${server.url}/a`])], dir, []);
      assert.equal(result.exit, 1);
      assert.match(result.err, /expected a folder, found something else/);
      assert.deepEqual(await listing(outside), []);
      const script = PROGRAM.replace(
        '# osdex list begins\n',
        '# osdex list begins\nsha256:x 1 ../a https://a.b/c\n',
      );
      const refused = await runPowerShellText(script, dir, []);
      assert.equal(refused.exit, 2);
      assert.match(refused.err, /line 2 of the list is not plain/);
    });
  },
);

function runPowerShell(
  files: readonly MirrorFile[],
  dir: string,
  args: readonly string[],
): Promise<Finished> {
  return runPowerShellText(writeMirrorScript(PROGRAM, files, ABOUT), dir, args);
}

async function runPowerShellText(text: string, dir: string, args: readonly string[]): Promise<Finished> {
  const script = join(await folder({ 'mirror.ps1': text }), 'mirror.ps1');
  return runProgram('pwsh', ['-NoProfile', '-File', script, '-To', dir, ...args], process.env, dir);
}

/** The patterns as the program puts them together, of which JavaScript writes the end of a text otherwise. */
function readPatterns(): Record<string, string> {
  const patterns: Record<string, string> = {};
  for (const [, name = '', value = ''] of PROGRAM.matchAll(/^\$((?:Plain|Refused)\w+) = (.+)$/gm)) {
    patterns[name] = value
      .split(' + ')
      .map((part) =>
        part.startsWith('$') ? (patterns[part.slice(1)] ?? assert.fail(part)) : part.slice(1, -1),
      )
      .join('');
  }
  return patterns;
}

/** As Read-List and Read-ListLine judge a line. */
function isTaken(line: string, patterns: Record<string, string>): boolean {
  const matches = (name: string, text: string, flags = '') =>
    new RegExp((patterns[name] ?? assert.fail(name)).replaceAll('\\z', '$'), flags).test(text);
  if (!matches('PlainText', line)) return false;
  if (/^(?:#|sums:|key:)/.test(line)) return true;
  const [sum = '', size = '', path = '', ...rest] = line.split(' ');
  const urls = rest.filter((word) => !matches('PlainFact', word));
  return (
    urls.length > 0 &&
    matches('PlainDigest', sum) &&
    /^(?:-|0|[1-9][0-9]{0,14})$/.test(size) &&
    matches('PlainPath', path) &&
    !matches('RefusedPath', path, 'i') &&
    urls.every((url) => matches('PlainUrl', url))
  );
}
