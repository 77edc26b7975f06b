import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { productOf } from '../../core/source/source.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import { sourceRow, sourceRows } from '../../site/catalog/source-table.ts';
import { known, SIGNER, unproven } from './sample.ts';
import { writeSourcesMarkdown } from './sources-markdown.ts';

const SOURCES = fileURLToPath(new URL('../../sources/', import.meta.url));

test('the table beside the sources is what they state', async () => {
  const { sources, errors } = await loadSources(SOURCES);
  assert.deepEqual(errors, []);
  const products = sources.map((source) => ({ product: productOf(source), releases: [] }));
  const files = new Set(await readdir(`${SOURCES}keys`));
  const keyFiles = new Map(
    products.flatMap(({ product }) =>
      product.keys
        .map(({ fingerprint }) => [fingerprint, keyFile(fingerprint)] as const)
        .filter(([, name]) => files.has(name)),
    ),
  );
  const text = writeSourcesMarkdown(sourceRows(products), keyFiles);
  const path = `${SOURCES}README.md`;
  if (process.env['OSDEX_WRITE_SOURCES'] === '1') await writeFile(path, text);
  assert.ok((await readFile(path, 'utf8')) === text, 'sources/README.md: npm run sources writes it anew');
});

test('a product is one row, its notes are below the table, and nothing in either is markup', () => {
  const lines = writeSourcesMarkdown(
    [known, unproven].map((product) => sourceRow({ product, releases: [] })),
    new Map([[SIGNER, 'a.asc']]),
  );
  assert.ok(lines.includes('2 products: 1 signed (1 of them in part), 1 without proof.\n'));
  const [row, other] = lines.split('\n').filter((line) => line.startsWith('| [')) ?? [];
  assert.match(
    row ?? '',
    /^\| \[Known \\<img .*\]\(known\.yaml\) \| iso, live \| amd64, arm64, riscv64 \| directory, sums \| signed in part \| \[`1A5D6C4C7DB87C81`\]\(keys\/a\.asc "UEC Image Automatic Signing Key"\) \| \[1 note\]\(#known\), 1 not confirmed \|$/,
  );
  assert.equal(other, '| [Unproven](unproven.yaml) |  |  |  | no proof |  |  |');
  assert.match(
    lines,
    /\n### known\n\n- `iso-riscv64`: The list of mirrors\. Not confirmed: That it is still built \\</,
  );
});
