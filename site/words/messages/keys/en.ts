import { KEY_STATE_WORDS } from '../../../../core/keys/key-state.ts';
import type { KeyState } from '../../../../core/keys/key-state.ts';
import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';

const { count: number, day: written, plural } = numberWords('en');

/** The end of a key: never where there is no day, over where no days are left to count. */
interface End {
  expires?: string;
  days?: number;
}

interface Revoked {
  at: string;
  reason: string;
}

function inDays(days: number): string {
  return days <= 0 ? 'today' : plural(days, { one: 'in # day', other: 'in # days' });
}

function endWords({ expires, days }: End): string {
  if (expires === undefined) return 'never expires';
  if (days === undefined) return `expired on ${written(expires)}`;
  return `expires on ${written(expires)}, ${inDays(days)}`;
}

function revokedWords({ at, reason }: Revoked): string {
  return `revoked on ${written(at)} (${reason})`;
}

function stateWords(state: KeyState): string {
  if (state.state === 'revoked') return revokedWords(state);
  if (state.state === 'expired') return `expired on ${written(state.at)}`;
  if (state.state === 'expiring') return `expires ${inDays(state.days)}`;
  if (state.state === 'mismatch') return 'another key in its place';
  if (state.state === 'unfit') return 'signs nothing';
  return KEY_STATE_WORDS[state.state];
}

/** Levels, keys, the policy and what is tried against it, in English. */
export const keysEn = {
  'level.signed-means':
    'The publisher’s own key, pinned here by its whole fingerprint, signed the file that holds the digest, or the image itself, and the signature was checked before anything in it was believed.',
  'level.sums-only-means':
    'The publisher signs nothing for this image. The digest was read from the publisher’s own server over TLS; it protects against a broken download, less against a broken-into server.',
  'level.weak-means':
    'The publisher offers only MD5 or SHA-1, or serves its sums over plain http. Such a digest finds accidents, not attacks.',
  'level.imported-means': 'The digest was taken from another catalog and was not checked here.',
  'trust.page': 'Trust: levels, keys and policy',
  'trust.title': 'Whom the catalog trusts, and how far',
  'trust.here': ({
    levels,
    keys,
    policy,
    attacks,
  }: Record<'levels' | 'keys' | 'policy' | 'attacks', string>) =>
    `On this page: ${levels} · ${keys} · ${policy}. On another: ${attacks}.`,
  'trust.to-levels': 'levels',
  'trust.to-keys': 'keys',
  'trust.to-policy': 'what a signature must be',
  'trust.to-attacks': 'attacks',
  'trust.about':
    'A digest is recorded only after the file that holds it was checked: bytes first, contents after. Each build says what was checked, and its page says how to check it again without this site.',
  'trust.levels': 'Four levels',
  'trust.keys': 'Keys',
  'trust.each': 'Each has a page of its own: for whom it signs, what it has signed, and how to check it.',
  'trust.policy': 'What a signature must be',
  'trust.counts':
    'A signature counts only when it is by one of these keys, compared by the whole fingerprint. A signing subkey counts for its primary key.',
  'trust.policy-about': ({ gpgv, file, attacks }: Record<'gpgv' | 'file' | 'attacks', string>) =>
    `The crawler decides by these lines and by nothing else; ${gpgv}, which many use for the same work, is at some places less strict. For programs, keys and policy are in ${file}. What comes of these lines and of the crawler’s other rules when somebody tries to get round them, the page of ${attacks} shows.`,
  'key.page': ({ owner, key }: Record<'owner' | 'key', string>) => `${owner}: key ${key}`,
  'key.none': 'No key is pinned.',
  'key.counts': ({ keys, ...counts }: { keys: number } & Partial<Record<KeyState['state'], number>>) =>
    `${plural(keys, { one: '# key', other: '# keys' })}: ${(
      Object.keys(KEY_STATE_WORDS) as KeyState['state'][]
    )
      .flatMap((state) =>
        counts[state] === undefined ? [] : `${number(counts[state])} ${KEY_STATE_WORDS[state]}`,
      )
      .join(', ')}.`,
  'key.state': stateWords,
  'key.means-lasting': 'What it signs counts; it never expires.',
  'key.means-until': ({ day }: { day: string }) => `What it signs until ${written(day)} counts.`,
  'key.means-over': 'What it signed before that day counts, and nothing that it signs later.',
  'key.means-taken-back': 'Nothing that it signs counts, not even what it signed before that day.',
  'key.means-missing': 'No copy of it is here yet: until there is one, nothing that it signs can be proven.',
  'key.means-mismatch':
    'The file of its name holds another key: until that is put right, nothing that it signs can be proven.',
  'key.means-weak':
    'Keys of its kind can be broken today: what it signs is refused, unless a source says until when it counts.',
  'key.means-unfit': 'Its owner lets no part of it sign files: what it signs is refused.',
  'key.means-unknown': 'What it says of itself is not on record yet.',
  'key.key': 'Key',
  'key.signs-for': 'Signs for',
  'key.standing': 'State',
  'key.signs-until': 'Signs until',
  'key.builds': 'Builds',
  'key.until': 'until',
  'key.no-end': 'no end',
  'key.owner': 'Owner',
  'key.also-called': 'Also called',
  'key.algorithm': 'Algorithm',
  'key.subkeys': 'Subkeys',
  'key.has-signed': 'Has signed',
  'key.our-copy': 'Our copy',
  'key.copy-fingerprint': ({ owner }: { owner: string }) => `Copy the fingerprint of ${owner}`,
  'key.only-for': ({ releases }: { releases: string }) => ` for ${releases} only`,
  'key.made': ({
    algorithm,
    isSignify,
    created,
    ...end
  }: { algorithm: string; isSignify?: boolean; created?: string } & End) =>
    [
      algorithm,
      ...(isSignify === true ? ['of signify or minisign'] : []),
      ...(created === undefined ? [] : [`made on ${written(created)}`]),
      endWords(end),
    ].join(', '),
  'key.subkey': ({
    signs,
    algorithm,
    created,
    revoked,
    ...end
  }: { signs: boolean; algorithm: string; created: string; revoked?: Revoked } & End) =>
    `${signs ? 'signs' : 'does not sign'}, ${algorithm}, made on ${written(created)}, ${revoked ? revokedWords(revoked) : endWords(end)}`,
  'key.subkeys-none-sign': ({ count }: { count: number }) =>
    `${plural(count, { one: '# subkey', other: '# subkeys' })}, not for signing`,
  'key.subkeys-sign': ({ count, today, alone }: { count: number; today: number; alone: boolean }) =>
    `${plural(count, { one: '# subkey', other: '# subkeys' })}, ${today === 0 ? 'none' : number(today)} of which ${today === 1 ? 'signs' : 'sign'} today${alone ? '; the key itself signs no files' : ''}`,
  'key.signed-nothing': 'Nothing that is on record.',
  'key.signed-builds': ({ builds, newest, on }: { builds: number; newest: string; on?: string }) =>
    `${plural(builds, { one: '# recorded build', other: '# recorded builds' })}, the newest ${newest}${on === undefined ? '' : ` on ${written(on)}`}.`,
  'key.not-here': ({ place }: { place: string }) => `not here: ${place}`,
  'key.obtained': ({ day, place }: { day: string; place: string }) => `of ${written(day)}, from ${place}`,
  'key.at-publisher': 'At the publisher',
  'key.at-key-server': 'At a key server',
  'key.no-address': 'at no address that is known here',
  'key.needed-for': 'needs it for',
  'key.over-for': 'has ended support of',
  'key.not-taken': 'pins it, and takes nothing that it signs',
  'key.more-streams': ({ count }: { count: number }) =>
    plural(count, { one: 'And the newest of # more stream.', other: 'And the newest of # more streams.' }),
  'key.check': 'Check it yourself',
  'key.check-about':
    'That this site tells a fingerprint proves nothing. Compare it, whole, with one that the publisher states in a place that has nothing to do with this one: its documentation, a package of a distribution, an installed system.',
  'key.copy-check': 'Copy the commands that check the key',
  'key.check-with-osdex':
    'Or, over the same file, with osdex: it also tells which products pin the key and which other keys vouch for it.',
  'key.copy-osdex': 'Copy the command that checks the key with osdex',
  'key.check-online': ({ command }: { command: string }) =>
    `Whoever runs a catalog holds all pinned keys against the publishers’ own copies with ${command}.`,
  'key.check-signature': ({ newest }: { newest: string }) =>
    `How to check a signature by this key, the page of each build says, such as that of ${newest}.`,
  'key.alarms': ({ count }: { count: number }) =>
    plural(count, { one: 'A key needs a person', other: 'Keys that need a person' }),
  'key.missing': ({ count }: { count: number }) =>
    plural(count, {
      one: '# pinned key is not here yet: nothing that it signs can be proven',
      other: '# pinned keys are not here yet: nothing that they sign can be proven',
    }),
  'key.alarm': 'This key needs a person',
  'key.see': 'See the key',
  'key.alarms-mean': ({ command }: { command: string }) =>
    `What is on record was proven when it was recorded and stays so. ${command} tells whoever runs this catalog what to do.`,
  'key.to-know': ({ count, isOfOne }: { count: number; isOfOne?: boolean }) =>
    `${plural(count, { one: '# thing', other: '# things' })} to know about ${isOfOne === true ? 'this key' : 'the keys'}`,
  'policy.in-english': '',
  'policy.rule': 'Rule',
  'policy.says': 'What it says',
  'policy.verdict': 'Verdict',
  'policy.same': 'does the same',
  'policy.counts': 'it counts',
  'policy.refused': 'it is refused',
  'policy.hashes': 'Hash algorithms in signatures',
  'policy.kinds': 'Kinds of keys',
  'policy.algorithm': 'Algorithm',
  'policy.accepted': 'Accepted',
  'policy.why': 'Why',
  'policy.always': 'yes',
  'policy.by-exception': 'only where a source says until when',
  'policy.never': 'no',
  'policy.least-bits': ({ bits }: { bits: number }) => `, from ${bits} bits on`,
  'attacks.page': 'Attacks on the catalog',
  'attacks.counts': (counts: {
    attacks: number;
    refused?: number;
    told?: number;
    passedOver?: number;
    letThrough?: number;
  }) => {
    const words = { refused: 'refused', passedOver: 'passed over', told: 'warned of' };
    const parts = [
      ...(['refused', 'passedOver', 'told'] as const).flatMap((verdict) =>
        counts[verdict] === undefined ? [] : `${number(counts[verdict])} ${words[verdict]}`,
      ),
      ...(counts.letThrough === undefined
        ? []
        : [`${number(counts.letThrough)} let through where they do no harm`]),
    ];
    return `${plural(counts.attacks, { one: '# attack', other: '# attacks' })}: ${parts.join(', ')}`;
  },
  'attacks.about': ({ policy }: { policy: string }) =>
    `What somebody who holds a server, a mirror, the network or a lost key can do to a catalog of images. Every change of the code tries each of these twice: on a small client that works as many do, which must come to harm, and on osdex. This page is written from what happened; words in brackets differ from run to run. A line opens to show what happens to a usual tool and what osdex says. What a signature must be is ${policy}.`,
  'attacks.policy': 'the policy',
  'attacks.in-english': '',
  'attacks.refused': 'refuses it',
  'attacks.passed-over': 'passes over it',
  'attacks.told': 'warns of it',
  'attacks.let-through': 'lets it through',
  'attacks.usual-tool': 'A usual tool',
  'attacks.as': ({ code }: { code: string }) => ` as ${code}`,
  'attacks.seen': 'You see',
  'attacks.link': 'Link',
} as const satisfies Record<string, Message>;
