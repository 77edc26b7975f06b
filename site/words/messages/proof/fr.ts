import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import { deName } from '../of-name.ts';
import type { proofEn } from './en.ts';

const { day: written, list, plural, time: writtenTime } = numberWords('fr');

const otherSignatures = {
  one: ' # autre signature à côté n’y change rien : une bonne, d’une clé épinglée, suffit.',
  other: ' # autres signatures à côté n’y changent rien : une bonne, d’une clé épinglée, suffit.',
};

/** Who vouches for a build, how its digest is proven, and how to check it, in French. */
export const proofFr: InLanguage<typeof proofEn> = {
  'evidence.signed': ({ who, day }) => `Signé par ${who}${day === undefined ? '' : ` le ${written(day)}`}.`,
  'evidence.signed-by-key': ({ key, day }) =>
    `Signé par la clé ${key}${day === undefined ? '' : ` le ${written(day)}`}.`,
  'evidence.sums-only': ({ vendor, host }) =>
    `Non signé : ${vendor} ne publie pas de signature ici. Les empreintes ont été lues par TLS sur ${host}.`,
  'evidence.weak': ({ vendor }) =>
    `Faible : ${vendor} ne publie que de quoi déceler les accidents, pas les attaques.`,
  'evidence.imported': ({ from }) => `Repris ${deName(from)} ; non vérifié ici.`,
  'evidence.signature': ({ file, isInside, isOverImage, hash, others = 0 }) =>
    `La signature se trouve dans ${file}${isInside ? ' même' : ''}${isOverImage ? ', porte sur l’image elle-même' : ''} et emploie ${hash}.${others === 0 ? '' : plural(others, otherSignatures)}`,
  'chain.about': 'La preuve, de la clé de l’éditeur jusqu’à votre disque',
  'chain.key': 'Clé de l’éditeur',
  'chain.signature': 'Signature',
  'chain.sums': 'Fichier de sommes',
  'chain.image': 'Image',
  'chain.digest': 'Empreinte',
  'chain.file': 'Le fichier sur votre disque',
  'chain.pinned': 'épinglée',
  'chain.good': 'bonne',
  'chain.image-signed': 'signée',
  'chain.sums-signed': 'signé',
  'chain.over-tls': 'lu par TLS',
  'chain.not-protected': 'sans protection',
  'chain.recorded': 'enregistrée',
  'chain.forgeable': 'falsifiable',
  'chain.not-offered': 'non proposée',
  'chain.not-checked': 'non vérifiée ici',
  'chain.not-seen': 'non vu',
  'chain.yours': 'à vous de vérifier',
  'chain.unlisted-key': 'Une clé que la source ne cite plus',
  'chain.made': ({ at, hash, file, isInside, isOverImage }) => {
    const made = `Faite${at === undefined ? '' : ` le ${writtenTime(at)}`} avec ${hash}`;
    return isInside
      ? `${made}, dans ${file} même.`
      : `${made}${isOverImage ? ', sur l’image elle-même' : ''} : ${file}.`;
  },
  'chain.signs-nothing': ({ vendor }) => `${vendor} ne signe rien ici.`,
  'chain.other-catalog': 'On n’a que la parole de l’autre catalogue.',
  'chain.no-signature': 'Aucune signature ne relie la clé aux empreintes.',
  'chain.read-whole': ({ file }) => `${file}, que le robot a lu en entier.`,
  'chain.taken': ({ from }) => `Repris ${deName(from)}.`,
  'chain.file-of-host': ({ file, host }) => `${file} ${deName(host)}`,
  'chain.no-address': ({ file }) => `${file} n’a pas d’adresse sur le web.`,
  'chain.plain-http': ({ file }) =>
    `${file} est servi par http non chiffré : n’importe qui sur le trajet a pu le modifier.`,
  'chain.can-be-forged': (algorithms) =>
    algorithms.length === 1
      ? `${list(algorithms)} peut être falsifié ; il ne décèle que les téléchargements abîmés.`
      : `${list(algorithms)} peuvent être falsifiés ; ils ne décèlent que les téléchargements abîmés.`,
  'chain.of-image': (algorithms) =>
    `${list(algorithms)} de l’image signée, ${algorithms.length === 1 ? 'calculé' : 'calculés'} pendant sa lecture.`,
  'chain.of-files': ({ algorithms, files }) =>
    `${list(algorithms)} de ${plural(files, { one: '# fichier, énuméré', other: '# fichiers, énumérés' })} plus bas.`,
  'chain.compare': 'Plus bas, une seule commande compare son empreinte à celle qui est enregistrée.',
  'check.heading': 'Vérifier la preuve sans se fier à ce site',
  'check.copy': 'Copier les commandes qui vérifient la preuve',
  'check.copy-osdex': 'Copier la commande qui vérifie la preuve avec osdex',
  'check.with-osdex':
    'Ou, sur les mêmes fichiers, avec osdex : il détient les clés épinglées et ne demande rien à personne.',
  'check.fetch-sums': 'Télécharger le fichier de sommes.',
  'check.fetch-image': 'Télécharger l’image : la signature porte sur l’image entière.',
  'check.fetch-signature': 'Télécharger sa signature.',
  'check.fetch-key': 'Télécharger la clé de l’éditeur.',
  'check.ask-key-server': 'Télécharger la clé depuis un serveur de clés.',
  'check.show-key':
    'Montrer ce qu’elle est : l’empreinte de la clé doit être celle ci-dessus, chiffre par chiffre.',
  'check.same-key':
    'Vérifier que le fichier contient bien cette clé : c’est le cas si l’empreinte de la clé s’affiche.',
  'check.same-line':
    'Vérifier que le fichier contient bien cette ligne : c’est le cas si la ligne s’affiche.',
  'check.line-elsewhere': ({ copy }) =>
    `Vérifier qu’une copie venue d’ailleurs, ici ${copy}, contient bien cette ligne : c’est le cas si la ligne s’affiche.`,
  'check.write-key': 'Écrire la clé dans un fichier, sous la forme que signify attend.',
  'check.signature': 'Vérifier la signature avec la clé elle-même.',
  'check.signature-inside': ({ proven }) =>
    `Vérifier la signature avec la clé elle-même. Ce qui a été signé va dans ${proven}.`,
  'check.gpgv': 'Vérifier la signature ; elle est bonne si une ligne finit par l’empreinte de la clé.',
  'check.gpgv-inside': ({ proven }) =>
    `Vérifier la signature ; elle est bonne si une ligne finit par l’empreinte de la clé. Ce qui a été signé va dans ${proven}.`,
  'check.names-digest': ({ file }) => `Vérifier qu’il contient l’empreinte de ${file}.`,
  'check.same-digest': 'Vérifier que son empreinte est celle qui est enregistrée.',
};
