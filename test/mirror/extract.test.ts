import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { extractIso } from '../../mirror/extract.ts';
import { runTool } from '../../mirror/run-tool.ts';
import { absent } from '../program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const skip = absent('xorriso');

test(
  'the files of a disc are taken out, links as links, those that nobody may write too',
  { skip },
  async (t) => {
    const folder = await temporaryFolder(t, {
      'tree/install/vmlinuz': 'a kernel',
      'tree/name with blanks; $(touch x)': 'a name',
    });
    await symlink('/etc/passwd', join(folder, 'tree/away'));
    await chmod(join(folder, 'tree/install'), 0o555);
    const args = ['-as', 'mkisofs', '-quiet', '-r', '-V', 'TEST', '-o', 'disc.iso', 'tree'];
    await runTool({ command: 'xorriso', debian: 'xorriso' }, args, { cwd: folder, env: process.env });
    await chmod(join(folder, 'tree/install'), 0o755);
    const to = join(folder, 'deep/out');
    assert.equal(await extractIso(join(folder, 'disc.iso'), to, { env: process.env }), 3);
    assert.equal(await readFile(join(to, 'install/vmlinuz'), 'utf8'), 'a kernel');
    assert.equal(await readFile(join(to, 'name with blanks; $(touch x)'), 'utf8'), 'a name');
    assert.deepEqual(await readdir(join(folder, 'deep')), ['out'], 'nothing is left beside it');
    await chmod(join(to, 'install'), 0o755);
  },
);

test('a folder that is there is not written into, and what is no disc gives none', { skip }, async (t) => {
  const folder = await temporaryFolder(t, { 'disc.iso': 'no disc' });
  await mkdir(join(folder, 'there'));
  await writeFile(join(folder, 'there/notes'), 'of a person');
  const disc = join(folder, 'disc.iso');
  await assert.rejects(extractIso(disc, join(folder, 'there'), { env: process.env }), {
    code: 'digest-conflict',
    message: /^expected nothing at .*there, found something; choose another folder$/,
  });
  await assert.rejects(extractIso(disc, join(folder, 'out'), { env: process.env }), {
    code: 'page-unreadable',
    message: /^expected a disc \(ISO 9660\) at .*disc\.iso, found none$/,
  });
  assert.deepEqual((await readdir(folder)).sort(), ['disc.iso', 'there']);
});
