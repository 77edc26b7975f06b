import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { load } from 'js-yaml';
import { runProgram } from '../../../scripts/program.ts';
import { hclString, powershellWord, yamlString } from '../../../site/use/quote.ts';
import { ansible } from '../../../site/use/tools/ansible.ts';
import { packer } from '../../../site/use/tools/packer.ts';
import { lima } from '../../../site/use/tools/lima.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { HOSTILE_IMAGES, IMAGES, imageWith, snippets, textOf } from './images.ts';

/** Says why a test cannot run here: what reads a language is not always there. */
function without(program: string): string | false {
  return spawnSync(program, ['--version']).error === undefined ? false : `${program} is not installed`;
}

const TEXTS = ['plain', `"a\\b'`, '${x} %{y} $${z}', 'line\nend\ttab\u0000\u007f', 'é\u2028\u{1F600}'];

test('text in YAML comes out as it went in', () => {
  for (const text of TEXTS) assert.equal(load(`key: ${yamlString(text)}`)?.['key' as never], text);
});

test('text in HCL and PowerShell ends where it should', () => {
  assert.equal(hclString('${x} %{y} $ %'), '"$${x} %%{y} $ %"');
  assert.equal(powershellWord("it's ’x"), "'it''s ’’x'");
});

test('text in HCL comes out as it went in', { skip: without('terraform') }, async (t) => {
  const folder = await temporaryFolder(t);
  for (const text of TEXTS.filter((one) => !one.includes('\u0000'))) {
    const { status, stdout, stderr } = spawnSync('terraform', ['console'], {
      input: `jsonencode(${hclString(text)})`,
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' },
    });
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(JSON.parse(stdout)), text);
  }
});

describe('every snippet is well-formed', () => {
  for (const shell of ['dash', 'bash']) {
    test(`to ${shell}`, { skip: without(shell) }, () => {
      for (const { tool, name, text } of snippets()) {
        if (tool.language !== 'sh') continue;
        const { status, stderr } = spawnSync(shell, ['-n'], { input: text, encoding: 'utf8' });
        assert.equal(status, 0, `${tool.id} of ${name}: ${stderr}`);
      }
    });
  }

  test('to a reader of YAML', () => {
    for (const { tool, image, text } of snippets()) {
      if (tool.language !== 'yaml') continue;
      const read = load(text) as never;
      const digest = `${image.algorithm}:${image.hex}`;
      if (tool === lima) assert.partialDeepStrictEqual(read, { images: [{ location: image.url, digest }] });
      if (tool === ansible)
        assert.partialDeepStrictEqual(read, [
          { 'ansible.builtin.get_url': { url: image.url, checksum: digest } },
        ]);
    }
  });

  test('to a reader of HCL, and laid out as it lays out itself', { skip: without('terraform') }, () => {
    for (const { tool, name, text } of snippets()) {
      if (tool.language !== 'hcl') continue;
      const { status, stdout, stderr } = spawnSync('terraform', ['fmt', '-'], {
        input: `${text}\n`,
        encoding: 'utf8',
        env: { ...process.env, TF_CLI_CONFIG_FILE: '' },
      });
      assert.equal(status, 0, `${tool.id} of ${name}: ${stderr}`);
      assert.equal(stdout, `${text}\n`, `${tool.id} of ${name}`);
    }
  });

  // Neither PowerShell nor the providers of Terraform can be had from a package of this system: PowerShell's quoting
  // is tried above, and the fields of the providers are those of their own documents.
});

test('Ansible takes its task', { skip: without('ansible-playbook') }, async (t) => {
  const images = [IMAGES['cloud'], ...Object.values(HOSTILE_IMAGES)];
  const tasks = images.map((image) => (image === undefined ? '' : textOf(ansible, image)));
  const playbook = `- hosts: localhost\n  tasks:\n${tasks.join('\n').replaceAll(/^/gm, '    ')}\n`;
  const folder = await temporaryFolder(t, { 'play.yaml': playbook });
  const { exit, err } = await runProgram(
    'ansible-playbook',
    ['--syntax-check', '-i', 'localhost,', join(folder, 'play.yaml')],
    { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' },
  );
  assert.equal(exit, 0, err);
});

describe('Packer', { skip: without('packer') }, () => {
  /** The version that Debian has brings its builders with it and has no word for getting them. */
  const validate = async (t: TestContext, text: string) => {
    const folder = await temporaryFolder(t, { 'os.pkr.hcl': text.slice(text.indexOf('source "qemu"')) });
    return runProgram('packer', ['validate', join(folder, 'os.pkr.hcl')], {
      ...process.env,
      HOME: folder,
      CHECKPOINT_DISABLE: '1',
    });
  };

  test('takes its template', async (t) => {
    for (const name of ['cloud', 'raw cloud with a longer digest', 'installer']) {
      const image = IMAGES[name];
      assert.ok(image);
      const { exit, out, err } = await validate(t, textOf(packer, image));
      assert.equal(exit, 0, `${name}: ${out}${err}`);
    }
  });

  test('reads the digest: what is none is refused', async (t) => {
    const image = imageWith();
    const { exit } = await validate(t, textOf(packer, { ...image, hex: 'none' }));
    assert.equal(exit, 1);
  });
});
