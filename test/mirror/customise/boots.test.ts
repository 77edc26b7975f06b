import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { absent } from '../../program.ts';
import { workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const RESCUE = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const skip =
  absent('xorriso') ||
  absent('qemu-system-x86_64', 'qemu-system-x86') ||
  (existsSync(RESCUE) ? false : `${RESCUE} is not there (Debian: grub-rescue-pc)`);

const LONGEST_MS = 30_000;

/**
 * GRUB says over the serial line what it was told to start. `linuxefi` is no command of GRUB for BIOS, so a function of
 * this name can stand for it.
 */
const MENU = `serial --unit=0 --speed=115200
terminal_output serial
function linuxefi {
  echo "<$2><$3><$4>"
}
linuxefi /casper/vmlinuz ---
`;

for (const [drive, how] of [
  ['-cdrom', 'as a CD'],
  ['-hda', 'as a USB stick'],
] as const)
  test(`what was made still boots ${how}, and GRUB reads its menu as it is meant`, { skip }, async (t) => {
    const work = await workplace(t);
    await work.write('menu', MENU);
    await work.write('kernel', '');
    const base = join(work.folder, 'base.iso');
    await work.run('xorriso', [
      ...['-indev', RESCUE, '-outdev', base, '-boot_image', 'any', 'replay'],
      ...['-map', 'menu', '/boot/grub/grub.cfg', '-map', 'kernel', '/casper/vmlinuz', '-commit'],
    ]);
    const output = join(work.folder, 'web1.iso');
    const files = {
      'user-data': await work.write('user-data', '#cloud-config\nautoinstall: {version: 1}\n'),
    };
    await runRecipe('autoinstall', { base, output, files });
    assert.match(await serialLineOf([drive, output]), /<autoinstall><ds=nocloud;s=\/cdrom\/nocloud\/><--->/);
  });

/** What a machine says until the end of the line is there, or until it took too long. */
async function serialLineOf(drive: readonly string[]): Promise<string> {
  const machine = spawn('qemu-system-x86_64', [
    ...['-m', '128', '-nographic', '-no-reboot', '-net', 'none', '-snapshot', ...drive],
  ]);
  const timer = setTimeout(() => machine.kill(), LONGEST_MS);
  let said = '';
  machine.stdin.end();
  try {
    for await (const piece of machine.stdout.setEncoding('latin1') as AsyncIterable<string>) {
      said += piece;
      if (said.includes('<--->')) break;
    }
    return said;
  } finally {
    clearTimeout(timer);
    machine.kill();
  }
}
