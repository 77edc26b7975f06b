import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { ipxe } from '../../../core/formats/ipxe.ts';
import { absent } from '../../program.ts';
import { startTestServer } from '../../test-server.ts';
import { bootArtifacts, netbootImages } from './netboot-images.ts';
import { HOSTILE, textOf } from './sample-images.ts';

test('what boots from a network becomes an item of a menu', async () => {
  const [kernel, initrd, root] = bootArtifacts();
  assert.ok(kernel && initrd && root);
  assert.equal(
    await textOf(ipxe, netbootImages([{ artifacts: [kernel, initrd, root] }])),
    `#!ipxe
# Written by osdex 0.0.0. iPXE does not check the digests below.
# Which parameters a kernel wants is for who boots it: set args before this is chained, or type them in.
# What a kernel loads later goes by its format there, such as \${netboot} or \${squashfs}.
:menu
menu osdex
item example-26.04-pxe-20260720-amd64 Example OS 26.04, Network boot files (20260720, amd64)
item --gap
item args Kernel parameters: \${args}
choose target || exit
goto \${target}
:args
echo -n Kernel parameters:
read args
goto menu
:failed
imgfree
prompt Not booted: any key goes back to the menu
goto menu

:example-26.04-pxe-20260720-amd64
# ${root.digest}
set netboot https://images.example.org/20260720/root-amd64.img
# ${kernel.digest}
kernel https://images.example.org/20260720/linux-amd64 initrd=initrd \${args} || goto failed
# ${initrd.digest}
initrd --name initrd https://images.example.org/20260720/initrd-amd64.img || goto failed
boot || goto failed
`,
  );
});

test('a hostile name stays words of a title, and an address one word', async () => {
  const images = netbootImages(
    [{ artifacts: bootArtifacts(), url: "https://images.example.org/${net0/mac}|&&'x'/" }],
    `${HOSTILE}\nboot --x -y || && shell`,
  );
  const text = await textOf(ipxe, images);
  const titles = text.split('\n').filter((line) => line.startsWith('item example'));
  assert.deepEqual(titles, [
    'item example-26.04-pxe-20260720-amd64 cmd /c calc A1 /script b amp env.HOME if x id (id) boot shell 26.04, Network boot files (20260720, amd64)',
  ]);
  assert.match(text, /^kernel https:\/\/images\.example\.org\/%24%7Bnet0\/mac%7D%7C&&%27x%27\/linux-amd64 /m);
  assert.equal(text.split('\n').filter((line) => /^(?:boot|shell)/.test(line)).length, 1);
});

test('what iPXE is not built for is refused', () => {
  const [image] = netbootImages([{ artifacts: bootArtifacts('s390x') }]);
  assert.equal(image && ipxe.refuse?.(image), "expected an architecture of iPXE's, found s390x");
});

/** What QEMU gives its network card of itself. */
const withoutRom = existsSync('/usr/lib/ipxe/qemu/efi-virtio.rom')
  ? false
  : 'no iPXE for QEMU here (Debian: ipxe-qemu)';

test(
  'iPXE shows the menu and fetches kernel and initrd of what is chosen',
  { skip: absent('qemu-system-x86_64', 'qemu-system-x86') || withoutRom, timeout: 60_000 },
  async (t) => {
    let script = '';
    const { promise: fetched, resolve } = Promise.withResolvers<void>();
    const { origin, requests } = await startTestServer(t, ({ url = '' }, response) => {
      response.end(url === '/menu.ipxe' ? script : 'no kernel');
      if (url.endsWith('initrd-amd64.img')) resolve();
    });
    // The machine's own name of the loopback that it is started on.
    const host = origin.replace('127.0.0.1', '10.0.2.2');
    const images = netbootImages(
      [{ artifacts: bootArtifacts(), url: `${host}/20260720/` }],
      `Example ${HOSTILE}`,
    );
    script = await textOf(ipxe, images);
    const machine = spawn(
      'qemu-system-x86_64',
      [
        ...['-accel', 'tcg', '-m', '256', '-nographic', '-vga', 'none', '-boot', 'n', '-no-reboot'],
        ...['-netdev', `user,id=net,tftp=/nonexistent,bootfile=${host}/menu.ipxe`],
        ...['-device', 'virtio-net-pci,netdev=net'],
      ],
      { stdio: ['pipe', 'pipe', 'ignore'], timeout: 50_000, killSignal: 'SIGKILL' },
    );
    t.after(() => machine.kill('SIGKILL'));
    const exited = once(machine, 'exit');
    let screen = '';
    machine.stdout.setEncoding('utf8').on('data', (piece: string) => {
      const hadMenu = screen.includes('Kernel parameters');
      screen += piece;
      if (!hadMenu && screen.includes('Kernel parameters')) machine.stdin.write('\r');
    });
    await Promise.race([
      fetched,
      exited.then(() => assert.fail(`expected a request for the initrd, found ${screen.slice(-2000)}`)),
    ]);
    machine.kill('SIGKILL');
    await exited;
    assert.deepEqual(
      requests.map(({ path }) => path),
      ['/menu.ipxe', '/20260720/linux-amd64', '/20260720/initrd-amd64.img'],
    );
  },
);
