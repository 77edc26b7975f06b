import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOOLS, toolsFor } from '../../../site/use/registry.ts';
import { curl } from '../../../site/use/tools/curl.ts';
import { hostName, usedImage } from '../../../site/use/used-image.ts';
import { IMAGES, imageWith, snippets, textOf } from './images.ts';

const toolsOf = (name: string): string[] => {
  const image = IMAGES[name];
  assert.ok(image, name);
  return toolsFor(image).map(({ id }) => id);
};

const EVERYWHERE = ['curl', 'aria2', 'powershell', 'osdex'];

test('a cloud image is offered to clouds, hypervisors and what automates them', () => {
  assert.deepEqual(toolsOf('cloud'), [
    ...EVERYWHERE,
    ...['libvirt', 'proxmox', 'openstack', 'incus', 'lima', 'multipass'],
    ...['ansible', 'packer', 'terraform-proxmox', 'terraform-libvirt'],
  ]);
});

test('an image that is compressed goes where it can be unpacked before', () => {
  assert.deepEqual(toolsOf('cloud, compressed'), [
    ...EVERYWHERE,
    ...['libvirt', 'openstack', 'incus', 'multipass', 'ansible'],
  ]);
  assert.deepEqual(toolsOf('archive for a cloud'), [...EVERYWHERE, 'ansible']);
});

test('an image for another processor is not offered to what runs on amd64 alone', () => {
  const tools = toolsOf('cloud for another processor');
  assert.deepEqual(
    tools.filter((id) => /proxmox/.test(id)),
    [],
  );
  assert.ok(tools.includes('lima'));
});

test('an image that Ignition prepares is offered to nothing that needs cloud-init', () => {
  const tools = toolsOf('cloud by Ignition');
  assert.deepEqual(
    tools.filter((id) => ['lima', 'multipass'].includes(id)),
    [],
  );
  assert.ok(tools.includes('libvirt'));
});

test('installers, boards, containers, boxes and kernels each go to what they are made for', () => {
  assert.deepEqual(toolsOf('installer'), [
    ...EVERYWHERE,
    ...['libvirt', 'proxmox', 'incus', 'dd', 'ansible', 'packer', 'terraform-proxmox'],
  ]);
  assert.deepEqual(toolsOf('board'), [...EVERYWHERE, 'dd', 'rpi-imager', 'ansible']);
  assert.deepEqual(toolsOf('container'), [...EVERYWHERE, 'incus', 'podman', 'ansible']);
  assert.deepEqual(toolsOf('box'), [...EVERYWHERE, 'vagrant', 'ansible']);
  assert.deepEqual(toolsOf('wsl'), [...EVERYWHERE, 'ansible']);
  assert.deepEqual(toolsOf('kernel'), [...EVERYWHERE, 'ansible']);
});

test('every tool has a name of its own and suits something, and each snippet holds address and digest', () => {
  assert.equal(new Set(TOOLS.map(({ id }) => id)).size, TOOLS.length);
  const all = snippets(IMAGES);
  for (const { id } of TOOLS)
    assert.ok(
      all.some(({ tool }) => tool.id === id),
      id,
    );
  for (const { tool, name, image, text } of all) {
    assert.ok(text.includes(image.url), `${tool.id} of ${name}`);
    // osdex looks the file up by its digest; all others are told it.
    if (tool.id !== 'osdex') assert.ok(text.includes(image.hex), `${tool.id} of ${name}`);
    assert.doesNotMatch(text, /undefined/, `${tool.id} of ${name}`);
  }
});

test('the safe way comes first: fetch, compare, and only then unpack', () => {
  const { url, hex } = imageWith();
  assert.equal(
    textOf(curl, imageWith()),
    `curl -fLo os-24.04-amd64.img ${url} &&\necho '${hex}  os-24.04-amd64.img' | sha256sum --check`,
  );
  const image = imageWith({ url: `${url}.xz`, compression: 'xz' });
  assert.equal(
    textOf(curl, image).split(' &&\n').at(-1),
    'xz -dc os-24.04-amd64.img.xz > os-24.04-amd64.img',
  );
});

test('a file gets a name that no shell and no option parser can mistake', () => {
  const nameOf = (url: string): string => imageWith({ url }).file;
  assert.equal(nameOf('https://a.example/x/os_1.0+b~2.img'), 'os_1.0+b~2.img');
  assert.equal(nameOf('https://a.example/x/-rf'), 'image');
  assert.equal(nameOf('https://a.example/x/a%20b.img'), 'image');
  assert.equal(nameOf('https://a.example/'), 'image');
});

test('what a tool would take for a pattern or a template is percent-encoded', () => {
  assert.equal(
    imageWith({ url: 'https://a.example/[1-3]/{{x}}/{a,b}' }).url,
    'https://a.example/%5B1-3%5D/%7B%7Bx%7D%7D/%7Ba,b%7D',
  );
});

test('the name of a machine is one that hosts may have', () => {
  const nameOf = (product: string, release: string) => hostName(imageWith({ product, release }));
  assert.equal(nameOf('ubuntu', '24.04'), 'ubuntu-24-04');
  assert.equal(nameOf('9front', '_x_'), 'os-9front-x');
  assert.match(nameOf('a'.repeat(64), 'b'), /^a{48}$/);
});

test('facts of a file go into the image as they are', () => {
  const { algorithm, hex } = imageWith();
  assert.deepEqual([algorithm, hex.length], ['sha256', 64]);
  assert.equal(usedImage({ ...imageWith(), digest: `md5:${'0'.repeat(32)}` }).algorithm, 'md5');
});
