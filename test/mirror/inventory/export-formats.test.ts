import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { INVENTORY_FORMATS } from '../../../mirror/inventory/export-formats.ts';
import { absent } from '../../program.ts';
import { imageOf, NOW, repositoryPlace } from './repository-place.ts';

const IMAGE = imageOf('os-amd64.iso', 'an image');

test(
  'an inventory is written in each of its forms',
  { skip: absent('sha256sum', 'coreutils') },
  async (t) => {
    const { scan, inventory, repository, write, move } = await repositoryPlace(t, {
      'a/os.iso': 'an image',
      'b (1).iso': 'mine',
    });
    await scan([IMAGE]);
    const written = (name: string): string =>
      INVENTORY_FORMATS.find((format) => format.name === name)?.write(inventory.all(), {
        ...{ root: repository.root, name: 'images', now: NOW },
      }) ?? '';
    const { isos } = JSON.parse(written('isomanager-json')) as { isos: unknown[] };
    assert.deepEqual(isos[0], {
      ...{ name: 'os', type: 'Linux', version: '1', architecture: 'x64', filePath: 'a/os.iso', fileSize: 8 },
      hash: { algorithm: 'SHA256', value: IMAGE.artifact.digest.slice(7) },
      downloadDate: '2026-07-26T04:00:00Z',
      metadata: { edition: 'cloud', buildNumber: '20260725' },
    });
    const [header, row] = written('isomanager-csv').split('\r\n');
    assert.equal(
      header,
      '"Name","FileName","FilePath","Size","SizeGB","Created","Modified","Type","IntegrityVerified","Checksum"',
    );
    assert.match(row ?? '', /^"os","os\.iso","a\/os\.iso","8","0\.00",.*,"Linux","True","[0-9a-f]{64}"$/);
    const [columns, ...lines] = written('csv').trimEnd().split('\n');
    assert.match(columns ?? '', /^path,state,size,digest,id,name,added,checked,origin,product,/);
    assert.equal(lines.length, 2);
    const check = (): string =>
      execFileSync('sha256sum', ['-c', '--quiet', '-'], {
        ...{ cwd: repository.root, input: written('sha256sums'), encoding: 'utf8', stdio: 'pipe' },
      });
    assert.equal(check(), '');
    await write('a/os.iso', 'other');
    assert.throws(check, /a\/os\.iso: FAILED|did NOT match/);
    await move('a/os.iso', '.gone');
    await scan([IMAGE]);
    assert.equal(check(), '', 'what is missing cannot be checked');
  },
);
