import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortBuilds } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { imageUrls, selectImages } from '../../core/image.ts';
import { parseSelector } from '../../core/selector.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';

const TODAY = '2026-11-20';

const both = [
  makeArtifact('a-amd64.qcow2'),
  makeArtifact('a-arm64.raw.xz', { arch: 'arm64', format: 'raw' }),
];

const catalog: Catalog = {
  health: { schema: 'osdex/health/1', sources: [] },
  products: [
    {
      product: makeProduct(),
      releases: [
        makeRelease(
          '26.04',
          sortBuilds([
            makeBuild('20260725', { artifacts: both }),
            makeBuild('20260720', { withdrawn: '2026-08-01' }),
            makeBuild('20260710'),
            makeBuild('20260701', { published: undefined }),
            makeBuild('26.04.1', { stream: 'live', published: '2026-06-01' }),
            makeBuild('26.04', {
              stream: 'live',
              published: '2026-04-23',
              verification: { level: 'imported', from: 'elsewhere' },
            }),
          ]),
          { codename: 'resolute', lts: true, endOfLife: '2031-05-29' },
        ),
        makeRelease('25.10', [makeBuild('20251101')], { codename: 'questing', endOfLife: '2026-07-20' }),
      ],
    },
    {
      product: makeProduct({
        product: 'other',
        name: 'Other System',
        family: 'bsd',
        versionScheme: 'semver',
        streams: [{ stream: 'boot', title: 'Boot', kind: 'installer' }],
      }),
      releases: [
        makeRelease('stable', [makeBuild('4230.2.10', { stream: 'unknown', published: '2026-01-01' })], {
          product: 'other',
        }),
      ],
    },
  ],
};

/** What is selected, as `release/stream/serial/file` without the product's name. */
function select(text: string): string[] {
  return selectImages(catalog, parseSelector(text), TODAY).map(({ id }) => id.replace('example/', ''));
}

const ALL_2604 = [
  '26.04/cloud/20260725/a-amd64.qcow2',
  '26.04/cloud/20260725/a-arm64.raw.xz',
  '26.04/cloud/20260720/example-20260720-amd64.qcow2',
  '26.04/cloud/20260710/example-20260710-amd64.qcow2',
  '26.04/live/26.04.1/example-26.04.1-amd64.qcow2',
  '26.04/live/26.04/example-26.04-amd64.qcow2',
  '26.04/cloud/20260701/example-20260701-amd64.qcow2',
];
const OF_2510 = '25.10/cloud/20251101/example-20251101-amd64.qcow2';
const OF_OTHER = 'other/stable/unknown/4230.2.10/example-4230.2.10-amd64.qcow2';

test('everything is selected in the order of the catalog', () => {
  assert.deepEqual(select('q='), [...ALL_2604, OF_2510, OF_OTHER]);
});

test('an image comes with all that it belongs to', () => {
  const [image] = selectImages(catalog, parseSelector('product=other'), TODAY);
  const [, other] = catalog.products;
  const [release] = other?.releases ?? [];
  assert.deepEqual(image, {
    id: OF_OTHER,
    product: other?.product,
    release,
    stream: { stream: 'unknown', title: 'unknown', kind: 'installer' },
    build: release?.builds[0],
    artifact: release?.builds[0]?.artifacts[0],
  });
});

test('each facet selects what has its value', () => {
  const expected: Record<string, string[]> = {
    'product=other': [OF_OTHER],
    'family=bsd': [OF_OTHER],
    'versionScheme=semver': [OF_OTHER],
    'release=25.10': [OF_2510],
    'codename=questing': [OF_2510],
    'lts=true': ALL_2604,
    'lts=false': [OF_2510, OF_OTHER],
    'stream=live': ALL_2604.filter((id) => id.includes('/live/')),
    'kind=live': ALL_2604.filter((id) => id.includes('/live/')),
    'kind=installer': [OF_OTHER],
    'arch=arm64': ['26.04/cloud/20260725/a-arm64.raw.xz'],
    'format=raw': ['26.04/cloud/20260725/a-arm64.raw.xz'],
    'level=imported': ['26.04/live/26.04/example-26.04-amd64.qcow2'],
    'arch=arm64&format=qcow2': [],
    'product=ubuntu': [],
  };
  for (const [text, ids] of Object.entries(expected)) assert.deepEqual(select(text), ids, text);
});

test('a language is that of the file, else that of its stream; what states none has none', () => {
  const streams = [
    { stream: 'german', title: 'German', kind: 'live', language: 'de' } as const,
    { stream: 'any', title: 'Any', kind: 'live' } as const,
  ];
  const artifacts = ['de', 'pt-BR'].map((language) => makeArtifact(language, { language }));
  const builds = [
    makeBuild('20260725', { stream: 'any', artifacts: [...artifacts, makeArtifact('none')] }),
    makeBuild('20260725', {
      stream: 'german',
      artifacts: [makeArtifact('of-stream'), makeArtifact('fr', { language: 'fr' })],
    }),
  ];
  const spoken: Catalog = {
    ...catalog,
    products: [{ product: makeProduct({ streams }), releases: [makeRelease('1', builds)] }],
  };
  const files = (text: string) =>
    selectImages(spoken, parseSelector(text), TODAY).map(({ artifact }) => artifact.file);
  assert.deepEqual(files('language=de'), ['de', 'of-stream']);
  assert.deepEqual(files('language=fr,pt-BR'), ['pt-BR', 'fr']);
  assert.equal(files('').length, 5);
});

test('what is past the support that everyone gets is not selected as supported', () => {
  assert.deepEqual(select('supported=false'), [OF_2510]);
  assert.deepEqual(select('supported=true'), [...ALL_2604, OF_OTHER]);
});

test('the latest builds are counted in each stream, withdrawn ones left out', () => {
  assert.deepEqual(select('product=example&release=26.04&latest=1'), [
    '26.04/cloud/20260725/a-amd64.qcow2',
    '26.04/cloud/20260725/a-arm64.raw.xz',
    '26.04/live/26.04.1/example-26.04.1-amd64.qcow2',
  ]);
  assert.deepEqual(select('release=26.04&stream=cloud&latest=2'), [
    '26.04/cloud/20260725/a-amd64.qcow2',
    '26.04/cloud/20260725/a-arm64.raw.xz',
    '26.04/cloud/20260710/example-20260710-amd64.qcow2',
  ]);
  assert.equal(select('release=26.04&stream=cloud&latest=99').length, 4);
});

test('the latest build of one architecture is looked for among the latest builds', () => {
  assert.deepEqual(select('release=26.04&arch=arm64&latest=1'), ['26.04/cloud/20260725/a-arm64.raw.xz']);
});

test('entries of one build that are signed apart count as one build', () => {
  const apart: Catalog = {
    ...catalog,
    products: [
      {
        product: makeProduct(),
        releases: [
          makeRelease('1', [
            makeBuild('20260725', { url: 'https://images.example.org/amd64/' }),
            makeBuild('20260725', {
              url: 'https://images.example.org/arm64/',
              artifacts: [makeArtifact('b')],
            }),
            makeBuild('20260724'),
          ]),
        ],
      },
    ],
  };
  const serials = (text: string) =>
    selectImages(apart, parseSelector(text), TODAY).map(({ build }) => build.serial);
  assert.deepEqual(serials('latest=1'), ['20260725', '20260725']);
  assert.deepEqual(serials('latest=2'), ['20260725', '20260725', '20260724']);
});

test('days bound the publication, both of them included, and leave out what has no date', () => {
  assert.deepEqual(select('since=2026-07-10&until=2026-07-20'), [
    '26.04/cloud/20260720/example-20260720-amd64.qcow2',
    '26.04/cloud/20260710/example-20260710-amd64.qcow2',
  ]);
  assert.deepEqual(select('until=2025-12-31'), [OF_2510]);
  assert.deepEqual(select('since=2026-07-21'), ALL_2604.slice(0, 2));
});

test('words are looked for in names, titles, codenames and digests, whatever their case', () => {
  assert.deepEqual(select('q=QUESTING'), [OF_2510]);
  assert.deepEqual(
    select('q=live+resolute'),
    ALL_2604.filter((id) => id.includes('/live/')),
  );
  assert.deepEqual(select('q=other+system'), [OF_OTHER]);
  assert.deepEqual(select('q=live+questing'), []);
  const digest = both[1]?.digest ?? '';
  assert.deepEqual(select(`q=${digest.slice(7, 30)}`), ['26.04/cloud/20260725/a-arm64.raw.xz']);
  assert.deepEqual(select('q=arm64&latest=1'), ['26.04/cloud/20260725/a-arm64.raw.xz']);
});

test('an image is at its publisher first, then at the mirrors of that address', () => {
  const product = makeProduct({
    mirrors: [
      {
        of: 'https://images.example.org/',
        at: ['https://one.example.net/', 'https://two.example.net/example/'],
      },
      { of: 'https://images.example.org/2025/', at: ['https://old.example.net/'] },
      { of: 'https://images.example.com/', at: ['https://com.example.net/'] },
    ],
  });
  const artifact = makeArtifact('a.img');
  assert.deepEqual(imageUrls({ product, build: makeBuild('20260725'), artifact }), [
    'https://images.example.org/20260725/a.img',
    'https://one.example.net/20260725/a.img',
    'https://two.example.net/example/20260725/a.img',
  ]);
  assert.deepEqual(imageUrls({ product: makeProduct(), build: makeBuild('20260725'), artifact }), [
    'https://images.example.org/20260725/a.img',
  ]);
});

test('an image that moved is had from its new place first, then from its first address and from the mirrors of both', () => {
  const product = makeProduct({
    mirrors: [
      { of: 'https://images.example.org/', at: ['https://one.example.net/'] },
      { of: 'https://old.example.org/', at: ['https://two.example.net/'] },
    ],
  });
  const build = makeBuild('20260725', { movedTo: 'https://old.example.org/x/' });
  assert.deepEqual(imageUrls({ product, build, artifact: makeArtifact('a.img') }), [
    'https://old.example.org/x/a.img',
    'https://images.example.org/20260725/a.img',
    'https://two.example.net/x/a.img',
    'https://one.example.net/20260725/a.img',
  ]);
});
