/** Something that a keeper of images wants done, what does it, and what shows that it does. */
export interface Capability {
  wish: string;
  command: string;
  /** File below test/, and the title in it. */
  test: { file: string; title: string };
}

type Row = readonly [wish: string, command: string, file: string, title: string];

const capability = ([wish, command, file, title]: Row): Capability => ({
  wish,
  command,
  test: { file, title },
});

const SCAN = 'mirror/inventory/scan.test.ts';
const PLANS = 'mirror/plan/plan.test.ts';
const SYNC = 'mirror/sync/sync.test.ts';

const LIBRARY: readonly Row[] = [
  [
    'Look at all that is kept, on one page',
    'osdex mirror report',
    'mirror/report/report.test.ts',
    'a report counts by type, version, state, age and size, and names the oldest and the newest',
  ],
  [
    'Take in a folder with images',
    'osdex mirror scan --new',
    'scripts/mirror/inventory.test.ts',
    'a folder with images becomes a repository whose files are known',
  ],
  [
    'Import a catalog that another program wrote',
    'osdex import',
    'core/formats/django-iso-manager-reader.test.ts',
    'the older spelling, in an array or by name, is read as well',
  ],
  [
    'Export as JSON, YAML, CSV, TSV, HTML, XLSX, ODS',
    'osdex export',
    'scripts/export.test.ts',
    'export writes the newest of each stream, or what is selected, to a file or to standard output',
  ],
  [
    'Verify what is there by its digest',
    'osdex mirror verify --all',
    'scripts/mirror/inventory.test.ts',
    'what rots is found, told with its bytes, and repaired from the publisher',
  ],
  [
    'Say how often to look for news',
    'schedule: of a plan, with osdex mirror sync --watch',
    PLANS,
    'a schedule is cron in local time or a rule of iCalendar in UTC',
  ],
  [
    'Add an image under a name of one’s own',
    'osdex mirror add --name',
    'scripts/mirror/inventory.test.ts',
    'a file of one’s own gets a name, which a rebuild keeps',
  ],
  [
    'Filter the catalog by version, scheme, name, architecture, language',
    'osdex list SELECTOR',
    'core/selector.test.ts',
    'every facet can be asked for',
  ],
  [
    'Filter what is there by the same',
    'osdex mirror list SELECTOR',
    'mirror/inventory/select-files.test.ts',
    'files are selected by what is known of them; what is not known is not what is wanted',
  ],
  [
    'Choose which images are looked after',
    'items: of a plan',
    PLANS,
    'what several items want is wanted once, by the one of the highest priority; nothing found is told',
  ],
  [
    'Follow long support, major or minor versions',
    'track: of a plan',
    PLANS,
    'a track that is none is refused with those that there are',
  ],
  [
    'Of several catalogs believe the one of the highest priority',
    'sources/catalogs/NAME.yaml, with osdex crawl',
    'crawler/crawl-remotes.test.ts',
    'of what two tell of the same file or name, the word of the higher one is taken, whoever came first',
  ],
  [
    'Fetch by BitTorrent or Metalink',
    'prefer: of a plan',
    'mirror/sync/aria2.test.ts',
    'without a torrent, or where a plan prefers addresses, there is no other way',
  ],
  [
    'Keep files on shares and in buckets (NFS, SMB, S3, SFTP, WebDAV)',
    'osdex mirror synchronise',
    'mirror/synchronise/remote-faults.test.ts',
    'bytes that are bad at the source never come to a remote, nor from one',
  ],
  [
    'Fetch the newest of a whole family, or by any other condition',
    'selector: of a plan',
    SYNC,
    'what a plan wants is fetched, proven and recorded; a second sync asks nobody anything',
  ],
  [
    'Verify after the download, by digest and signature',
    'osdex mirror sync',
    'scripts/mirror/sync.test.ts',
    'sync fetches what the plan wants, asks for its signature again, and then has nothing to do',
  ],
  [
    'Keep, delete or archive old builds',
    'old: of a plan',
    SYNC,
    'a newer build takes the place of the older only when it is proven; the older is kept, trashed or archived',
  ],
  [
    'Delete only when what takes the place is there',
    'osdex mirror sync',
    SYNC,
    'builds under names of their own go when newer ones are there, and not before',
  ],
  [
    'See before what will be fetched and deleted',
    'osdex mirror plan --write',
    'scripts/mirror/sync.test.ts',
    'a plan is shown before anything is done, and its lists are written where that is asked for',
  ],
  [
    'Lay files out in folders of one’s own',
    'layout: of a plan',
    PLANS,
    'files are laid out by a name or a template; of those that want one path the newest has it',
  ],
];

const FOLDER: readonly Row[] = [
  [
    'Download one image, with tries, resumed, checked',
    'osdex get',
    'scripts/get.test.ts',
    'get fetches the newest image that a selector finds, proves it and tells what vouches for it',
  ],
  [
    'List what is there, with what it is',
    'osdex mirror list',
    SCAN,
    'a new file is what the catalog says of its bytes, whatever it is called',
  ],
  [
    'Read an image’s own metadata, and list its files',
    'osdex mirror inspect --list',
    'scripts/mirror/inspect.test.ts',
    'inspect tells people what a disc is, and programs the same',
  ],
  [
    'Test that a file is a disc',
    'osdex mirror inspect --expect iso9660',
    'scripts/mirror/inspect.test.ts',
    '--expect refuses a file that only has the name of a disc',
  ],
  [
    'Test an image’s digest and structure',
    'osdex mirror verify',
    'mirror/inventory/verify.test.ts',
    'rotten bits are told by where they are, recorded once, and forgiven when they are good again',
  ],
  [
    'Take the files out of a disc without mounting it',
    'osdex mirror extract',
    'mirror/extract.test.ts',
    'the files of a disc are taken out, links as links, those that nobody may write too',
  ],
  [
    'Make a repository, by type, date or version',
    'layout: of a plan, with osdex mirror sync',
    PLANS,
    'files are laid out by a name or a template; of those that want one path the newest has it',
  ],
  [
    'Export and import an inventory, merged and validated',
    'osdex mirror export, osdex mirror import',
    'scripts/mirror/inventory.test.ts',
    'an inventory goes out and comes in again',
  ],
  [
    'Make one repository as another: mirror, update or merge',
    'osdex mirror synchronise',
    'mirror/synchronise/local.test.ts',
    'a mirror moves and links what is there, and sends nothing twice',
  ],
  [
    'Remove an image, and have it back',
    'osdex mirror remove, osdex mirror trash',
    'mirror/trash.test.ts',
    'a removed file comes back with all that was known of it, its name too',
  ],
  [
    'Find duplicates, archive and compress what is old, keep to a size',
    'osdex mirror optimize',
    'mirror/optimize/optimize.test.ts',
    'duplicates become names of one file, which all stay where they are and as they were known',
  ],
  [
    'Watch the disk',
    'osdex mirror disk',
    'mirror/disk-use.test.ts',
    'bytes count once however many names they have, and what lies elsewhere or in the trash counts for itself',
  ],
  [
    'List sources, prefer some, test them',
    'osdex mirror sources',
    'scripts/mirror/sources.test.ts',
    'sync asks a preferred mirror first, and the publisher for what the mirror does not have',
  ],
  [
    'Fetch several at once, not faster than is wanted, at night',
    'limits: of a plan',
    PLANS,
    'the hours of a plan may go over midnight',
  ],
  [
    'Scan quickly',
    'osdex mirror scan --quick',
    SCAN,
    'a quick scan reads nothing, and a later one reads what it left',
  ],
  [
    'A report as JSON and as a page',
    'osdex mirror report',
    'mirror/report/report.test.ts',
    'a report counts by type, version, state, age and size, and names the oldest and the newest',
  ],
  [
    'Make an image that installs itself',
    'osdex mirror customise',
    'scripts/mirror/customise.test.ts',
    'customise tells what it made, in JSON as well, and warns of clear text without telling it',
  ],
];

/** All that the two kinds of image managers before it did or promised. */
export const CAPABILITIES = [
  { title: 'Of a library with a catalog', all: LIBRARY.map(capability) },
  { title: 'Of a folder with images', all: FOLDER.map(capability) },
];
