import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { recordEn } from './en.ts';

const { count: number, day: written, month, monthName, plural, time: writtenTime } = numberWords('fr');

const builds = { one: '# build', other: '# builds' };
const changes = { one: '# changement', other: '# changements' };
const days = { one: '# jour', other: '# jours' };
const sources = { one: '# source', other: '# sources' };

/** What is on record, what changed in it and how its sources do, in French. */
export const recordFr: InLanguage<typeof recordEn> = {
  'time.time': ({ time }) => writtenTime(time),
  'time.day': ({ day }) => written(day),
  'time.month': (one) => month(one.month),
  'time.month-name': (one) => monthName(one.month),
  'health.page': 'État des sources',
  'health.none': 'Aucune source n’a encore été lue.',
  'health.failing': ({ failing, all }) =>
    `${plural(failing, sources)} sur ${number(all)} ${failing === 1 ? 'est' : 'sont'} en difficulté.`,
  'health.all-well': ({ count }) =>
    plural(count, { one: 'La source va bien.', other: 'Les # sources vont bien.' }),
  'health.no-trouble': 'Aucune source n’est en difficulté.',
  'health.recording': 'Lu dans un enregistrement ; aucun éditeur n’a été visité.',
  'health.last-crawl': ({ time }) => `Dernière exploration : ${writtenTime(time)}.`,
  'health.counts': ({ failing, well, recorded, untried }) =>
    `${[
      ...(failing === undefined ? [] : [`${number(failing)} en difficulté`]),
      ...(well === undefined ? [] : [plural(well, { one: '# va bien', other: '# vont bien' })]),
      ...(recorded === undefined
        ? []
        : [
            plural(recorded, { one: '# lue dans un enregistrement', other: '# lues dans un enregistrement' }),
          ]),
      ...(untried === undefined
        ? []
        : [plural(untried, { one: '# pas encore essayée', other: '# pas encore essayées' })]),
    ].join(', ')}.`,
  'health.keeps':
    'Une source en difficulté garde son dernier bon enregistrement : ce qui figure dans la liste reste vrai, mais des builds plus récents peuvent manquer.',
  'health.state-failing': 'en difficulté',
  'health.state-well': 'va bien',
  'health.state-recorded': 'lue dans un enregistrement',
  'health.state-untried': 'pas encore essayée',
  'health.each-day': 'Chaque trait est un jour :',
  'health.day-wrong': 'quelque chose n’allait pas',
  'health.day-well': 'tout en ordre',
  'health.day-part': 'interrogée en partie, en ordre',
  'health.day-unasked': 'non interrogée',
  'health.no-runs': 'Aucune exploration n’est enregistrée.',
  'health.runs': (runs) => {
    const parts = [
      ...(runs.well === undefined ? [] : [`${number(runs.well)} où tout était en ordre`]),
      ...(runs.wrong === undefined
        ? []
        : [
            `${number(runs.wrong.length)} où quelque chose n’allait pas (${runs.wrong.map(written).join(', ')})`,
          ]),
      ...(runs.part === undefined ? [] : [`${number(runs.part)} avec interrogation partielle, en ordre`]),
      ...(runs.unasked === undefined ? [] : [`${number(runs.unasked)} sans interrogation`]),
    ];
    return `${plural(runs.days, days)} jusqu’au ${written(runs.to)} : ${parts.join(', ')}.`;
  },
  'health.place': ({ feed, release }) => {
    if (feed === undefined) return `Version ${release} :`;
    return release === undefined ? `Flux ${feed} :` : `Flux ${feed}, version ${release} :`;
  },
  'health.more-problems': ({ count }) =>
    plural(count, { one: '# autre problème', other: '# autres problèmes' }),
  'health.unrecorded': ({ count }) =>
    plural(count, {
      one: '# adresse absente de l’enregistrement',
      other: '# adresses absentes de l’enregistrement',
    }),
  'health.standing-still': ({ count }) =>
    plural(count, { one: '# série à l’arrêt', other: '# séries à l’arrêt' }),
  'health.stale': ({ stream, release, newest, expectedBy }) =>
    `Série ${stream} de ${release} : rien depuis le ${written(newest)} ; le build suivant était attendu pour le ${written(expectedBy)}.`,
  'health.source': 'Source',
  'health.state': 'État',
  'health.last-days': 'Trente derniers jours',
  'health.last-good': 'Dernière fois en ordre',
  'health.last-tried': 'Dernier essai',
  'health.good': 'en ordre',
  'health.tried': 'essai',
  'sources.only-label': 'Seulement les sources avec ces mots',
  'sources.only': 'Seulement avec ces mots',
  'sources.page': 'Sources : ce que l’on sait de chaque éditeur',
  'sources.title': 'Tous les produits que le catalogue connaît',
  'sources.best': 'Meilleur niveau',
  'sources.products': 'Produits',
  'sources.recorded': 'Avec des builds enregistrés',
  'sources.partly': ({ count }) => `dont ${number(count)} en partie`,
  'sources.all': 'tous',
  'sources.about': ({ file }) =>
    `Le niveau est le meilleur qu’atteignent les flux d’un éditeur, tel que la source le déclare ; s’il est tenu, cela se voit à chaque build. Ce sur quoi repose une description est indiqué là où aucune page enregistrée ne le montre. Pour les programmes : ${file}.`,
  'sources.product': 'Produit',
  'sources.streams': 'Séries',
  'sources.architectures': 'Architectures',
  'sources.feed': 'Flux',
  'sources.trust': 'Confiance',
  'sources.key': 'Clé',
  'sources.rests-on': 'Repose sur',
  'sources.not-crawled': 'pas encore exploré',
  'sources.builds': ({ count }) => plural(count, builds),
  'sources.as-listed': 'selon la liste',
  'sources.in-part': 'en partie',
  'sources.more-keys': ({ count }) => plural(count, { one: 'et # autre', other: 'et # autres' }),
  'sources.own-pages': 'ses pages enregistrées',
  'sources.notes': ({ notes, open }) =>
    `${plural(notes, { one: '# note', other: '# notes' })}${open === 0 ? '' : plural(open, { one: ', # non confirmée', other: ', # non confirmées' })}`,
  'sources.not-confirmed': 'Non confirmé :',
  'known.title': 'Connus, pas encore explorés',
  'known.about': ({ table }) =>
    `Aucun de leurs builds n’est enregistré : leurs pages disent où leurs éditeurs proposent des images et jusqu’où elles peuvent être vérifiées. ${table}`,
  'known.table': 'Toutes les sources dans un tableau',
  'changes.page': 'Builds nouveaux et retirés',
  'changes.page-of': (one) => `Builds nouveaux et retirés en ${month(one.month)}`,
  'changes.title': 'Nouveautés',
  'changes.last-days': (last) =>
    `${plural(last.days, { one: 'Le dernier jour', other: 'Les # derniers jours' })} où un éditeur a publié ou retiré un build : ${plural(last.changes, changes)}.`,
  'changes.days-mean':
    'Les jours sont ceux que donnent les éditeurs, ou sinon ceux de leurs signatures. La date à laquelle un build a été enregistré ici se trouve dans l’historique git du catalogue.',
  'changes.feed': 'flux :',
  'changes.for-programs': 'pour les programmes',
  'changes.to-months': 'par mois',
  'changes.months': 'Par mois',
  'changes.moved-builds': ({ count }) =>
    plural(count, { one: '# build déplacé', other: '# builds déplacés' }),
  'changes.none': 'Il ne s’est encore rien passé.',
  'changes.of-day': ({ published, withdrawn }) =>
    [
      ...(published > 0 ? [plural(published, { one: '# nouveau build', other: '# nouveaux builds' })] : []),
      ...(withdrawn > 0 ? [plural(withdrawn, { one: '# retiré', other: '# retirés' })] : []),
    ].join(', '),
  'changes.of-month': (month) => `${plural(month.changes, changes)} sur ${plural(month.days, days)}.`,
  'changes.withdrawn': 'Retirés',
  'changes.files': ({ files, arch }) =>
    `${plural(files, { one: '# fichier', other: '# fichiers' })} pour ${arch}`,
  'changes.moved': 'Builds déplacés',
  'changes.moved-about':
    'Des builds dont l’éditeur a mis les fichiers ailleurs, par exemple dans une archive. La page de chacun dit où ils sont maintenant ; la date du déplacement n’est pas enregistrée. Un build n’est tenu pour déplacé que si son fichier de sommes y est exactement celui qui est enregistré.',
  'changes.none-moved': 'Aucun build enregistré n’a été déplacé.',
  'scheme.calver': 'par date',
  'scheme.semver': 'par numéro',
  'scheme.rolling': 'publication continue',
  'scheme.other': 'autrement',
  'lists.title': 'Listes d’images',
  'lists.about': ({ home }) =>
    `Le build le plus récent de chaque série, selon une seule propriété. Chaque liste a son flux. Plusieurs propriétés ensemble, ou des builds plus anciens, se demandent ${home} ; il y faut JavaScript.`,
  'lists.home': 'sur la première page',
  'lists.products': 'Produits',
  'lists.lists': 'Listes',
  'lists.by-kind': 'Type',
  'lists.by-architecture': 'Architecture',
  'lists.by-format': 'Format',
  'lists.by-trust': 'Confiance',
  'lists.by-support': 'Maintenance',
  'lists.by-family': 'Famille',
  'lists.by-language': 'Langue',
  'lists.lts': 'maintenance à long terme',
  'lists.supported': 'versions maintenues',
  'lists.of-kind': ({ kind }) =>
    ({
      cloud: 'Images cloud',
      installer: 'Installateurs',
      live: 'Systèmes live',
      netboot: 'Fichiers de démarrage réseau',
      container: 'Conteneurs',
      board: 'Images pour cartes',
    })[kind],
  'lists.of-signed': 'Images signées',
  'lists.of-sums-only': 'Images avec sommes, mais sans signature',
  'lists.of-weak': 'Images aux empreintes faibles',
  'lists.of-imported': 'Images reprises d’autres catalogues',
  'lists.of-every-arch': 'Images pour toute architecture',
  'lists.of-arch': ({ arch }) => `Images pour ${arch}`,
  'lists.of-format': ({ format }) => `Images au format ${format}`,
  'lists.of-language': ({ tag }) => `Images en ${languageWord(tag, 'fr')}`,
  'lists.of-family': ({ family }) => `Images de la famille ${family}`,
  'lists.of-lts': 'Images de versions maintenues à long terme',
  'lists.of-supported': 'Images de versions maintenues',
  'lists.counts': (counts) =>
    `${plural(counts.builds, builds)} de ${plural(counts.products, { one: '# produit', other: '# produits' })}, le plus récent de chaque série.`,
  'lists.narrow': 'Affiner la liste',
  'lists.empty': 'Les éditeurs ne proposent plus aucun de ces builds.',
  'lists.pages': 'Pages',
  'lists.previous': 'Précédente',
  'lists.next': 'Suivante',
  'lists.page': ({ page, last }) => `Page ${number(page)} sur ${number(last)}`,
};
