import { OsdexError } from '../core/error.ts';
import { artifactUrl, evidenceUrl, signsImage } from '../core/release.ts';
import type { Build, Release } from '../core/release.ts';
import { movedUrls } from '../core/source/move.ts';
import type { Move } from '../core/source/move.ts';
import type { LinkAnswers } from './links-answers.ts';

/** A build of the catalog, of the release that it is recorded in. */
export interface RecordedBuild {
  release: Release;
  build: Build;
}

/** What became of a build. */
export type Whereabouts =
  | { state: 'there'; place: string }
  /** At its address and at every place that the source's moves name there is nothing, or another build. */
  | { state: 'gone' }
  /** Nothing can be said of it. */
  | { state: 'unknown'; error: OsdexError }
  /** Some of it is there, and not all as recorded: a person has to look. */
  | { state: 'faulty' };

export interface BuildCheck extends RecordedBuild {
  whereabouts: Whereabouts;
  /** What a person should know. */
  errors: OsdexError[];
}

/** What is in one folder. */
type Finding =
  | { state: 'there' }
  | { state: 'gone'; error?: OsdexError }
  | { state: 'unknown'; error: OsdexError }
  | { state: 'faulty'; errors: OsdexError[] };

/**
 * Asks where a build is: at the address where it was last, and when it is gone from there at its own and at the places
 * that the source's moves name. Where it was last its files are looked at; anywhere else, and when it had been gone,
 * its sums file has to be there too, with the very digest that is on record.
 */
export async function checkBuild(
  recorded: RecordedBuild,
  moves: readonly Move[],
  answers: LinkAnswers,
): Promise<BuildCheck> {
  const { build } = recorded;
  const last = placeOf(build);
  const isStanding = build.withdrawn === undefined && last === build.url;
  const findings: Finding[] = [];
  for (const place of new Set([last, build.url, ...movedUrls(moves, build.url)])) {
    const finding =
      place === last && isStanding
        ? await findStanding(build, answers)
        : await findProven(recorded, place, moves, answers);
    if (finding.state === 'there') return { ...recorded, whereabouts: { state: 'there', place }, errors: [] };
    findings.push(finding);
    if (place === last && finding.state !== 'gone') break;
  }
  return { ...recorded, ...conclude(findings, build.withdrawn !== undefined) };
}

/** The folder that a build was last found in. */
export function placeOf({ url, movedTo }: Build): string {
  return movedTo ?? url;
}

/** The addresses that a check asks for, where nothing is gone. */
export function addressesOf(build: Build): string[] {
  const files = build.artifacts.map((artifact) => artifactUrl({ url: placeOf(build) }, artifact));
  const { verification } = build;
  return 'sums' in verification ? [evidenceUrl(build, verification.sums), ...files] : files;
}

/** What was found where it is not; what is told of a build that is known to be gone would be no news. */
function conclude(
  findings: readonly Finding[],
  isKnownGone: boolean,
): Pick<BuildCheck, 'whereabouts' | 'errors'> {
  const errors = findings.flatMap((finding) => {
    if (finding.state === 'faulty') return finding.errors;
    return finding.state === 'gone' && !isKnownGone ? (finding.error ?? []) : [];
  });
  if (findings.some(({ state }) => state === 'faulty')) return { whereabouts: { state: 'faulty' }, errors };
  const unknown = findings.find((finding) => finding.state === 'unknown');
  return { whereabouts: unknown ?? { state: 'gone' }, errors };
}

/** Whether a build is where it is recorded to be; its sums file may have become that of the next build. */
async function findStanding(build: Build, answers: LinkAnswers): Promise<Finding> {
  const [sums, files] = await Promise.all([findSums(build, answers), findFiles(build, build.url, answers)]);
  if (sums.state === 'gone') return sums;
  return sums.state === 'unknown' && files.state !== 'faulty' ? sums : files;
}

async function findSums(build: Build, answers: LinkAnswers): Promise<Finding> {
  const { url, verification } = build;
  if (!('sums' in verification)) return { state: 'there' };
  const sumsUrl = evidenceUrl({ url }, verification.sums);
  const answer = await answers.look(sumsUrl);
  if (answer.state !== 'gone') return answer;
  // Some servers know nothing of HEAD: what they say is gone is asked for as everybody asks for it.
  const asked = await answers.digestAt(sumsUrl, signsImage(build));
  if (asked.state !== 'there') return asked;
  const sentence = `expected one answer to HEAD and GET, found that only HEAD says there is nothing, ${sumsUrl}`;
  return { state: 'unknown', error: new OsdexError('http-status', sentence, { url: sumsUrl, found: '404' }) };
}

async function findProven(
  { release, build }: RecordedBuild,
  place: string,
  moves: readonly Move[],
  answers: LinkAnswers,
): Promise<Finding> {
  const { verification } = build;
  // Nothing but the record says what an imported build is: that there are files elsewhere proves nothing.
  if (!('sums' in verification))
    return place === build.url ? findFiles(build, place, answers) : { state: 'gone' };
  let doubt: Finding = { state: 'gone' };
  for (const url of sumsUrlsAt(place, build.url, verification.sums, moves)) {
    const answer = await answers.digestAt(url, signsImage(build));
    if (answer.state === 'there' && answer.found === verification.sumsDigest) {
      const files = await findFiles(build, place, answers);
      if (files.state !== 'gone' || place === build.url) return files;
      return { state: 'faulty', errors: [filesMissing(url, place)] };
    }
    if (answer.state === 'unknown') doubt = answer;
    else if (answer.state === 'there' && doubt.state === 'gone') {
      const name = `${release.product} ${release.release} ${build.stream} ${build.serial}`;
      const sentence = `expected the sums file of ${name} (${verification.sumsDigest}), found another (${answer.found}), ${url}; nothing proves that the build has moved there`;
      doubt = { state: 'gone', error: new OsdexError('sums-conflict', sentence, { url }) };
    }
  }
  return doubt;
}

/**
 * Where the sums file of a build that is in this place may be: beside the files as it was before; where it lay
 * elsewhere, beside the files or where the moves lead it, on the same host.
 */
function sumsUrlsAt(place: string, url: string, sums: string, moves: readonly Move[]): string[] {
  if (place === url || !URL.canParse(sums)) return [evidenceUrl({ url: place }, sums)];
  const name = new URL(sums).pathname.split('/').at(-1) ?? '';
  const { href, host } = new URL(name, place);
  return [...new Set([href, ...movedUrls(moves, sums).filter((one) => new URL(one).host === host)])];
}

async function findFiles({ artifacts }: Build, place: string, answers: LinkAnswers): Promise<Finding> {
  const found = await Promise.all(
    artifacts.map(async (artifact) => {
      const url = artifactUrl({ url: place }, artifact);
      return { artifact, url, answer: await answers.look(url) };
    }),
  );
  if (found.every(({ answer }) => answer.state === 'gone')) return { state: 'gone' };
  const isAnyThere = found.some(({ answer }) => answer.state === 'there');
  const errors = found.flatMap(({ artifact: { file, size }, url, answer }) => {
    if (answer.state === 'gone' && isAnyThere) return fileMissing(file, url);
    if (answer.state !== 'there' || size === undefined || answer.found === undefined) return [];
    return answer.found === size ? [] : sizeConflict(file, size, answer.found, url);
  });
  if (errors.length > 0) return { state: 'faulty', errors };
  const unknown = found.map(({ answer }) => answer).find(({ state }) => state === 'unknown');
  return unknown?.state === 'unknown' ? unknown : { state: 'there' };
}

/** Whether nothing is left of a build at its own address but what is said of it. */
export async function isEveryFileGone(build: Build, answers: LinkAnswers): Promise<boolean> {
  return (await findFiles(build, build.url, answers)).state === 'gone';
}

function fileMissing(file: string, url: string): OsdexError {
  const sentence = `expected ${file} beside the other files of its build, found that it is gone, ${url}; the record stays`;
  return new OsdexError('file-missing', sentence, { url });
}

function filesMissing(sumsUrl: string, place: string): OsdexError {
  const sentence = `expected the files of the sums file ${sumsUrl}, found none of them in ${place}; the record stays`;
  return new OsdexError('file-missing', sentence, { url: place });
}

function sizeConflict(file: string, size: number, found: number, url: string): OsdexError {
  const sentence = `expected ${size} bytes of ${file} as recorded, found ${found}, ${url}; the record stays, and whoever fetches the file is kept from it by its digest`;
  return new OsdexError('size-conflict', sentence, { url, found: String(found) });
}
