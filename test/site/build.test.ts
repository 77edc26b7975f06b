import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from 'cheerio';
import { digestOf } from '../../core/digest.ts';
import { PUBLISHED_FORMATS } from '../../core/formats/registry.ts';
import { ApiMeta } from '../../site/catalog/api-meta.ts';
import { headersFor, readHeaderRules } from '../../scripts/site-headers.ts';
import { KeyRegistry } from '../../core/keys/key-registry.ts';
import { HASHES, KEY_ALGORITHMS, POLICY_RULES } from '../../core/trust/signature-policy.ts';
import type { ApiKeys } from '../../site/catalog/api-keys.ts';
import type { BrowseFile } from '../../site/browse/index-file.ts';
import type { ApiSources } from '../../site/catalog/api-sources.ts';
import type { ApiCatalog } from '../../site/catalog/api.ts';
import { ApiAttacks, attackTable } from '../../site/catalog/attack-table.ts';
import { BASE, builtSample, SITE_NAME as NAME, SITE_URL as SITE } from './built-site.ts';
import { HOSTILE, MOVED_TO, OTHER_SIGNER, SIGNER } from './sample.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let out = '';
let catalog = '';
let files: string[] = [];

before(async () => {
  ({ out, catalog } = await builtSample());
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
});

const read = (path: string): Promise<string> => readFile(join(out, path), 'utf8');
/** What people look at here; what is below exports/ is for others to put into pages of theirs. */
const pages = async () =>
  Promise.all(
    files
      .filter((file) => file.endsWith('.html') && !file.startsWith('exports/'))
      .map(async (path) => ({ path, html: await read(path) })),
  );

test('every page and feed carries the name of the site as text', async () => {
  for (const { path, html } of await pages()) {
    const $ = load(html);
    assert.ok($('title').text().includes(NAME), path);
    assert.equal($('header .name').text().trim(), NAME, path);
    assert.ok(($('meta[name=description]').attr('content') ?? '').length > 10, `${path} says what it tells`);
  }
  const home = load(await read('index.html'));
  assert.equal(home('title').text(), `${NAME}: Operating-system images and their proof`);
  assert.equal(home('meta[name=description]').attr('content'), 'Made for a test.');
  assert.equal(
    load(await read('trust/index.html'))('title').text(),
    `Trust: levels, keys and policy · ${NAME}`,
  );
  const feed = load(await read('feeds/changes.atom'), { xml: true });
  assert.equal(feed('feed > title').text(), `${NAME}: new images`);
});

test('every feed is there in three formats, and pages name theirs', async () => {
  const feeds = files.filter((file) => file.startsWith('feeds/'));
  const names = (format: string): string[] =>
    feeds
      .filter((file) => file.endsWith(format))
      .map((file) => file.slice(0, -format.length))
      .sort();
  assert.deepEqual(names('.rss'), names('.atom'));
  assert.deepEqual(names('.json'), names('.atom'));
  for (const [page, feed] of [
    ['index.html', 'changes'],
    ['changes/index.html', 'changes'],
    ['ubuntu/24.04/index.html', 'ubuntu'],
    ['browse/arch/arm64/index.html', 'arch/arm64'],
  ] as const) {
    const $ = load(await read(page));
    assert.deepEqual(
      [...$('link[rel=alternate]')].map(({ attribs }) => [attribs['type'], attribs['href']]),
      [
        ['application/atom+xml', `${BASE}feeds/${feed}.atom`],
        ['application/rss+xml', `${BASE}feeds/${feed}.rss`],
        ['application/feed+json', `${BASE}feeds/${feed}.json`],
      ],
      page,
    );
  }
});

test('a withdrawn build is news again in its feed, under the id that it had', async () => {
  const { items } = JSON.parse(await read('feeds/ubuntu.json')) as {
    items: { id: string; title: string; date_published: string; date_modified: string }[];
  };
  const withdrawn = items.find(({ title }) => title.endsWith('(withdrawn)'));
  assert.equal(withdrawn?.id, `${SITE}${BASE}ubuntu/24.04/server-cloud/20260601/`);
  assert.equal(withdrawn?.date_published, '2026-06-01T00:00:00Z');
  assert.equal(withdrawn?.date_modified, '2026-07-10T00:00:00Z');
});

test('a link to a page is told with its title, its address and the picture of the site', async () => {
  for (const { path, html } of await pages()) {
    const $ = load(html);
    const told = (property: string): string | undefined =>
      $(`meta[property="og:${property}"]`).attr('content');
    assert.equal(told('url'), $('link[rel=canonical]').attr('href'), path);
    assert.equal(told('image'), `${SITE}${BASE}preview.png`, path);
    assert.equal(told('site_name'), NAME, path);
    assert.ok(
      $('title')
        .text()
        .includes(told('title') ?? '?'),
      path,
    );
  }
});

test('the sitemap has every page with the day it last changed by the record, and nothing else', async () => {
  const index = load(await read('sitemap.xml'), { xml: true });
  assert.equal(index('sitemapindex > sitemap > loc').text(), `${SITE}${BASE}sitemap-1.xml`);
  const $ = load(await read('sitemap-1.xml'), { xml: true });
  const listed = [...$('url > loc')].map((loc) => $(loc).text());
  assert.deepEqual(
    listed.toSorted(),
    files
      .filter((file) => file.endsWith('index.html'))
      .map((file) => `${SITE}${BASE}${file.slice(0, -'index.html'.length)}`)
      .sort(),
  );
  const day = (path: string): string => {
    const place = [...$('url')].find((url) => $(url).children('loc').text() === `${SITE}${BASE}${path}`);
    return $(place).children('lastmod').text();
  };
  assert.equal(day('ubuntu/24.04/server-cloud/20260601/'), '2026-07-10');
  assert.equal(day('ubuntu/24.04/'), '2026-07-25');
  assert.equal(day('browse/arch/arm64/'), '2026-07-25');
  assert.equal(day('docs/'), '');
  assert.match(await read('robots.txt'), new RegExp(`^Sitemap: ${SITE}${BASE}sitemap\\.xml$`, 'm'));
});

test('every page and every file for programs is there', () => {
  const expected = [
    'index.html',
    '404.html',
    'ubuntu/index.html',
    'ubuntu/24.04/index.html',
    'ubuntu/24.04/server-cloud/20260725/index.html',
    'ubuntu/24.04/server-cloud/20250301/index.html',
    'debian/12/netinst/12.2.0+really~1/index.html',
    'trust/index.html',
    `trust/${SIGNER}/index.html`,
    'attacks/index.html',
    'health/index.html',
    'changes/index.html',
    'changes/2026-07/index.html',
    'changes/moved/index.html',
    'api/v1/changes.json',
    'api/v1/changes/2026-07.json',
    'schema/changes.json',
    'schema/changes-month.json',
    'preview.png',
    'robots.txt',
    'sitemap.xml',
    'sitemap-1.xml',
    'docs/index.html',
    'docs/api/index.html',
    'docs/formats/index.html',
    'docs/guide/index.html',
    'docs/sources/index.html',
    'docs/add-a-source/index.html',
    'known/index.html',
    'unproven/index.html',
    'feeds/known.atom',
    'api/v1/sources.json',
    'api/v1/catalog.json',
    'api/v1/ubuntu/24.04.json',
    'api/browse/index.json',
    'feeds/changes.atom',
    'feeds/changes.rss',
    'feeds/changes.json',
    'feeds/ubuntu.atom',
    'feeds/arch/arm64.rss',
    'browse/index.html',
    'browse/arch/arm64/index.html',
    'browse/kind/cloud/index.html',
    'browse/lts/true/index.html',
    'opensearch.xml',
    'schema/release.json',
    'schema/product.json',
    'api/v1/keys.json',
    'api/v1/attacks.json',
    'schema/health.json',
    'schema/attacks.json',
    'schema/keys.json',
    'schema/source.json',
    'mirror/ubuntu.sh',
    'mirror/ubuntu-24.04.sh',
  ];
  assert.deepEqual(
    expected.filter((path) => !files.includes(path)),
    [],
  );
});

test('the catalog’s own files are published byte for byte', async () => {
  const pairs = [
    ['api/v1/ubuntu/24.04.yaml', 'ubuntu/24.04.yaml'],
    ['api/v1/ubuntu/24.04/2025.yaml', 'ubuntu/24.04/2025.yaml'],
    ['catalog/ubuntu/24.04.yaml', 'ubuntu/24.04.yaml'],
    ['catalog/debian/product.yaml', 'debian/product.yaml'],
    ['catalog/health.yaml', 'health.yaml'],
    ['catalog/keys.yaml', 'keys.yaml'],
  ] as const;
  for (const [published, source] of pairs) {
    assert.equal(await read(published), await readFile(join(catalog, source), 'utf8'), published);
  }
});

test('the digests lie where the list of files says, in its order', async () => {
  const { edition, sizes } = JSON.parse(await read('api/browse/index.json')) as BrowseFile;
  const digests = JSON.parse(await read(`api/browse/${edition}/0.json`)) as string[];
  const searched = JSON.parse(await read(`api/browse/${edition}/search.json`)) as string;
  assert.equal(digests.length, sizes.length);
  assert.equal(searched, digests.map((digest) => digest.replace(/^.*:/, '').slice(0, 8)).join(''));
  const catalog = await read('api/v1/catalog.json');
  assert.ok(digests.every((digest) => catalog.includes(digest)));
});

test('every link within the site leads to a file, and to a place that is there', async () => {
  const ids = new Map<string, Set<string>>();
  const all = await pages();
  for (const { path, html } of all)
    ids.set(path, new Set([...load(html)('[id]')].map(({ attribs }) => attribs['id'] ?? '')));
  const broken: string[] = [];
  for (const { path, html } of all) {
    const here = new URL(BASE + path.replace(/index\.html$/, ''), SITE);
    // The template of a row has no address before the browser fills it in.
    for (const { attribs } of load(html.replace(/<template.*?<\/template>/gs, ''))('[href], [src]')) {
      const target = new URL(attribs['href'] ?? attribs['src'] ?? '', here);
      if (target.origin !== SITE) continue;
      const inside = decodeURIComponent(target.pathname.slice(BASE.length));
      const file = target.pathname.endsWith('/') ? `${inside}index.html` : inside;
      const found = target.pathname.startsWith(BASE) && files.includes(file);
      const place = target.hash.slice(1);
      if (!found || (place !== '' && !ids.get(file)?.has(place))) broken.push(`${path}: ${target.href}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('text of the catalog stays text', async () => {
  for (const { path, html } of await pages()) {
    const $ = load(html);
    assert.equal($('img').length, 0, path);
    assert.equal($('[onerror], [onclick], [style]').length, 0, path);
    assert.deepEqual(
      [...$('script:not([type="application/ld+json"])')].filter(
        ({ attribs }) => !attribs['src']?.startsWith(BASE),
      ),
      [],
      path,
    );
    const schemes = [...$('[href]')].map(({ attribs }) => attribs['href'] ?? '');
    assert.deepEqual(
      schemes.filter((href) => /^\s*(?:javascript|data|vbscript):/i.test(href)),
      [],
      path,
    );
  }
  assert.ok(
    load(await read('debian/index.html'))('main')
      .text()
      .includes(HOSTILE),
  );
  assert.ok(
    load(await read('feeds/debian.atom'), { xml: true })('entry > title')
      .first()
      .text()
      .includes(HOSTILE),
  );
});

test('what search engines are told is data that nothing in it can end', async () => {
  for (const path of ['debian/index.html', 'debian/12/netinst/12.2.0+really~1/index.html']) {
    const $ = load(await read(path));
    const told = $('head script[type="application/ld+json"]');
    assert.equal(told.length, 1, path);
    assert.doesNotMatch(told.text(), /</, path);
    assert.partialDeepStrictEqual(JSON.parse(told.text()), { '@type': 'SoftwareApplication' }, path);
    assert.ok(told.text().includes('onerror=alert'), 'the sample’s hostile text is in it');
  }
});

test('a character that turns text round is written out, wherever it stands', async () => {
  const told = files.filter((file) => /\.(?:html|atom|json|sh)$/.test(file));
  for (const path of told) assert.doesNotMatch(await read(path), /\p{Bidi_Control}/u, path);
  for (const path of ['debian/index.html', 'health/index.html', `trust/${SIGNER}/index.html`])
    assert.ok(
      load(await read(path))('main')
        .text()
        .includes('photo\\u{202e}gpj.exe'),
      path,
    );
});

test('nothing is asked of another host, and the policy forbids it', async () => {
  const policies = new Set<string>();
  for (const { path, html } of await pages()) {
    const $ = load(html);
    const policy = $('meta[http-equiv=content-security-policy]').attr('content') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.doesNotMatch(policy, /unsafe|https?:|data:|\*/, path);
    policies.add(policy);
    const loaded = [
      ...$('script:not([type="application/ld+json"]), link[rel=stylesheet], link[rel=icon], img, iframe'),
    ];
    for (const { attribs } of loaded)
      assert.ok((attribs['src'] ?? attribs['href'] ?? '').startsWith(BASE), path);
  }
  assert.equal(policies.size, 1);
});

test('hosts that read a file of headers find the pages’ policy in it, and who may frame them', async () => {
  const rules = await readHeaderRules(out);
  const sent = headersFor(rules, `${BASE}ubuntu/`)['content-security-policy'];
  const policy = load(await read('index.html'))('meta[http-equiv=content-security-policy]').attr('content');
  assert.equal(sent, `${policy}; frame-ancestors 'none'`);
  assert.match(headersFor(rules, `${BASE}_site/a.js`)['cache-control'] ?? '', /immutable/);
  assert.equal(headersFor(rules, BASE)['cache-control'], undefined);
  assert.equal(headersFor(rules, `${BASE}api/v1/catalog.json`)['access-control-allow-origin'], '*');
});

test('a build page tells the evidence of each of its entries', async () => {
  const signed = load(await read('ubuntu/24.04/server-cloud/20260725/index.html'));
  assert.match(signed('main').text(), /Signed by UEC Image Automatic Signing Key on 25 July 2026\./);
  assert.deepEqual(
    [...signed('.chain li')].map((step) => signed(step).attr('class')?.split(' ').at(1)),
    ['proven', 'proven', 'proven', 'proven', 'yours'],
  );
  const parts = load(await read('debian/12/netinst/12.2.0+really~1/index.html'));
  assert.equal(parts('.chain').length, 2);
  assert.deepEqual(
    [...parts('main h2')].map((heading) => parts(heading).text()),
    ['amd64', 'arm64'],
  );
});

test('the page of health has a row for each source to link to, with its last thirty days and what stands still', async () => {
  const $ = load(await read('health/index.html'));
  assert.equal($('h1').text(), '1 source of 4 is in trouble.');
  assert.deepEqual(
    [...$('tbody[data-row]')].map(({ attribs }) => attribs['id']),
    ['debian', 'ubuntu', 'known', 'unproven'],
  );
  assert.match(
    $('#debian svg > title').text(),
    /^30 days to 26 July 2026: 3 all in order, 2 something was wrong \(23 July 2026, 26 July 2026\), 1 asked in part/,
  );
  assert.equal($('#known svg > title').text(), '30 days to 26 July 2026: 30 not asked.');
  assert.match(
    $('#ubuntu').text(),
    /nothing since 12 February 2026, the next build was expected by 1 June 2026/,
  );
  assert.ok($('#debian').text().includes(HOSTILE));
});

test('what is newest of each stream is in every form that can hold it, of all products and of each', async () => {
  const name = 'osdex';
  for (const product of [name, 'ubuntu']) {
    const images = JSON.parse(await read(`exports/json/${product}.json`)) as { product: string }[];
    assert.ok(images.length > 0);
    assert.ok(product === name || images.every((image) => image.product === product));
  }
  assert.ok(!files.includes('exports/json/debian.json'), 'its release has ended');
  const published = new Set(
    files.filter((file) => file.startsWith('exports/')).map((file) => file.split('/')[1]),
  );
  assert.deepEqual(
    PUBLISHED_FORMATS.filter(({ write }) => write?.kind !== 'folder' && write?.kind !== 'at-hand')
      .map(({ name: format }) => format)
      .filter((format) => !published.has(format)),
    [],
  );
  const latest = JSON.parse(await read('api/v1/latest/ubuntu/24.04/server-cloud/amd64.json')) as {
    serial: string;
    images: { digest: string; url: string }[];
  };
  assert.equal(latest.serial, '20260725');
  assert.match(latest.images[0]?.digest ?? '', /^sha256:/);
});

test('programs learn from a few hundred bytes whether anything is new, and from a description what there is', async () => {
  const catalog = JSON.parse(await read('api/v1/catalog.json')) as ApiCatalog;
  const artifacts = catalog.products.flatMap(({ releases }) =>
    releases.flatMap(({ builds }) => builds.flatMap((build) => build.artifacts)),
  );
  const lines = artifacts.map(({ id, digest }) => `${id} ${digest}\n`).join('');
  const meta = ApiMeta.parse(JSON.parse(await read('api/v1/meta.json')));
  assert.equal(meta.files, artifacts.length);
  assert.equal(meta.digest, digestOf(Buffer.from(lines)), 'as its schema says that it is made');
  const { openapi, paths } = JSON.parse(await read('api/v1/openapi.json')) as {
    openapi: string;
    paths: Record<string, unknown>;
  };
  assert.equal(openapi, '3.1.1');
  const known = Object.keys(paths).filter((path) => !path.includes('{'));
  assert.ok(known.includes('/api/v1/meta.json'));
  assert.deepEqual(
    known.filter((path) => !files.includes(path.slice(1))),
    [],
  );
});

test('the page of trust tells of each key how it stands on the day of the build, and what needs a person first', async () => {
  const $ = load(await read('trust/index.html'));
  const text = (selector: string): string[] =>
    [...$(selector)].map((element) => $(element).text().replaceAll(/\s+/g, ' ').trim());
  const [urgent, ...others] = text('.notice.alarms li').toReversed();
  assert.match(
    urgent ?? '',
    /is not here, so nothing that it signs can be proven\. See the key key-missing$/,
  );
  assert.equal(others.length, 1);
  assert.match(
    others[0] ?? '',
    /^Ubuntu 24\.04: the signing subkey C{16} .* expires in 41 days, on 2026-09-05/,
  );
  assert.deepEqual(text(`tr[id="${SIGNER}"] .standing`), ['expires in 41 days']);
  assert.equal($(`tr[id="${SIGNER}"] a`).attr('href'), `${BASE}trust/${SIGNER}/`);
});

test('the page of a key tells how it stands, what it signed, whence our copy is, and how to check it', async () => {
  const $ = load(await read(`trust/${SIGNER}/index.html`));
  const text = (selector: string): string => $(selector).text().replaceAll(/\s+/g, ' ').trim();
  const main = text('main');
  assert.equal(text('h1'), 'UEC Image Automatic Signing Key');
  assert.equal($('title').text(), `UEC Image Automatic Signing Key: key 1A5D6C4C7DB87C81 · ${NAME}`);
  assert.equal($('link[rel=canonical]').attr('href'), `${SITE}${BASE}trust/${SIGNER}/`);
  assert.equal(text('.state'), 'expires in 41 days What it signs until 5 September 2026 counts.');
  assert.equal($('.fingerprint [data-copy]').attr('data-copy'), SIGNER);
  assert.match(text('.notice.alarms'), /^This key needs a person.*the signing subkey C{16}.*key-expires$/);
  assert.match(main, /Our copy ?of 2 January 2026, from a package/);
  assert.match(main, /At the publisher ?at no address that is known here/);
  assert.match(main, /1 subkey, 1 of which signs today; the key itself signs no files/);
  assert.match(text('.scope'), /^Ubuntu ?needs it for 24\.04$/);
  assert.match(main, /4 recorded builds, the newest Ubuntu 24\.04 server-cloud 20260725 on 25 July 2026\./);
  assert.deepEqual(
    [...$('.scope a, .builds a')].map((link) => $(link).attr('href')),
    ['ubuntu/', 'ubuntu/24.04/', 'ubuntu/24.04/server-cloud/20260725/'].map((path) => BASE + path),
  );
  assert.match(text('#check ~ .command'), /gpg --show-keys --with-fingerprint publisher\.key/);
});

test('the page of a key that is missing says so first, and leads to no page that is not there', async () => {
  const $ = load(await read(`trust/${OTHER_SIGNER}/index.html`));
  const text = (selector: string): string => $(selector).text().replaceAll(/\s+/g, ' ').trim();
  assert.equal(text('h1'), HOSTILE);
  assert.match(text('.state'), /^not here No copy of it is here yet/);
  assert.match(text('.notice.alarms'), / Get the key [0-9A-F]{40} from its publisher/);
  assert.match(text('.scope'), /Debian ?has ended support of 12 ?Unrecorded OS ?needs it for 1$/);
  assert.deepEqual(
    [...$('.scope a')].map((link) => $(link).attr('href')),
    [`${BASE}debian/`, `${BASE}debian/12/`],
  );
});

test('every key that programs are told of has the page that they are told', async () => {
  const { keys }: ApiKeys = JSON.parse(await read('api/v1/keys.json'));
  const paths = keys.map(({ page }) => `${page.slice(`${SITE}${BASE}`.length)}index.html`);
  assert.deepEqual(
    paths.filter((path) => !files.includes(path)),
    [],
  );
});

test('the signature policy is published as a table and as JSON, line by line', async () => {
  const $ = load(await read('trust/index.html'));
  const keys: ApiKeys = JSON.parse(await read('api/v1/keys.json'));
  assert.deepEqual(
    keys.policy.rules.map(({ rule, verdict }) => [rule, verdict]),
    Object.entries(POLICY_RULES).map(([rule, { verdict }]) => [rule, verdict]),
  );
  assert.equal($('.policy.rules tbody tr').length, keys.policy.rules.length);
  assert.equal(
    $('.policy tbody tr').length,
    keys.policy.rules.length + HASHES.length + KEY_ALGORITHMS.length,
  );
  assert.equal(keys.asOf, '2026-07-26');
  const signer = keys.keys.find(({ fingerprint }) => fingerprint === SIGNER);
  assert.partialDeepStrictEqual(signer, {
    state: { state: 'expiring', days: 41 },
    page: `${SITE}${BASE}trust/${SIGNER}/`,
    builds: 4,
    newestBuild: `${SITE}${BASE}ubuntu/24.04/server-cloud/20260725/`,
  });
  assert.deepEqual(
    keys.alarms.map(({ code, level }) => [code, level]),
    [
      ['key-expires', 'alarm'],
      ['key-missing', 'alarm'],
    ],
  );
});

test('the page of trust begins with what needs a person, and leads to the attacks', async () => {
  const $ = load(await read('trust/index.html'));
  const parts = [...$('main').find('.notice.alarms, h2#levels, h2#keys, h2#policy')];
  const names = parts.map((part) => $(part).attr('id') ?? 'alarms');
  assert.deepEqual(names, ['alarms', 'levels', 'keys', 'policy']);
  assert.deepEqual(
    [...$('.notice.alarms li a')].map((link) => $(link).attr('href')),
    [`${BASE}trust/${SIGNER}/`, `${BASE}trust/${OTHER_SIGNER}/`],
    'an alarm leads to its key, that of a subkey to the key that it belongs to',
  );
  assert.ok($(`main a[href="${BASE}attacks/"]`).length > 0);
});

test('the page of attacks has each attack once, under a name to link to, and tells it as text', async () => {
  const $ = load(await read('attacks/index.html'));
  const table = attackTable();
  const attacks = table.flatMap((group) => group.attacks);
  assert.deepEqual(
    [...$('main [id]')].map((element) => $(element).attr('id')),
    table.flatMap((group) => [group.id, ...group.attacks.map(({ id }) => id)]),
  );
  for (const { id, attack, harm, code = '', seen = '' } of attacks) {
    const told = $(`details[id="${id}"]`).text();
    for (const text of [attack, harm, code, seen]) assert.ok(told.includes(text), `${id}: ${text}`);
  }
  const markup = attacks.filter(({ seen = '' }) => seen.includes('<'));
  assert.ok(markup.length > 0, 'something looks like markup');
  assert.equal($('details.attack').children('summary, dl').length, 2 * attacks.length);
  assert.equal($('main hex, main file').length, 0);
});

test('the attacks are published as JSON with its schema', async () => {
  const published = ApiAttacks.parse(JSON.parse(await read('api/v1/attacks.json')));
  assert.deepEqual(published.groups, attackTable());
  const schema = JSON.parse(await read('schema/attacks.json'));
  assert.equal(schema.properties.schema.const, 'osdex/api-attacks/1');
});

test('the schema of the keys says what each field is', async () => {
  const schema = JSON.parse(await read('schema/keys.json'));
  const { properties } = schema.properties.keys.items;
  assert.deepEqual(
    Object.keys(properties).filter((name) => !properties[name].description),
    [],
  );
  assert.deepEqual(Object.keys(properties), Object.keys(KeyRegistry.shape.keys.element.shape));
});

test('the page for programs names every file of the API, and links what is there', async () => {
  const $ = load(await read('docs/api/index.html'));
  const named = [...$('table td:first-child')].map((cell) => $(cell).text().trim());
  for (const file of [
    '/api/v1/catalog.json',
    '/api/v1/keys.json',
    '/api/v1/attacks.json',
    '/catalog/keys.yaml',
  ])
    assert.ok(named.includes(file), file);
  assert.equal($(`td a[href="${BASE}catalog/keys.yaml"]`).length, 1);
});

test('a product without builds is on the home page by name and level, and nowhere as an image', async () => {
  const $ = load(await read('index.html'));
  const known = [...$('[data-known] li')].map((item) => {
    const link = $(item).find('.name');
    return [link.attr('href'), $(item).find('.seal').text().trim()];
  });
  assert.deepEqual(known, [
    [`${BASE}known/`, 'signed'],
    [`${BASE}unproven/`, 'no proof'],
  ]);
  assert.match($('[data-summary]').text(), /of 2 products/);
  assert.deepEqual(
    [...$('[data-group=product] input')].map((input) => $(input).attr('value')),
    ['debian', 'ubuntu'],
  );
  const { releases } = JSON.parse(await read('api/browse/index.json')) as BrowseFile;
  assert.ok(releases.every(({ product }) => product === 'debian' || product === 'ubuntu'));
  assert.deepEqual(
    files.filter((file) => /^mirror\/(?:known|unproven)/.test(file)),
    [],
  );
});

test('its page says where its publisher offers it, how that is proven, and what is not confirmed', async () => {
  const $ = load(await read('known/index.html'));
  const text = $('main').text().replaceAll(/\s+/g, ' ');
  assert.match(text, /Known, not yet crawled\. No build of Known .* is on record/);
  assert.deepEqual(
    [...$('.feeds > li')].map((group) => $(group).find('ul > li').length),
    [2, 1],
    'what is proven in the same way is told once',
  );
  assert.match(text, /Each image is signed itself; there is no sums file between\./);
  assert.match(text, /Live systems are not signed\./);
  assert.match(text, /Rests on: The list of mirrors\. Not confirmed: That it is still built </);
  const links = [...$('.feeds a')].map((link) => $(link).attr('href'));
  assert.deepEqual(links, ['https://known.example/8/', 'https://known.example/SUMS']);
  assert.ok(
    text.includes('https://known.example/{release}/{arch}/'),
    'what nobody can follow is told as it is',
  );
  assert.equal($(`a[href="https://known.example/docs/"]`).length, 1);
  assert.equal($(`a[href="${BASE}trust/${SIGNER}/"]`).length, 1);
  assert.equal($('#mirror').length, 0);
});

test('what is to be had without any digest is told with its note, and that nothing proves it', async () => {
  const $ = load(await read('unproven/index.html'));
  const text = $('main').text().replaceAll(/\s+/g, ' ');
  assert.equal($('main a[href="https://unproven.example/evaluation"]').length, 1);
  assert.match(text, /publishes no digest of these.*The address holds for a day\./);
  assert.equal($('#signing').length, 0);
});

test('all sources are in one table and in one file, with how many are on record', async () => {
  const $ = load(await read('docs/sources/index.html'));
  const rows = [...$('.stated tbody tr')];
  assert.deepEqual(
    rows.map((row) => [$(row).attr('id'), $(row).find('td').eq(4).text().replaceAll(/\s+/g, ' ').trim()]),
    [
      ['debian', 'no proof'],
      ['known', 'signed in part'],
      ['ubuntu', 'no proof'],
      ['unproven', 'no proof'],
    ],
  );
  assert.match($('#known').text(), /1 note, 1 not confirmed/);
  const published = JSON.parse(await read('api/v1/sources.json')) as ApiSources;
  assert.deepEqual(published.counts, {
    products: 4,
    recorded: 2,
    standings: [
      { standing: 'signed', products: 1, partly: 1, recorded: 0 },
      { standing: 'none', products: 3, partly: 0, recorded: 2 },
    ],
  });
  const known = published.sources.find(({ product }) => product === 'known');
  assert.partialDeepStrictEqual(known, {
    page: `${SITE}${BASE}known/`,
    standing: 'signed',
    streams: ['iso', 'live'],
    architectures: ['amd64', 'arm64', 'riscv64'],
    keys: [SIGNER],
    builds: 0,
  });
  assert.deepEqual(
    known?.feeds.map(({ page }) => page),
    ['https://known.example/8/', undefined, 'https://known.example/SUMS'],
  );
  const catalog = JSON.parse(await read('api/v1/catalog.json')) as ApiCatalog;
  assert.deepEqual(
    catalog.products.map(({ product, releases }) => [product, releases.length]),
    [
      ['debian', 1],
      ['known', 0],
      ['ubuntu', 1],
      ['unproven', 0],
    ],
  );
});

test('a build page tells how the image is used, as far as its publisher states it', async () => {
  const stated = load(await read('ubuntu/24.04/server-cloud/20260725/index.html'));
  const facts = [...stated('dl.stream > div')].map((fact) =>
    stated(fact).text().replaceAll(/\s+/g, ' ').trim(),
  );
  assert.deepEqual(facts, [
    'First login ubuntu',
    'Needs at least 2.5 GiB of disk and 2 GiB of memory',
    'Licence Free to use and to pass on.',
  ]);
});

test('a withdrawn build says so, and the newest does not', async () => {
  assert.match(await read('ubuntu/24.04/server-cloud/20260601/index.html'), /Withdrawn\./);
  assert.doesNotMatch(await read('ubuntu/24.04/server-cloud/20260725/index.html'), /Withdrawn\./);
});

test('a build leads to the one before and the one after it in its stream', async () => {
  const ways = async (serial: string) => {
    const $ = load(await read(`ubuntu/24.04/server-cloud/${serial}/index.html`));
    return [...$('.neighbours a')].map((way) => [$(way).attr('rel'), $(way).find('code').text()]);
  };
  assert.deepEqual(await ways('20260725'), [['prev', '20260701']]);
  assert.deepEqual(await ways('20260601'), [
    ['prev', '20250301'],
    ['next', '20260701'],
  ]);
  const alone = load(await read('ubuntu/24.04/live-server/24.04.3/index.html'));
  assert.equal(alone('.neighbours').length, 0);
});

test('a build that moved says where it is, and every address on its page is of the new place', async () => {
  const html = await read('ubuntu/24.04/server-cloud/20260701/index.html');
  const $ = load(html);
  assert.match(
    $('.notice').text().replaceAll(/\s+/g, ' '),
    /Moved\. The publisher has moved this build to https:/,
  );
  assert.equal($(`.notice a[href="${MOVED_TO}"]`).length, 1);
  assert.equal($(`.files a[href="${MOVED_TO}ubuntu-24.04-server-cloudimg-amd64.img"]`).length, 1);
  assert.ok(!html.includes('https://cloud-images.ubuntu.com/releases/noble/release-20260701/'));
  const { products } = JSON.parse(await read('api/v1/catalog.json')) as ApiCatalog;
  const builds = products.flatMap(({ releases }) => releases.flatMap((release) => release.builds));
  const moved = builds.find(({ movedTo }) => movedTo === MOVED_TO);
  assert.equal(moved?.url, 'https://cloud-images.ubuntu.com/releases/noble/release-20260701/');
  assert.equal(moved.artifacts[0]?.url, `${MOVED_TO}ubuntu-24.04-server-cloudimg-amd64.img`);
});

test('the home page holds its rows without a script, and no file list', async () => {
  const html = await read('index.html');
  const rows = load(html)('[data-still] .row');
  assert.equal(rows.length, 3);
  assert.ok((await stat(join(out, 'index.html'))).size < 40_000);
});

test('the whole catalog is one JSON file with ids and addresses', async () => {
  const catalog: ApiCatalog = JSON.parse(await read('api/v1/catalog.json'));
  assert.equal(catalog.schema, 'osdex/api-catalog/1');
  const ubuntu = catalog.products.find(({ product }) => product === 'ubuntu');
  const build = ubuntu?.releases[0]?.builds[0];
  assert.ok(build);
  assert.equal(build.page, `${SITE}${BASE}ubuntu/24.04/server-cloud/20260725/`);
  assert.equal(
    build.artifacts[0]?.id,
    'ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-server-cloudimg-amd64.img',
  );
  assert.equal(build.artifacts[0]?.url, `${build.url}ubuntu-24.04-server-cloudimg-amd64.img`);
  assert.deepEqual(JSON.parse(await read('api/v1/ubuntu/24.04.json')).builds, ubuntu?.releases[0]?.builds);
});

test('the mirror script is the reviewed program with the list in it', async () => {
  const script = await read('mirror/ubuntu-24.04.sh');
  const program = await readFile(join(root, 'scripts/mirror.sh'), 'utf8');
  assert.ok(script.startsWith(program.slice(0, program.indexOf('# osdex list begins'))));
  assert.match(
    script,
    / ubuntu\/24\.04\/server-cloud\/20260725\/ubuntu-24\.04-server-cloudimg-amd64\.img kind=cloud sums=1 https:\/\//,
  );
  assert.doesNotMatch(script, /20260601/);
});
