import { isoDay } from '../../core/day.ts';
import type { Certification } from '../../core/keys/key-certification.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { stateWords } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import type { Proposal } from './proposal.ts';
import { hang, printable } from './text.ts';

/** Mentions and unknown certifiers that are told one by one; a well-known key has thousands. */
const SHOWN = 5;

/** What a person should know of a key before pinning it, and what to compare. */
export function describeProposal(proposal: Proposal, width: number | undefined): string {
  const { key, state, pinnedBy, mentions } = proposal;
  const fields: [string, string][] = [
    ['fingerprint', key.fingerprint],
    ...(key.userIds ?? [key.owner]).map((user): [string, string] => ['says it is', printable(user)]),
    ['algorithm', `${key.algorithm}, ${datesOf(key)}`],
    ...(key.subkeys ?? []).map((part): [string, string] => [
      'subkey',
      `${part.fingerprint} ${part.algorithm}, ${datesOf(part)}, ${part.signs ? 'signs' : 'does not sign files'}${revokedWords(part)}`,
    ]),
    ['policy', policyWords(state)],
    ...(pinnedBy.length > 0 ? [['pinned by', pinnedBy.join(', ')] satisfies [string, string]] : []),
    ...certificationFields(proposal),
    ...mentionFields(mentions),
    ['provenance', printable(key.provenance)],
    ...(key.obtained === undefined
      ? []
      : [['obtained', `${key.obtained}, today`] satisfies [string, string]]),
  ];
  const lines = fields.map(([name, text]) => hang(`${name.padEnd(13)}`, text, width));
  return `${lines.join('')}\n${adviceFor(proposal)
    .map((line, index) => hang(`${index + 1}. `, line, width))
    .join('')}`;
}

function datesOf({
  created = '',
  expires,
  signs,
}: Pick<RegisteredKey, 'created' | 'expires' | 'signs'>): string {
  if (created === '') return signs ? 'of signify or minisign; it never expires' : '';
  return `made ${created.slice(0, 10)}, ${expires === undefined ? 'never expires' : `expires ${expires.slice(0, 10)}`}`;
}

function revokedWords({ revoked }: Pick<RegisteredKey, 'revoked'>): string {
  return revoked === undefined ? '' : `, revoked ${revoked.at.slice(0, 10)} (${revoked.reason})`;
}

function policyWords(state: KeyState): string {
  if (state.state === 'good') return 'accepts what it signs';
  if (state.state === 'expiring') return `accepts what it signs, but it ${stateWords(state)}`;
  return `accepts nothing that it signs today: ${stateWords(state)}`;
}

function certificationFields({ key, certifications, pinnedCertifiers }: Proposal): [string, string][] {
  if (key.kind === 'signify') return [['vouched for', 'nobody can: keys of this kind carry no certificates']];
  const told = certifications
    .filter(({ verdict }) => verdict !== 'unknown')
    .map((one): [string, string] => ['vouched for', certificationWords(one, pinnedCertifiers.get(one.by))]);
  const strangers = [
    ...new Set(certifications.flatMap(({ verdict, by }) => (verdict === 'unknown' ? [by] : []))),
  ];
  if (strangers.length === 0) return told.length > 0 ? told : [['vouched for', 'by nobody but itself']];
  const names = strangers.slice(0, SHOWN).join(', ');
  const more = strangers.length > SHOWN ? ` and ${strangers.length - SHOWN} more` : '';
  return [
    ...told,
    [
      'vouched for',
      `it names ${strangers.length} signers that are unknown here, which proves nothing: ${names}${more}`,
    ],
  ];
}

function certificationWords(
  { certifier, by, at, verdict, userId }: Certification,
  pinnedBy: string[] | undefined,
): string {
  const whose = pinnedBy === undefined ? 'the given key' : 'the pinned key';
  const who = `${whose} ${by} (${printable(certifier?.userIds[0] ?? 'nobody named')}${pinnedBy === undefined ? '' : `, of ${pinnedBy.join(', ')}`})`;
  const day = isoDay(at);
  switch (verdict) {
    case 'good':
      return `certified by ${who} on ${day}, as "${printable(userId)}"`;
    case 'weak':
      return `certified by ${who} on ${day}, but over a hash with which that can be forged`;
    case 'late':
      return `certified by ${who} on ${day}, when that key was expired or revoked: worth nothing`;
    case 'withdrawn':
      return `certified by ${who} on ${day}, and no longer: withdrawn or expired`;
    case 'bad':
      return `claims to be certified by ${who}, and is NOT: the signature is wrong`;
    case 'unknown':
      return `names ${by}`;
  }
}

function mentionFields(mentions: Proposal['mentions']): [string, string][] {
  if (mentions.length === 0) return [['met', 'nowhere yet: no error and no build names it']];
  const shown = mentions.slice(0, SHOWN).map(({ product, where }) => `${product} ${where}`.trim());
  const more = mentions.length > SHOWN ? ` and ${mentions.length - SHOWN} more` : '';
  return [['met', `it signed for ${shown.join(', ')}${more}`]];
}

/** Nothing above makes a key the publisher's: a person does, by comparing it in two places that one attacker cannot hold. */
function adviceFor({ key, state }: Proposal): string[] {
  const compare = key.kind === 'openpgp' ? 'all 40 digits of the fingerprint' : 'the whole line of the key';
  return [
    `Compare ${compare} with what the publisher says in a place that this copy did not come from: its documentation over https, a package of a distribution, a signed announcement, its release notes.`,
    'Ask whether the publisher announced a new key, and why. A signature by an unknown key without an announcement is what an attack looks like.',
    'See that only the releases are named that the key signs, and that provenance says where the copy came from.',
    ...(state.state === 'good' || state.state === 'expiring'
      ? []
      : ['Pinned as it is, the key proves nothing new: the policy refuses it.']),
  ];
}
