import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { hashPieces, pieceSize } from '../../core/piece-hashes.ts';
import { codeOf } from '../code-of.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const KIB = 1024;

test('pieces are a power of two that grows with the file', () => {
  assert.deepEqual([0, 1, 512 * KIB ** 2, 512 * KIB ** 2 + 1, 4 * KIB ** 3, 64 * KIB ** 3].map(pieceSize), [
    256 * KIB,
    256 * KIB,
    256 * KIB,
    512 * KIB,
    2 * KIB ** 2,
    16 * KIB ** 2,
  ]);
});

test('a file is hashed as a whole and in pieces, the last of which may be shorter', async (t) => {
  const size = 256 * KIB;
  for (const length of [0, 1, size - 1, size, size + 1, 3 * size + 7]) {
    const bytes = Buffer.alloc(length, 'some bytes');
    const folder = await temporaryFolder(t, { file: bytes });
    const pieces: Buffer[] = [];
    for (let at = 0; at < length; at += size) {
      pieces.push(
        createHash('sha1')
          .update(bytes.subarray(at, at + size))
          .digest(),
      );
    }
    assert.deepEqual(await hashPieces(join(folder, 'file'), 'sha512'), {
      sizeBytes: length,
      digest: digestOf(bytes, 'sha512'),
      pieceBytes: size,
      pieces,
    });
  }
});

test('a file that cannot be read is missing', async (t) => {
  const folder = await temporaryFolder(t);
  assert.equal(await codeOf(hashPieces(join(folder, 'none'), 'sha256')), 'file-missing');
  assert.equal(await codeOf(hashPieces(folder, 'sha256')), 'file-missing');
});
