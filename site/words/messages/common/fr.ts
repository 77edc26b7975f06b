import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { commonEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('fr');

const sources = { one: '# source', other: '# sources' };

/** The same in French. */
export const commonFr: InLanguage<typeof commonEn> = {
  'page.skip': 'Aller au contenu',
  'bar.site': 'Site',
  'bar.search': 'Chercher des images',
  'bar.search-hint': 'Chercher, ou ubuntu@24.04',
  'bar.changes': 'Nouveautés',
  'bar.mirror': 'Miroir',
  'bar.trust': 'Confiance',
  'bar.health': 'État',
  'bar.docs': 'Aide',
  'bar.theme': 'Thème :',
  'bar.theme-change': 'Changer de thème',
  'bar.theme-system': 'système',
  'bar.theme-light': 'clair',
  'bar.theme-dark': 'sombre',
  'bar.language': 'Langue',
  'crumbs.about': 'Emplacement dans le site',
  'copy.word': 'copier',
  'missing.title': 'Page introuvable',
  'missing.about': ({ form }) =>
    `Cette adresse ne mène à rien dans le catalogue. Les builds ne sont jamais supprimés ; peut-être y a-t-il une faute de frappe dans l’adresse, qui s’écrit ainsi : ${form}.`,
  'missing.all': 'Parcourir toutes les images',
  'day.published': ({ day }) => `publié le ${written(day)}`,
  'day.signed': ({ day }) => `signé le ${written(day)}`,
  'day.none': 'sans date',
  'docs.title': 'Documentation',
  'docs.in-english': 'Cette page est en anglais.',
  'docs.guide': 'Guide d’utilisation',
  'docs.guide-about':
    'Trouver une image, savoir pourquoi s’y fier, tenir un miroir et être informé des nouveaux builds.',
  'docs.api': 'Fichiers pour les programmes',
  'docs.api-about':
    'Chaque adresse sur laquelle les programmes peuvent compter, avec des exemples prêts à coller.',
  'docs.exports': 'Formats pour d’autres programmes',
  'docs.exports-about':
    'Chaque format dans lequel les images s’exportent, les programmes qui le lisent et ce qui a été essayé avec eux.',
  'docs.repository': 'Tenir un dépôt',
  'docs.repository-about':
    'Planifier ce que garde un miroir, le télécharger et le vérifier, trouver ce qui s’est abîmé, et tout le reste.',
  'docs.formats': 'Le format du catalogue',
  'docs.formats-about': 'Chaque champ des fichiers YAML et ce qu’il signifie, avec leurs schémas JSON.',
  'docs.sources': 'Toutes les sources',
  'docs.sources-about':
    'Chaque produit que le catalogue connaît, exploré ou non, et jusqu’où chacun peut être vérifié.',
  'docs.add': 'Ajouter une distribution',
  'docs.add-about': 'D’une adresse à des images signées, avec un exemple complet.',
  'docs.attacks': 'Attaques',
  'docs.attacks-about': 'Ce qui est tenté contre le catalogue à chaque changement, et ce qu’il en advient.',
  'mirror.title': 'Composer un miroir',
  'mirror.about':
    'Choisissez ce dont vous voulez garder une copie et téléchargez-la avec un script ou avec un outil que vous avez déjà. Chaque fichier est vérifié par son empreinte.',
  'mirror.counting': 'Lecture de la liste des fichiers…',
  'mirror.chosen': ({ files, products, size }) =>
    `${plural(files, { one: '# fichier', other: '# fichiers' })} de ${plural(products, { one: '# produit', other: '# produits' })}, ${size}`,
  'mirror.size-unknown': 'tailles non publiées',
  'mirror.size-least': ({ size }) => `au moins ${size}`,
  'mirror.none': 'Aucun fichier n’a toutes ces propriétés. Retirez-en une :',
  'mirror.files': ({ count }) => plural(count, { one: '# fichier', other: '# fichiers' }),
  'mirror.by-product': 'Taille par produit',
  'mirror.files-by-product': 'Fichiers par produit',
  'mirror.layout': 'Dossiers',
  'mirror.layout-catalog': 'produit / version / série / build (rien n’est jamais remplacé)',
  'mirror.layout-product': 'produit / version',
  'mirror.layout-kind': 'type / produit',
  'mirror.layout-flat': 'tout dans un dossier',
  'mirror.keep': 'Garder de chaque série',
  'mirror.keep-newest': ({ count }) =>
    plural(count, { one: 'le build le plus récent', other: 'les # builds les plus récents' }),
  'mirror.keep-all': 'tous les builds enregistrés',
  'mirror.tool': 'Outil',
  'mirror.tool-script': 'Script shell',
  'mirror.tool-powershell': 'Script PowerShell',
  'mirror.tool-aria2': 'aria2',
  'mirror.tool-rclone': 'rclone',
  'mirror.tool-metalink': 'Metalink',
  'mirror.tool-plan': 'Plan',
  'mirror.about-script':
    'N’a besoin que d’un shell et de curl, wget ou aria2 ; lisez-le avant de le lancer. Relancez-le pour continuer ou vérifier. Il peut télécharger plusieurs fichiers à la fois, garder un certain nombre de builds de chaque série et vérifier avec gpgv les signatures de l’éditeur : --help explique comment.',
  'mirror.about-powershell':
    'Pour Windows et tout système où PowerShell fonctionne : télécharge, reprend et vérifie chaque fichier. Il n’a besoin de rien d’autre ; lisez-le avant de le lancer.',
  'mirror.about-aria2': 'Plusieurs fichiers à la fois, repris et vérifiés par aria2.',
  'mirror.about-rclone':
    'Vers tout stockage que rclone connaît, comme S3 ou SFTP ; demande rclone 1.72 ou plus récent. La seconde commande vérifie ce qui a été copié.',
  'mirror.about-metalink': 'Pour les gestionnaires de téléchargement qui lisent Metalink 4 (RFC 5854).',
  'mirror.about-plan':
    'La sélection elle-même plutôt que les fichiers d’aujourd’hui, si bien qu’elle vaut aussi pour les builds à venir ; osdex en tire le script.',
  'mirror.save': ({ file }) => `Enregistrer ${file}`,
  'mirror.copy-command': 'Copier la commande',
  'mirror.then': 'Puis, dans le même dossier :',
  'mirror.left-out': ({ count }) =>
    plural(count, {
      one: '# fichier est laissé de côté : il n’a pas d’empreinte qui permette de le vérifier ou pas d’adresse https simple.',
      other:
        '# fichiers sont laissés de côté : ils n’ont pas d’empreinte qui permette de les vérifier ou pas d’adresse https simple.',
    }),
  'mirror.shared': ({ count, path }) =>
    `${plural(count, { one: '# chemin est partagé', other: '# chemins sont partagés' })} par plusieurs fichiers, comme ${path} ; pour chacun, le premier fichier est pris. Avec le premier choix de dossiers, chaque fichier a son propre chemin.`,
  'mirror.failed': ({ reason }) =>
    `La liste des fichiers n’a pas pu être établie : ${reason}. Choisissez à nouveau pour réessayer.`,
  'mirror.ready': 'Scripts prêts à l’emploi',
  'mirror.ready-about':
    'Le build le plus récent de chaque série d’un produit, dans un script généré avec le site. Chaque version a le sien sur sa page.',
  'mirror.link': ({ count }) =>
    plural(count, { one: 'Mettre ce fichier en miroir', other: 'Mettre ces # fichiers en miroir' }),
  'use.heading': 'Utiliser cette image',
  'use.use': 'Utiliser',
  'use.with': 'Utiliser avec',
  'use.copy-command': 'copier',
  'use.copy-url': 'Copier l’URL',
  'use.copy-digest': 'Copier l’empreinte',
  'use.digest': 'empreinte',
  'use.no-size': 'sans taille',
  'use.which-build': 'Dans un catalogue d’osdex : dit de quel build il s’agit et qui l’a signé.',
  'use.on-a-node':
    'Sur un nœud dont le stockage admet ce contenu ; 9000 est le numéro de la nouvelle machine.',
  'use.save-as': ({ file, command }) => `Enregistrer sous ${file}, puis : ${command}`,
  'use.fetch-first': ({ url }) => `Télécharger d’abord : ${url}`,
  'use.iso-on-stick': 'La plupart des fichiers ISO, mais pas tous, démarrent tels quels depuis une clé USB.',
  'use.overwritten': 'Remplacer /dev/sdX par le disque à écraser ; lsblk les affiche tous.',
  'foot.revision': ({ revision }) => `Révision du catalogue ${revision}`,
  'foot.no-revision': 'Catalogue sans révision',
  'copy.done': 'copié',
  'copy.by-hand': 'Votre navigateur ne permet pas de copier ; copiez le texte d’ici :',
  'copy.not-loaded':
    'L’empreinte n’a pas pu être chargée. Le catalogue a peut-être été publié à nouveau : rechargez la page.',
  'level.signed': 'signé',
  'level.sums-only': 'sommes seules',
  'level.weak': 'faible',
  'level.imported': 'importé',
  'level.none': 'sans preuve',
  'sources.count': ({ count }) => plural(count, sources),
  'sources.found': ({ found, count }) => `${number(found)} sur ${plural(count, sources)}`,
  'kind.cloud': 'image cloud',
  'kind.installer': 'installateur',
  'kind.live': 'système live',
  'kind.netboot': 'démarrage réseau',
  'kind.container': 'conteneur',
  'kind.board': 'image pour carte',
  'language.name': (tag) => languageWord(tag, 'fr'),
  'size.bytes': (sizeBytes) => `${number(sizeBytes)} octets`,
  'support.LTS': 'LTS',
  'support.extended': 'étendue',
  'support.ended': 'terminée',
  'support.until': ({ end }) => `maintenue jusqu’au ${written(end)}`,
  'support.extended-until': ({ end, extended }) =>
    `terminée le ${written(end)}, maintenance étendue jusqu’au ${written(extended)}`,
  'support.ended-on': ({ end }) => `terminée le ${written(end)}`,
};
