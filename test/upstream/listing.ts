/** How a web server writes the page of a folder. */
export type ListingStyle = (typeof STYLE_NAMES)[number];

export const STYLE_NAMES = ['apache-pre', 'apache-table', 'nginx', 'lighttpd'] as const;

export interface ListedEntry {
  /** Ends in a slash for a folder. */
  name: string;
  modified: Date;
  /** Absent for a folder. */
  sizeBytes?: number;
}

/**
 * Writes the page of a folder in a server's own way, with what surrounds the entries there: sort links, parents,
 * links to other hosts, names cut short.
 *
 * @param path of the folder below its host, beginning and ending in a slash.
 */
export function listFolder(style: ListingStyle, path: string, entries: readonly ListedEntry[]): string {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return STYLES[style](path, sorted);
}

const STYLES: Record<ListingStyle, (path: string, entries: readonly ListedEntry[]) => string> = {
  'apache-pre': apachePre,
  'apache-table': apacheTable,
  nginx,
  lighttpd,
};

const NAME_WIDTH = 23;

/** mod_autoindex with FancyIndexing, below a page header of the publisher's. */
function apachePre(path: string, entries: readonly ListedEntry[]): string {
  const lines = entries.map(({ name, modified, sizeBytes }) => {
    const icon = `<img src="../../../../icons/${name.endsWith('/') ? 'folder' : 'unknown'}.png" alt="[   ]">`;
    const size = sizeBytes === undefined ? '  - ' : humanSize(sizeBytes).padStart(4);
    return `${icon} ${anchor(name, NAME_WIDTH)} ${day(modified)} ${clock(modified)}  ${size}  `;
  });
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html>
 <head>
  <title>Index of ${path.slice(0, -1)}</title>
  <script>(function(w){w.ready=true;if(1<2&&w)w.page='<a href="not-a-link/">';})(window);</script>
 </head>
 <body>
<p>More is told at <a href="http://www.example.com/cloud/">the product page</a> and <a name="here">here</a>.</p>
<h1>Index of ${path.slice(0, -1)}</h1>
<pre><img src="/icons/blank.gif" alt="Icon "> <a href="?C=N;O=D">Name</a>                    <a href="?C=M;O=A">Last modified</a>      <a href="?C=S;O=A">Size</a>  <a href="?C=D;O=A">Description</a><hr><img src="/icons/back.gif" alt="[PARENTDIR]"> <a href="${parentOf(path)}">Parent Directory</a>                             -
${lines.join('\n')}
<hr></pre>
</body></html>
`;
}

/** mod_autoindex with HTMLTable; each entry has two links, one around its icon. */
function apacheTable(path: string, entries: readonly ListedEntry[]): string {
  const row = (index: number, href: string, text: string, modified: string, size: string): string =>
    `   <tr class="${index % 2 === 0 ? 'even' : 'odd'}"><td class="indexcolicon"><a href="${href}"><img src="/icons2/folder.png" alt="[DIR]"></a></td><td class="indexcolname"><a href="${href}">${text}</a></td><td class="indexcollastmod">${modified}</td><td class="indexcolsize">${size}</td></tr>`;
  const rows = entries.map(({ name, modified, sizeBytes }, index) => {
    const size = sizeBytes === undefined ? '  - ' : humanSize(sizeBytes).padStart(4);
    return row(index + 1, hrefOf(name), escape(name), `${day(modified)} ${clock(modified)}  `, size);
  });
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html>
 <head>
  <title>Index of ${path.slice(0, -1)}</title>
  <link rel="stylesheet" href="/layout/autoindex.css" type="text/css">
 </head>
 <body>
  <h1 id="indextitle">Index of ${path.slice(0, -1)}</h1>
  <table id="indexlist">
   <tr class="indexhead"><th class="indexcolicon"><img src="/icons2/blank.png" alt="[ICO]"></th><th class="indexcolname"><a href="?C=N;O=D">Name</a></th><th class="indexcollastmod"><a href="?C=M;O=A">Last modified</a></th><th class="indexcolsize"><a href="?C=S;O=A">Size</a></th></tr>
   <tr class="indexbreakrow"><th colspan="4"><hr></th></tr>
${row(0, parentOf(path), 'Parent Directory', '&nbsp;', '  - ')}
${rows.join('\n')}
   <tr class="indexbreakrow"><th colspan="4"><hr></th></tr>
</table>
<address>Apache/2.4.68 (Unix) Server</address>
</body></html>
`;
}

const NGINX_NAME_WIDTH = 50;

/** nginx's autoindex: exact sizes, dates with the month's name. */
function nginx(path: string, entries: readonly ListedEntry[]): string {
  const lines = entries.map(({ name, modified, sizeBytes }) => {
    const size = String(sizeBytes ?? '-').padStart(20);
    const date = `${two(modified.getUTCDate())}-${monthOf(modified)}-${modified.getUTCFullYear()}`;
    return `${anchor(name, NGINX_NAME_WIDTH)} ${date} ${clock(modified)}${size}`;
  });
  return `<html>
<head><title>Index of ${path}</title></head>
<body>
<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>
${lines.join('\n')}
</pre><hr></body>
</html>
`;
}

/** lighttpd's mod_dirlisting: the slash of a folder stands outside of its link. */
function lighttpd(path: string, entries: readonly ListedEntry[]): string {
  const rows = entries.map(({ name, modified, sizeBytes }) => {
    const folder = name.endsWith('/');
    const text = folder ? `${escape(name.slice(0, -1))}</a>/` : `${escape(name)}</a>`;
    const date = `${modified.getUTCFullYear()}-${monthOf(modified)}-${two(modified.getUTCDate())}`;
    const size = sizeBytes === undefined ? '- &nbsp;' : humanSize(sizeBytes);
    return `<tr${folder ? ' class="d"' : ''}><td class="n"><a href="${hrefOf(name)}">${text}</td><td class="m">${date} ${clock(modified)}:00</td><td class="s">${size}</td><td class="t">${folder ? 'Directory' : 'application/octet-stream'}</td></tr>`;
  });
  return `<!DOCTYPE html>
<html>
<head>
<title>Index of ${path}</title>
</head>
<body>
<h2>Index of ${path}</h2>
<div class="list">
<table summary="Directory Listing" cellpadding="0" cellspacing="0">
<thead><tr><th class="n">Name</th><th class="m">Last Modified</th><th class="s">Size</th><th class="t">Type</th></tr></thead>
<tbody>
<tr class="d"><td class="n"><a href="../">..</a>/</td><td class="m">&nbsp;</td><td class="s">- &nbsp;</td><td class="t">Directory</td></tr>
${rows.join('\n')}
</tbody>
</table>
</div>
<div class="foot">lighttpd/1.4.79</div>
</body>
</html>
`;
}

/** The link and the blanks up to the next column; a name too long for it is cut in the text, never in the address. */
function anchor(name: string, width: number): string {
  const text = name.length > width ? `${escape(name.slice(0, width - 3))}..&gt;` : escape(name);
  return `<a href="${hrefOf(name)}">${text}</a>${' '.repeat(Math.max(0, width - name.length))}`;
}

function hrefOf(name: string): string {
  return name.endsWith('/') ? `${encodeURIComponent(name.slice(0, -1))}/` : encodeURIComponent(name);
}

function parentOf(path: string): string {
  return path.replace(/[^/]+\/$/, '');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function humanSize(bytes: number): string {
  if (bytes < 1000) return String(bytes);
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${kilo < 10 ? kilo.toFixed(1) : Math.round(kilo)}K` : `${(kilo / 1024).toFixed(1)}M`;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function clock(at: Date): string {
  return at.toISOString().slice(11, 16);
}

function monthOf(at: Date): string {
  return at.toUTCString().slice(8, 11);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
