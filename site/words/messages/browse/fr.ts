import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { browseEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('fr');

const FILES = { one: '# fichier', other: '# fichiers' };
const BUILDS = { one: '# build', other: '# builds' };

const FACETS = {
  product: 'Produit',
  release: 'Version',
  kind: 'Type',
  arch: 'Architecture',
  format: 'Format',
  level: 'Confiance',
  language: 'Langue',
  stream: 'Série',
  codename: 'Nom de code',
  family: 'Famille',
  versionScheme: 'Numérotation',
};

/** The home page: its filter, what is found and the rows of files, in French. */
export const browseFr: InLanguage<typeof browseEn> = {
  'home.title': 'Images de systèmes d’exploitation et leur preuve',
  'home.about': ({ files, builds, products }) =>
    `${plural(files, FILES)} de ${plural(builds, BUILDS)} de ${plural(products, { one: '# produit', other: '# produits' })}, chacun avec son empreinte et le nom de qui en répond.`,
  'home.images': 'Images',
  'home.found': 'Fichiers trouvés',
  'home.empty': 'Le catalogue est vide : rien n’a encore été exploré.',
  'home.none-now': 'Aucun build n’est proposé en ce moment.',
  'home.more': ({ builds, releases }) =>
    `et ${[
      ...(builds > 0 ? [plural(builds, { one: '# autre build', other: '# autres builds' })] : []),
      ...(releases > 0 ? [plural(releases, { one: '# autre version', other: '# autres versions' })] : []),
    ].join(', ')}`,
  'rail.filter': 'Filtrer',
  'rail.latest': 'Seulement les builds les plus récents',
  'rail.supported': 'Versions maintenues',
  'rail.lts': 'Maintenance à long terme',
  'rail.narrow': ({ count }) => `Affiner ${number(count)} valeurs`,
  'rail.narrow-facet': ({ facet }) => `Affiner les valeurs : ${FACETS[facet]}`,
  'facet.product': FACETS.product,
  'facet.release': FACETS.release,
  'facet.kind': FACETS.kind,
  'facet.arch': FACETS.arch,
  'facet.format': FACETS.format,
  'facet.level': FACETS.level,
  'facet.language': FACETS.language,
  'facet.stream': FACETS.stream,
  'facet.codename': FACETS.codename,
  'facet.family': FACETS.family,
  'facet.versionScheme': FACETS.versionScheme,
  'condition.product': 'produit',
  'condition.release': 'version',
  'condition.kind': 'type',
  'condition.arch': 'architecture',
  'condition.format': 'format',
  'condition.level': 'confiance',
  'condition.language': 'langue',
  'condition.stream': 'série',
  'condition.codename': 'nom de code',
  'condition.family': 'famille',
  'condition.versionScheme': 'numérotation',
  'condition.lts': 'LTS',
  'condition.supported': 'maintenue',
  'condition.since': 'depuis le',
  'condition.until': 'jusqu’au',
  'condition.q': 'recherche',
  'browse.found-of': ({ files, builds, newest }) =>
    `${plural(files, FILES)} ${newest ? plural(builds, { one: 'du build le plus récent', other: 'des # builds les plus récents' }) : `de ${plural(builds, BUILDS)}`}.`,
  'browse.none-together': ({ newest }) =>
    `Aucun fichier des builds${newest ? ' les plus récents' : ''} ne remplit toutes ces conditions à la fois.`,
  'browse.kept-out': ({ conditions }) =>
    `Aucun fichier ne remplit toutes les conditions : ${conditions.map((one) => `« ${one} »`).join(' et ')} ${conditions.length === 1 ? 'exclut' : 'excluent chacune'} tout ce que trouvent les autres conditions.`,
  'browse.refused': ({ name }) => `La condition « ${name} » de l’adresse n’est pas reconnue et a été omise.`,
  'browse.condition': ({ word, values }) => `${word} : ${values.join(', ')}`,
  'browse.no': 'non',
  'browse.drop': ({ condition, count }) => `Retirer ${condition} (${number(count)})`,
  'browse.drop-all': 'Tout retirer',
  'browse.older-too': 'Chercher aussi dans les builds plus anciens',
  'browse.found': ({ count }) => plural(count, { one: '# fichier', other: '# fichiers' }),
  'browse.taken': ({ word, taken }) => `Aucun fichier ne contient « ${word} » : voici ceux de « ${taken} ».`,
  'browse.not-loaded': ({ message }) =>
    `La liste des fichiers n’a pas pu être chargée ; voici les builds les plus récents, sans filtre. Rechargez la page pour réessayer. (${message})`,
  'browse.chosen': ({ count }) => plural(count, { one: ' (# choisi)', other: ' (# choisis)' }),
  'browse.published': 'Publication',
  'browse.since': 'Depuis le',
  'browse.until': 'Jusqu’au',
  'browse.sort': 'Tri',
  'browse.sort-newest': 'Les plus récents d’abord',
  'browse.sort-name': 'Par nom',
  'browse.sort-largest': 'Les plus gros d’abord',
  'browse.sort-smallest': 'Les plus petits d’abord',
  'browse.keys': 'Raccourcis clavier',
  'browse.key-search': 'Aller à la recherche',
  'browse.key-move': 'Parcourir les fichiers',
  'browse.key-open': 'Ouvrir le build du fichier, avec sa preuve',
  'browse.key-digest': 'Copier l’empreinte',
  'browse.key-url': 'Copier l’URL',
  'browse.key-command': 'Copier une commande qui télécharge et vérifie le fichier',
  'browse.key-leave': 'Quitter : d’un fichier vers la recherche, de la recherche vers la page',
  'browse.key-help': 'Afficher ces raccourcis',
  'browse.close': 'Fermer',
  'row.copy-url': ({ file }) => `Copier l’URL de ${file}`,
  'row.copy-digest': ({ file }) => `Copier l’empreinte (digest) de ${file}`,
  'row.copy-command': ({ file }) => `Copier une commande curl qui télécharge et vérifie ${file}`,
  'row.use': 'utiliser',
  'row.digest': 'empreinte',
  'row.more': ({ count }) =>
    plural(count, { one: '# autre fichier de ce build', other: '# autres fichiers de ce build' }),
  'row.no-size': 'taille non publiée',
  'row.no-day': 'date non publiée',
  'row.withdrawn': 'retiré',
  'row.withdrawn-by': ({ day }) => `son éditeur l’avait retiré au plus tard le ${written(day)}`,
  'row.stale': 'en retard',
  'row.stale-since': ({ day }) =>
    `aucun build plus récent depuis, bien qu’un autre fût attendu pour le ${written(day)}`,
};
