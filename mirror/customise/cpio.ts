/**
 * An archive of one file as the kernel unpacks it into its first root (the "new ASCII" format), readable by root alone.
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function writeCpio(name: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([entry(name, 0o100_600, bytes), entry('TRAILER!!!', 0, Buffer.alloc(0))]);
}

function entry(name: string, mode: number, bytes: Uint8Array): Buffer {
  const named = Buffer.from(`${name}\0`);
  // inode, mode, uid, gid, links, mtime, size, device (2), special device (2), length of the name, checksum
  const numbers = [1, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, named.length, 0];
  const header = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), named])), padded(bytes)]);
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
