/** A file as a publisher serves it; its bytes are made when somebody asks for them. */
export interface ServedFile {
  modified: Date;
  type: string;
  /** Known without reading, for files whose bytes are made from their name. */
  sizeBytes?: number;
  /** What a folder's page says of it, where it is not worth signing for. */
  listedBytes?: number;
  /** What people download, as against pages, sums files and signatures. */
  image: boolean;
  read(): Uint8Array | Promise<Uint8Array>;
}

/** What lies in a folder by its name; the names of folders end in a slash. */
type Folder = Map<string, { modified: Date }>;

/** All that the hosts of one publisher serve; every path is `HOST/PATH`, every folder ends in a slash. */
export interface Tree {
  files: Map<string, ServedFile>;
  folders: Map<string, Folder>;
  /** Folders that show what lies in others. */
  links: { folder: string; target: string }[];
  /** Addresses by the paths that lead to them. */
  redirects: Map<string, string>;
  buckets: Bucket[];
}

/** Object stores that list what lies below a folder. */
export interface Bucket {
  /** The address that is asked, `HOST` or `HOST/PATH`. */
  at: string;
  /** What its keys begin with before the path below the folder. */
  prefix: string;
  folder: string;
}

export function emptyTree(): Tree {
  return { files: new Map(), folders: new Map(), links: [], redirects: new Map(), buckets: [] };
}

/** Puts a file into the tree, with the folders above it; a folder is as new as the newest file below it. */
export function plant(tree: Tree, path: string, file: ServedFile): void {
  tree.files.set(path, file);
  for (let child = path; ;) {
    const slash = child.lastIndexOf('/', child.length - 2);
    if (slash < 0) return;
    const parent = child.slice(0, slash + 1);
    const name = child.slice(slash + 1);
    const folder = tree.folders.get(parent) ?? new Map<string, { modified: Date }>();
    tree.folders.set(parent, folder);
    const before = folder.get(name);
    if (before === undefined || before.modified < file.modified) {
      folder.set(name, { modified: file.modified });
    }
    child = parent;
  }
}

/** Shows what lies below one folder a second time below another, as a symbolic link at the publisher does. */
export function link(tree: Tree, folder: string, target: string): void {
  tree.links.push({ folder, target });
  plantAgain(tree, folder, target);
}

function plantAgain(tree: Tree, folder: string, target: string): void {
  for (const name of tree.folders.get(target)?.keys() ?? []) {
    const file = tree.files.get(target + name);
    if (file === undefined) plantAgain(tree, folder + name, target + name);
    else plant(tree, folder + name, file);
  }
}

/** All the ways to say where paths begin that begin so: through links, to where the files really lie. */
export function beginnings(tree: Tree, start: string): string[] {
  const targets = tree.links.flatMap(({ folder, target }) => {
    if (start.startsWith(folder)) return [target + start.slice(folder.length)];
    return folder.startsWith(start) ? [target] : [];
  });
  return [start, ...targets];
}
