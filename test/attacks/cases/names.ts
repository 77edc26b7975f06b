import assert from 'node:assert/strict';
import { temporaryFolder } from '../../temporary-folder.ts';
import type { Attack } from '../attack.ts';
import { HOSTILE_NAMES } from '../hostile-names.ts';
import type { HostileName } from '../hostile-names.ts';
import { linesOf, linksOf } from '../naive.ts';
import { besiege, PASSED_OVER } from '../siege.ts';

/** What the source asks for takes any name, so that nothing but the defence stands in the way. */
const ANYTHING = "'[^]*'";
const FIRST = '20260105';

/** A line of a list, as coreutils writes it: names with a line break have it escaped. */
function lineOf(name: string): string {
  const isEscaped = name.includes('\n');
  return `${isEscaped ? '\\' : ''}${'e'.repeat(64)}  ${name.replaceAll('\n', String.raw`\n`)}\n`;
}

/** The link as a server writes it, and as an attacker does. */
function linksTo(name: string): string {
  const raw = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<a href="${encodeURIComponent(name)}/">x</a>\n<a href="${raw}/">x</a>`;
}

function inList({ kind, name, what, harm, use }: HostileName): Attack {
  return {
    id: `${kind}-in-list`,
    attack: `In a list that is properly signed, names a file ${what}.`,
    harm,
    async showHarm(t) {
      const [line] = linesOf(lineOf(name));
      await use(line?.name ?? '', await temporaryFolder(t));
    },
    async refuse(t) {
      const siege = await besiege(t);
      await siege.editSource("serial: '", `whole: ${ANYTHING}, serial: '`);
      await siege.editSource('match: "image-{arch}.qcow2"', 'match: "{whole}", format: qcow2, arch: amd64');
      await siege.publish(FIRST);
      await siege.settle();
      await siege.publish('20260301');
      await siege.sign('/1/20260301/SUMS', lineOf(name), '2026-03-01T12:00:00Z');
      return siege.withstand();
    },
  };
}

function onPage({ kind, name, what, harm, use }: HostileName): Attack {
  return {
    id: `${kind}-on-page`,
    attack: `On the page that lists the builds, links a folder ${what}.`,
    harm,
    async showHarm(t) {
      const [link = ''] = linksOf(linksTo(name));
      await use(link.slice(0, -1), await temporaryFolder(t));
    },
    async refuse(t) {
      const siege = await besiege(t);
      await siege.editSource(String.raw`'\d+(\.\d+)*'`, ANYTHING);
      await siege.publish(FIRST);
      await siege.settle();
      siege.paths.set('/1/', `<a href="${FIRST}/">${FIRST}/</a>\n${linksTo(name)}`);
      siege.asked.length = 0;
      await siege.ignore();
      const others = siege.asked.filter((path) => !path.startsWith('/neighbour.example/'));
      assert.deepEqual(others, ['/1/'], 'nothing of it is asked for');
      siege.paths.set('/1/', linksTo(name));
      return { ...(await siege.withstand()), note: PASSED_OVER };
    },
  };
}

/** Names that are more than names, in lists. */
export const namesInLists: readonly Attack[] = HOSTILE_NAMES.map(inList);

/** The same in pages. */
export const namesOnPages: readonly Attack[] = HOSTILE_NAMES.map(onPage);
