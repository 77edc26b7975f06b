import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { writeHclJson } from '../../../core/formats/hcl-json.ts';
import { terraform } from '../../../core/formats/terraform.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { plainImages } from './plain-images.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const NOT_HERE = absent('terraform', 'not packaged');

test('an image is an entry of a local map, in which what is not known is null', async () => {
  assert.equal(
    await textOf(terraform, plainImages()),
    `{"locals":{"osdex_images":{
"example/26.10/cloud/20260720/a.img.xz":{"product":"example","name":"Example OS","release":"26.10","codename":"emu","lts":true,"end_of_life":"2031-04-20","stream":"cloud","title":"Cloud image","kind":"cloud","login":null,"serial":"20260720","published":"2026-07-20","file":"a.img.xz","arch":"arm64","format":"raw","compression":"xz","size":1000000,"digest":"sha256:${'0a'.repeat(32)}","checksum_algorithm":"sha256","checksum":"${'0a'.repeat(32)}","level":"signed","url":"https://images.example.org/20260720/a.img.xz","urls":["https://images.example.org/20260720/a.img.xz"]}
}}}
`,
  );
});

test('only withdrawn images are refused', () => {
  const [known, withdrawn] = plainImages();
  assert.equal(terraform.refuse?.(known), undefined);
  assert.equal(
    terraform.refuse?.(withdrawn),
    'expected an image that can be had, found one withdrawn on 2026-07-25',
  );
});

test('what looks like a template of HCL is doubled, in names too', () => {
  assert.equal(
    writeHclJson({ '${a}': ['%{if}', '$${b}', '${', '$(c)', '100%', '$', undefined] }),
    '{"$${a}":["%%{if}","$$${b}","$${","$(c)","100%","$",null]}',
  );
});

/** What Terraform says an expression is, beside the file. */
async function evaluate(t: TestContext, images: readonly Image[], expression: string): Promise<unknown> {
  const folder = await temporaryFolder(t, { 'osdex.tf.json': await textOf(terraform, images) });
  const env = { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1' };
  const options = { cwd: folder, env, timeout: 20_000, encoding: 'utf8' } as const;
  const valid = spawnSync('terraform', ['validate', '-json'], options);
  assert.match(valid.stdout, /"valid": true/, valid.stderr);
  const input = `jsonencode(${expression})\n`;
  const { status, stdout, stderr } = spawnSync('terraform', ['console'], { ...options, input });
  assert.equal(status, 0, stderr);
  // A string of JSON, in which the console doubles signs before braces as one would have to write them.
  return JSON.parse(JSON.parse(stdout.replace(/([$%])\1(?=\{)/g, '$1')) as string);
}

test('Terraform finds images by any attribute, known or not', { skip: NOT_HERE }, async (t) => {
  const images = sampleImages();
  const expression =
    '{for id, one in local.osdex_images : id => one.checksum if one.compression == null && one.login == "example" && one.arch == "arm64"}';
  const [arm] = images.filter(({ artifact }) => artifact.arch === 'arm64');
  assert.ok(arm);
  assert.deepEqual(await evaluate(t, images, expression), {
    [arm.id]: arm.artifact.digest.slice('sha256:'.length),
  });
});

test('of nothing Terraform reads an empty map', { skip: NOT_HERE }, async (t) => {
  assert.deepEqual(await evaluate(t, [], 'local.osdex_images'), {});
});

test('Terraform reads a hostile name as the text it is', { skip: NOT_HERE }, async (t) => {
  const names = '[for one in local.osdex_images : one.name]';
  assert.deepEqual(await evaluate(t, sampleImages().slice(0, 1), names), [`Example OS ${HOSTILE}`]);
});

test('Terraform fetches nothing, so it does not notice a changed digest', { skip: NOT_HERE }, async (t) => {
  const [image] = plainImages();
  const digest = `sha256:${'0b'.repeat(32)}` as Image['artifact']['digest'];
  const changed = { ...image, artifact: { ...image.artifact, digest } };
  assert.deepEqual(await evaluate(t, [changed], 'values(local.osdex_images)[*].digest'), [digest]);
});
