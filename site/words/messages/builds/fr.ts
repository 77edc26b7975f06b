import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import { deName } from '../of-name.ts';
import type { buildsEn } from './en.ts';

const { count: number, day: written, plural, shortMonth } = numberWords('fr');

const files = { one: '# fichier', other: '# fichiers' };

/** How the builds of a product are proven, by level; for one as for many. */
const HOW = {
  signed: 'avec la signature d’une clé épinglée',
  'sums-only': 'sans signature, par des sommes lues par TLS',
  weak: 'avec des sommes faibles seulement',
  imported: 'd’après un autre catalogue',
};

/** Products, their releases and their builds, in French. */
export const buildsFr: InLanguage<typeof buildsEn> = {
  'product.page': ({ name }) => `${name} : images`,
  'product.by': ({ vendor }) => `Par ${vendor}.`,
  'product.documentation': 'documentation',
  'product.dates': 'dates de ses versions',
  'product.files': 'tous ses fichiers',
  'product.known': 'Connu, pas encore exploré.',
  'product.nothing-known': ({ name }) =>
    `Aucun build ${deName(name)} n’est enregistré : il n’y a donc ici aucun fichier, et rien n’a été vérifié.`,
  'product.stated': 'Ce qui suit est ce que déclare sa source.',
  'product.no-digest': 'Son éditeur ne publie aucune empreinte qui puisse être enregistrée.',
  'product.signing': 'Où il est lu, et comment il est signé',
  'product.keys': ({ count }) => (count === 1 ? 'La clé qui peut signer' : 'Les clés qui peuvent signer'),
  'product.unproven': 'Disponible sans preuve',
  'product.unproven-about': ({ vendor }) =>
    `${vendor} n’en publie aucune empreinte qui puisse être enregistrée : rien ici ne peut donc les vérifier, et aucun script de miroir ne les télécharge.`,
  'signing.none': ({ name }) => `Rien ${deName(name)} n’est encore enregistré.`,
  'signing.all': ({ name, level }) => `Tous les builds enregistrés ${deName(name)} : ${HOW[level]}.`,
  'signing.some': ({ builds, counts }) =>
    `Sur ${plural(builds, { one: '# build enregistré', other: '# builds enregistrés' })} : ${counts.map(([level, found]) => `${number(found)} ${HOW[level]}`).join(' ; ')}.`,
  'feed-page.directory': 'une page qui énumère des builds',
  'feed-page.sums': 'un fichier de sommes',
  'feed-page.records': 'un document qui décrit des builds',
  'feed-page.bucket': 'un espace de stockage qui énumère ses fichiers',
  'feed-page.redirect': 'une adresse qui mène au build le plus récent',
  'feed-page.download-page': 'une page de téléchargements',
  'feed-page.flatcar-releases': 'la liste des versions de l’éditeur',
  'feed.releases': (releases) => `${releases.length === 1 ? 'version' : 'versions'} ${releases.join(', ')}`,
  'feed.rests-on': 'Repose sur :',
  'feed.detached': 'Une signature se trouve à côté de chaque fichier de sommes.',
  'feed.clearsigned': 'Les fichiers de sommes contiennent leur signature.',
  'feed.image': 'L’image elle-même est signée, sans fichier de sommes intermédiaire.',
  'feed.signed': 'Les empreintes sont signées.',
  'release.life': (life) => {
    const kind = life.isLts ? 'maintenance à long terme' : 'maintenance';
    const end =
      life.endOfLife === undefined
        ? `la fin de la ${kind} n’est pas connue`
        : life.hasEnded
          ? `sa ${kind} a pris fin le ${written(life.endOfLife)}`
          : `${kind} jusqu’au ${written(life.endOfLife)}`;
    const extended =
      life.extendedSupport === undefined
        ? ''
        : `, maintenance étendue ${life.hasExtendedEnded ? 'terminée le' : 'jusqu’au'} ${written(life.extendedSupport)}`;
    const came = life.released === undefined ? '' : `Publiée le ${written(life.released)} ; `;
    const sentence = `${came}${end}${extended}.`;
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  },
  'release.stated': ({ vendor }) => `selon ${vendor}`,
  'release.programs': 'Pour les programmes :',
  'release.no-builds': 'Aucun build n’est encore enregistré.',
  'life.months': (days) => days.map((day) => (day === '' ? '?' : shortMonth(day))).join(' – '),
  'life.filled': 'Plein : maintenue.',
  'life.pale': 'Pâle : maintenance étendue, dont tous ne bénéficient pas.',
  'life.dashed': 'En tirets : personne ne dit jusqu’à quand.',
  'life.hollow': 'Creux : terminée.',
  'life.today': ({ day }) => `Le trait vertical est le ${written(day)}.`,
  'table.build': 'Build',
  'table.files': 'Fichiers',
  'table.architectures': 'Architectures',
  'table.date': 'Date',
  'table.trust': 'Confiance',
  'table.count': (count) => plural(count, files),
  'table.withdrawn': 'retiré',
  'build.build': ({ serial }) => `Build ${serial}`,
  'build.published': ({ day }) => `publié le ${day}`,
  'build.signed': ({ day }) => `signé le ${day}`,
  'build.neighbours': 'Autres builds',
  'build.older': 'Plus ancien',
  'build.newer': 'Plus récent',
  'build.login': 'Première connexion',
  'build.needs': 'Demande au moins',
  'build.disk': ({ disk }) => `${disk} de disque`,
  'build.memory': ({ memory }) => `${memory} de mémoire`,
  'build.disk-and-memory': ({ disk, memory }) => `${disk} de disque et ${memory} de mémoire`,
  'build.language': 'Langue',
  'build.licence': 'Licence',
  'build.withdrawn': 'Retiré.',
  'build.withdrawn-on': ({ day }) =>
    `L’éditeur ne propose plus ce build ; son absence a été constatée le ${written(day)}.`,
  'build.moved': 'Déplacé.',
  'build.moved-to': ({ places, ofImage }) =>
    `L’éditeur a déplacé ce build vers ${places}, avec exactement ${ofImage ? 'la même image' : 'le même fichier de sommes'} ; les adresses ci-dessous sont celles du nouvel emplacement.`,
  'build.newer-is': ({ serial }) => `Il existe un build plus récent : ${serial}.`,
  'build.problems': ({ count }) =>
    `La dernière exploration de cette version a rencontré ${plural(count, { one: '# problème', other: '# problèmes' })}.`,
  'build.may-be-missing': 'Des builds plus récents peuvent manquer.',
  'build.what-was-found': 'Ce qui a été trouvé',
  'keep.heading': 'Garder une copie',
  'keep.none':
    'Il n’y a pas de script de miroir : aucun fichier n’a ici à la fois une empreinte qui permette de le vérifier et une adresse https simple.',
  'keep.fetches': ({ script, product, count, size, isLeast }) =>
    `${script} télécharge le build le plus récent de chaque série${product === undefined ? '' : ` ${deName(product)}`} (${plural(count, files)}, ${size === undefined ? 'tailles non publiées' : `${isLeast ? 'au moins ' : ''}${size}`}) et vérifie chaque fichier par son empreinte. Il n’a besoin que d’un shell et de curl ou wget ; lisez-le avant de le lancer.`,
  'keep.left-out': ({ count }) =>
    plural(count, {
      one: '# fichier sans preuve ou sans https est laissé de côté.',
      other: '# fichiers sans preuve ou sans https sont laissés de côté.',
    }),
  'keep.copy': 'Copier la commande du miroir',
};
