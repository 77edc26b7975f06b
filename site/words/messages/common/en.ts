import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';

const { count: number, day: written, plural } = numberWords('en');

const sources = { one: '# source', other: '# sources' };

/** What stands on every page, and what scripts say: with the words of the list of images all English that a browser loads. */
export const commonEn = {
  'page.skip': 'Skip to the content',
  'bar.site': 'Site',
  'bar.search': 'Search images',
  'bar.search-hint': 'Search, or ubuntu@24.04',
  'bar.changes': 'Changes',
  'bar.mirror': 'Mirror',
  'bar.trust': 'Trust',
  'bar.health': 'Health',
  'bar.docs': 'Docs',
  'bar.theme': 'Theme:',
  'bar.theme-change': 'Change the theme',
  'bar.theme-system': 'system',
  'bar.theme-light': 'light',
  'bar.theme-dark': 'dark',
  'bar.language': 'Language',
  'crumbs.about': 'Where you are',
  'copy.word': 'copy',
  'missing.title': 'No such page',
  'missing.about': ({ form }: { form: string }) =>
    `Nothing of the catalog is at this address. Builds are never deleted, so a part of the address may be mistyped: it reads ${form}.`,
  'missing.all': 'Look through all images',
  'day.published': ({ day }: { day: string }) => `published ${written(day)}`,
  'day.signed': ({ day }: { day: string }) => `signed ${written(day)}`,
  'day.none': 'undated',
  'docs.title': 'Documentation',
  'docs.in-english': '',
  'docs.guide': 'User guide',
  'docs.guide-about': 'Find an image, know why to trust it, keep a mirror, hear of new builds.',
  'docs.api': 'Files for programs',
  'docs.api-about': 'Every address that programs may rely on, with examples that can be pasted.',
  'docs.exports': 'Forms for other programs',
  'docs.exports-about':
    'Every format that images can be exported to, which programs read it, and what was tried with them.',
  'docs.repository': 'Keep a repository',
  'docs.repository-about':
    'Plan what a mirror holds, fetch and prove it, find what went bad, and all else that it does.',
  'docs.formats': 'The catalog’s format',
  'docs.formats-about': 'Every field of the YAML files and what it means, with their JSON Schemas.',
  'docs.sources': 'All sources',
  'docs.sources-about':
    'Every product that the catalog knows, crawled or not, with how far each can be proven.',
  'docs.add': 'Add a distribution',
  'docs.add-about': 'From an address to signed images, with a worked example.',
  'docs.attacks': 'Attacks',
  'docs.attacks-about': 'What is tried against the catalog with every change, and what comes of it.',
  'mirror.title': 'Compose a mirror',
  'mirror.about':
    'Choose what to keep a copy of; take it with a script, or with a tool that you have. Every file is proven by its digest.',
  'mirror.counting': 'Reading the list of files …',
  'mirror.chosen': ({ files, products, size }: { files: number; products: number; size: string }) =>
    `${plural(files, { one: '# file', other: '# files' })} of ${plural(products, { one: '# product', other: '# products' })}, ${size}`,
  'mirror.size-unknown': 'sizes not published',
  'mirror.size-least': ({ size }: { size: string }) => `at least ${size}`,
  'mirror.none': 'No file has all of these properties. Take one of them away:',
  'mirror.files': ({ count }: { count: number }) => plural(count, { one: '# file', other: '# files' }),
  'mirror.by-product': 'Size by product',
  'mirror.files-by-product': 'Files by product',
  'mirror.layout': 'Folders',
  'mirror.layout-catalog': 'product / release / stream / build (nothing is ever replaced)',
  'mirror.layout-product': 'product / release',
  'mirror.layout-kind': 'kind / product',
  'mirror.layout-flat': 'all in one folder',
  'mirror.keep': 'Keep of each stream',
  'mirror.keep-newest': ({ count }: { count: number }) =>
    plural(count, { one: 'the newest build', other: 'the # newest builds' }),
  'mirror.keep-all': 'every build on record',
  'mirror.tool': 'Tool',
  'mirror.tool-script': 'Shell script',
  'mirror.tool-powershell': 'PowerShell script',
  'mirror.tool-aria2': 'aria2',
  'mirror.tool-rclone': 'rclone',
  'mirror.tool-metalink': 'Metalink',
  'mirror.tool-plan': 'Plan',
  'mirror.about-script':
    'Needs only a shell and curl, wget or aria2; read it before you run it. Run it again to go on or to check. It can fetch several files at once, keep so many builds of each stream, and check the publisher’s signatures with gpgv: --help tells how.',
  'mirror.about-powershell':
    'For Windows, and wherever PowerShell runs: fetches, resumes and proves every file. It needs nothing else; read it before you run it.',
  'mirror.about-aria2': 'Several files at once, resumed and checked by aria2.',
  'mirror.about-rclone':
    'To any storage that rclone knows, such as S3 or SFTP; needs rclone 1.72 or later. The second command proves what is there.',
  'mirror.about-metalink': 'For download managers that read Metalink 4 (RFC 5854).',
  'mirror.about-plan':
    'The selection itself rather than today’s files, so that it holds for builds to come; osdex makes the script of it.',
  'mirror.save': ({ file }: { file: string }) => `Save ${file}`,
  'mirror.copy-command': 'Copy the command',
  'mirror.then': 'Then, in the same folder:',
  'mirror.left-out': ({ count }: { count: number }) =>
    plural(count, {
      one: '# file is left out: no digest that proves it, or no plain https address.',
      other: '# files are left out: no digest that proves them, or no plain https address.',
    }),
  'mirror.shared': ({ count, path }: { count: number; path: string }) =>
    `${plural(count, { one: '# path is', other: '# paths are' })} shared by several files, such as ${path}; of each the first is taken. The first choice of folders gives each its own.`,
  'mirror.failed': ({ reason }: { reason: string }) =>
    `The files could not be listed: ${reason}. Choose again to try once more.`,
  'mirror.ready': 'Ready scripts',
  'mirror.ready-about':
    'The newest build of each stream of a product, as a script that is made with the site. Each release has one on its page.',
  'mirror.link': ({ count }: { count: number }) =>
    plural(count, { one: 'Mirror this file', other: 'Mirror these # files' }),
  'use.heading': 'Use this image',
  'use.use': 'Use',
  'use.with': 'Use with',
  'use.copy-command': 'copy',
  'use.copy-url': 'Copy the URL',
  'use.copy-digest': 'Copy the digest',
  'use.digest': 'digest',
  'use.no-size': 'size not told',
  'use.which-build': 'In a catalog of osdex: says which build this is and who signed it.',
  'use.on-a-node': 'On a node whose storage may hold this content; 9000 is the number of the new machine.',
  'use.save-as': ({ file, command }: { file: string; command: string }) =>
    `Save as ${file}, then: ${command}`,
  'use.fetch-first': ({ url }: { url: string }) => `Fetch first: ${url}`,
  'use.iso-on-stick': 'Most ISO files, not all, start from a stick as they are.',
  'use.overwritten': 'Put the disk to be overwritten for /dev/sdX; lsblk lists them.',
  'foot.revision': ({ revision }: { revision: string }) => `Catalog revision ${revision}`,
  'foot.no-revision': 'Catalog without a revision',
  'copy.done': 'copied',
  'copy.by-hand': 'Your browser does not allow copying; take it from here:',
  'copy.not-loaded':
    'The digest could not be loaded. The catalog may have been published anew: reload the page.',
  'level.signed': 'signed',
  'level.sums-only': 'sums only',
  'level.weak': 'weak',
  'level.imported': 'imported',
  'level.none': 'no proof',
  'sources.count': ({ count }: { count: number }) => plural(count, sources),
  'sources.found': ({ found, count }: { found: number; count: number }) =>
    `${number(found)} of ${plural(count, sources)}`,
  'kind.cloud': 'cloud image',
  'kind.installer': 'installer',
  'kind.live': 'live system',
  'kind.netboot': 'network boot',
  'kind.container': 'container',
  'kind.board': 'board image',
  'language.name': (tag: string) => languageWord(tag),
  'size.bytes': (sizeBytes: number) => `${number(sizeBytes)} bytes`,
  'support.LTS': 'LTS',
  'support.extended': 'extended',
  'support.ended': 'ended',
  'support.until': ({ end }: { end: string }) => `supported until ${written(end)}`,
  'support.extended-until': ({ end, extended }: { end: string; extended: string }) =>
    `ended ${written(end)}, extended support until ${written(extended)}`,
  'support.ended-on': ({ end }: { end: string }) => `ended ${written(end)}`,
} as const satisfies Record<string, Message>;
