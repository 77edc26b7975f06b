import type { KeyState } from '../../../../core/keys/key-state.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import { deName } from '../of-name.ts';
import type { keysEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('fr');

const STATES: Record<KeyState['state'], [one: string, many: string]> = {
  good: ['en règle', 'en règle'],
  expiring: ['expire bientôt', 'expirent bientôt'],
  expired: ['expirée', 'expirées'],
  revoked: ['révoquée', 'révoquées'],
  weak: ['trop faible', 'trop faibles'],
  unfit: ['ne signe rien', 'ne signent rien'],
  mismatch: ['avec une autre à sa place', 'avec une autre à leur place'],
  missing: ['absente d’ici', 'absentes d’ici'],
  unknown: ['non examinée', 'non examinées'],
};

/** The reasons that OpenPGP has; another stays what it is. */
const REASONS: Readonly<Record<string, string>> = {
  retired: 'retirée',
  replaced: 'remplacée',
  compromised: 'compromise',
  'revoked without a reason': 'sans motif',
};

function inDays(days: number): string {
  return days <= 0 ? 'aujourd’hui' : plural(days, { one: 'dans # jour', other: 'dans # jours' });
}

function endWords({ expires, days }: { expires?: string; days?: number }): string {
  if (expires === undefined) return 'n’expire jamais';
  if (days === undefined) return `a expiré le ${written(expires)}`;
  return `expire le ${written(expires)}, ${inDays(days)}`;
}

function revokedWords({ at, reason }: { at: string; reason: string }): string {
  return `révoquée le ${written(at)} (${REASONS[reason] ?? reason})`;
}

function stateWords(state: KeyState): string {
  if (state.state === 'revoked') return revokedWords(state);
  if (state.state === 'expired') return `a expiré le ${written(state.at)}`;
  if (state.state === 'expiring') return `expire ${inDays(state.days)}`;
  if (state.state === 'mismatch') return 'une autre clé à sa place';
  return STATES[state.state][0];
}

/** Levels, keys, the policy and what is tried against it, in French. */
export const keysFr: InLanguage<typeof keysEn> = {
  'level.signed-means':
    'La clé de l’éditeur lui-même, épinglée ici par son empreinte entière, a signé le fichier qui contient l’empreinte de l’image, ou l’image elle-même, et la signature a été vérifiée avant de croire quoi que ce soit de ce qu’elle signe.',
  'level.sums-only-means':
    'L’éditeur ne signe rien pour cette image. L’empreinte a été lue par TLS sur le serveur de l’éditeur ; elle protège d’un téléchargement abîmé, mais moins d’un serveur compromis.',
  'level.weak-means':
    'L’éditeur ne publie que MD5 ou SHA-1, ou sert ses sommes en http non chiffré. Une telle empreinte décèle les accidents, pas les attaques.',
  'level.imported-means': 'L’empreinte a été prise dans un autre catalogue et n’a pas été vérifiée ici.',
  'trust.page': 'Confiance : niveaux, clés et politique',
  'trust.title': 'À qui le catalogue se fie, et jusqu’où',
  'trust.here': ({ levels, keys, policy, attacks }) =>
    `Sur cette page : ${levels} · ${keys} · ${policy}. Sur une autre : ${attacks}.`,
  'trust.to-levels': 'niveaux',
  'trust.to-keys': 'clés',
  'trust.to-policy': 'ce que doit être une signature',
  'trust.to-attacks': 'attaques',
  'trust.about':
    'Une empreinte n’est enregistrée qu’après vérification du fichier qui la contient : les octets d’abord, le contenu ensuite. Chaque build dit ce qui a été vérifié, et sa page dit comment le vérifier à nouveau sans ce site.',
  'trust.levels': 'Quatre niveaux',
  'trust.keys': 'Clés',
  'trust.each': 'Chacune a sa page : pour qui elle signe, ce qu’elle a signé, et comment la vérifier.',
  'trust.policy': 'Ce que doit être une signature',
  'trust.counts':
    'Une signature ne compte que si elle est de l’une de ces clés, comparée par l’empreinte entière de la clé. Une sous-clé qui signe compte pour sa clé primaire.',
  'trust.policy-about': ({ gpgv, file, attacks }) =>
    `Le robot décide par ces lignes et par rien d’autre ; ${gpgv}, dont beaucoup se servent pour le même travail, est moins strict sur certains points. Pour les programmes, les clés et la politique sont dans ${file}. Ce qu’il advient de ces lignes et des autres règles du robot quand quelqu’un tente de les contourner, la page des ${attacks} le montre.`,
  'key.page': ({ owner, key }) => `${owner} : clé ${key}`,
  'key.none': 'Aucune clé n’est épinglée.',
  'key.counts': ({ keys, ...counts }) =>
    `${plural(keys, { one: '# clé', other: '# clés' })} : ${(Object.keys(STATES) as KeyState['state'][])
      .flatMap((state) => {
        const alike = counts[state];
        return alike === undefined ? [] : `${number(alike)} ${STATES[state][alike === 1 ? 0 : 1]}`;
      })
      .join(', ')}.`,
  'key.state': stateWords,
  'key.means-lasting': 'Ce qu’elle signe compte ; elle n’expire jamais.',
  'key.means-until': ({ day }) => `Ce qu’elle signe jusqu’au ${written(day)} compte.`,
  'key.means-over': 'Ce qu’elle a signé avant ce jour compte, et rien de ce qu’elle signe ensuite.',
  'key.means-taken-back': 'Rien de ce qu’elle signe ne compte, même ce qu’elle a signé avant ce jour.',
  'key.means-missing':
    'Il n’y en a pas encore de copie ici : tant qu’il n’y en a pas, rien de ce qu’elle signe ne peut être vérifié.',
  'key.means-mismatch':
    'Le fichier à son nom contient une autre clé : tant que ce n’est pas corrigé, rien de ce qu’elle signe ne peut être vérifié.',
  'key.means-weak':
    'Les clés de cette sorte peuvent être cassées aujourd’hui : ce qu’elle signe est refusé, sauf si une source dit jusqu’à quand cela compte.',
  'key.means-unfit':
    'Son propriétaire n’en laisse aucune partie signer des fichiers : ce qu’elle signe est refusé.',
  'key.means-unknown': 'Ce qu’elle dit d’elle-même n’est pas encore enregistré.',
  'key.key': 'Clé',
  'key.signs-for': 'Signe pour',
  'key.standing': 'État',
  'key.signs-until': 'Signe jusqu’au',
  'key.builds': 'Builds',
  'key.until': 'jusqu’au',
  'key.no-end': 'sans fin',
  'key.owner': 'Propriétaire',
  'key.also-called': 'Aussi appelée',
  'key.algorithm': 'Algorithme',
  'key.subkeys': 'Sous-clés',
  'key.has-signed': 'A signé',
  'key.our-copy': 'Notre copie',
  'key.copy-fingerprint': ({ owner }) => `Copier l’empreinte de la clé ${deName(owner)}`,
  'key.only-for': ({ releases }) => ` pour ${releases} seulement`,
  'key.made': ({ algorithm, isSignify, created, ...end }) =>
    [
      algorithm,
      ...(isSignify === true ? ['de signify ou minisign'] : []),
      ...(created === undefined ? [] : [`créée le ${written(created)}`]),
      endWords(end),
    ].join(', '),
  'key.subkey': ({ signs, algorithm, created, revoked, ...end }) =>
    `${signs ? 'signe' : 'ne signe pas'}, ${algorithm}, créée le ${written(created)}, ${revoked ? revokedWords(revoked) : endWords(end)}`,
  'key.subkeys-none-sign': ({ count }) =>
    plural(count, {
      one: '# sous-clé, qui n’est pas faite pour signer',
      other: '# sous-clés, aucune faite pour signer',
    }),
  'key.subkeys-sign': ({ count, today, alone }) =>
    `${plural(count, { one: '# sous-clé', other: '# sous-clés' })}, dont ${today === 0 ? 'aucune ne signe' : plural(today, { one: '# signe', other: '# signent' })} aujourd’hui${alone ? ' ; la clé elle-même ne signe pas de fichiers' : ''}`,
  'key.signed-nothing': 'Rien qui soit enregistré.',
  'key.signed-builds': ({ builds, newest, on }) =>
    `${plural(builds, { one: '# build enregistré', other: '# builds enregistrés' })}, le plus récent ${newest}${on === undefined ? '' : ` le ${written(on)}`}.`,
  'key.not-here': ({ place }) => `absente d’ici : ${place}`,
  'key.obtained': ({ day, place }) => `du ${written(day)}, depuis ${place}`,
  'key.at-publisher': 'Chez l’éditeur',
  'key.at-key-server': 'Sur un serveur de clés',
  'key.no-address': 'à aucune adresse connue ici',
  'key.needed-for': 'en a besoin pour',
  'key.over-for': 'ne maintient plus',
  'key.not-taken': 'l’épingle, et n’accepte rien de ce qu’elle signe',
  'key.more-streams': ({ count }) =>
    plural(count, {
      one: 'Et le plus récent de # autre série.',
      other: 'Et les plus récents de # autres séries.',
    }),
  'key.check': 'Vérifiez-la vous-même',
  'key.check-about':
    'Que ce site donne l’empreinte d’une clé ne prouve rien. Comparez-la, entière, avec celle que l’éditeur donne en un lieu qui n’a rien à voir avec celui-ci : sa documentation, un paquet d’une distribution, un système installé.',
  'key.copy-check': 'Copier les commandes qui vérifient la clé',
  'key.check-with-osdex':
    'Ou, sur le même fichier, avec osdex : il dit aussi quels produits épinglent la clé et quelles autres clés s’en portent garantes.',
  'key.copy-osdex': 'Copier la commande qui vérifie la clé avec osdex',
  'key.check-online': ({ command }) =>
    `Qui tient un catalogue compare toutes les clés épinglées aux copies des éditeurs eux-mêmes avec ${command}.`,
  'key.check-signature': ({ newest }) =>
    `Comment vérifier une signature de cette clé, la page de chaque build le dit, comme celle de ${newest}.`,
  'key.alarms': ({ count }) =>
    plural(count, { one: 'Une clé demande une intervention', other: 'Des clés demandent une intervention' }),
  'key.missing': ({ count }) =>
    plural(count, {
      one: '# clé épinglée n’est pas encore ici : rien de ce qu’elle signe ne peut être prouvé',
      other: '# clés épinglées ne sont pas encore ici : rien de ce qu’elles signent ne peut être prouvé',
    }),
  'key.alarm': 'Cette clé demande une intervention',
  'key.see': 'Voir la clé',
  'key.alarms-mean': ({ command }) =>
    `Ce qui est enregistré a été vérifié au moment de l’enregistrement et le demeure. ${command} dit à qui tient ce catalogue ce qu’il faut faire.`,
  'key.to-know': ({ count, isOfOne }) =>
    `${plural(count, { one: '# chose', other: '# choses' })} à savoir sur ${isOfOne === true ? 'cette clé' : 'les clés'}`,
  'policy.in-english': 'Les règles et leurs motifs sont en anglais, comme les erreurs du robot.',
  'policy.rule': 'Règle',
  'policy.says': 'Ce qu’elle dit',
  'policy.verdict': 'Verdict',
  'policy.same': 'fait de même',
  'policy.counts': 'elle compte',
  'policy.refused': 'elle est refusée',
  'policy.hashes': 'Algorithmes de hachage dans les signatures',
  'policy.kinds': 'Sortes de clés',
  'policy.algorithm': 'Algorithme',
  'policy.accepted': 'Accepté',
  'policy.why': 'Pourquoi',
  'policy.always': 'oui',
  'policy.by-exception': 'seulement où une source dit jusqu’à quand',
  'policy.never': 'non',
  'policy.least-bits': ({ bits }) => `, à partir de ${bits} bits`,
  'attacks.page': 'Attaques contre le catalogue',
  'attacks.counts': ({ attacks, refused, passedOver, told, letThrough }) => {
    const parts = [
      ...(refused === undefined ? [] : [plural(refused, { one: '# refusée', other: '# refusées' })]),
      ...(passedOver === undefined ? [] : [plural(passedOver, { one: '# ignorée', other: '# ignorées' })]),
      ...(told === undefined ? [] : [plural(told, { one: '# signalée', other: '# signalées' })]),
      ...(letThrough === undefined
        ? []
        : [
            plural(letThrough, {
              one: '# admise où elle ne nuit pas',
              other: '# admises où elles ne nuisent pas',
            }),
          ]),
    ];
    return `${plural(attacks, { one: '# attaque', other: '# attaques' })} : ${parts.join(', ')}`;
  },
  'attacks.about': ({ policy }) =>
    `Ce que peut faire à un catalogue d’images quiconque tient un serveur, un miroir, le réseau ou une clé perdue. Chaque changement du code tente chaque attaque deux fois : contre un petit client qui travaille comme beaucoup d’autres et qui doit en pâtir, et contre osdex. Cette page est écrite à partir de ce qui s’est passé ; les mots entre crochets changent d’une fois à l’autre. Chaque ligne s’ouvre pour montrer ce qui arrive à un outil courant et ce que dit osdex. Ce que doit être une signature est dans ${policy}.`,
  'attacks.policy': 'la politique',
  'attacks.in-english': 'Les attaques sont décrites en anglais.',
  'attacks.refused': 'la refuse',
  'attacks.passed-over': 'l’ignore',
  'attacks.told': 'la signale',
  'attacks.let-through': 'la laisse passer',
  'attacks.usual-tool': 'Outil courant',
  'attacks.as': ({ code }) => ` : ${code}`,
  'attacks.seen': 'Vous voyez',
  'attacks.link': 'Lien',
};
