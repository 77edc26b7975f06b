import { digestOf } from '../../../core/digest.ts';
import { TOOLS } from '../../../site/use/registry.ts';
import type { Tool } from '../../../site/use/tool.ts';
import { usedImage } from '../../../site/use/used-image.ts';
import type { UsedFile, UsedImage } from '../../../site/use/used-image.ts';
import { en } from '../../../site/words/messages/en.ts';
import { tell } from '../../../site/words/say.ts';
import type { Said } from '../../../site/words/say.ts';

/** What the file holds that the images below are of. */
export const CONTENT = 'the image';

const CLOUD: UsedFile = {
  url: 'https://images.example/24.04/20260725/os-24.04-amd64.img',
  digest: digestOf(Buffer.from(CONTENT)),
  arch: 'amd64',
  format: 'qcow2',
  compression: undefined,
  kind: 'cloud',
  product: 'ubuntu',
  release: '24.04',
  login: 'ubuntu',
};

export function imageWith(facts: Partial<UsedFile> = {}): UsedImage {
  return usedImage({ ...CLOUD, ...facts });
}

const at = (file: string): string => `https://images.example/24.04/20260725/${file}`;

/** One image of each shape that publishers offer. */
export const IMAGES: Readonly<Record<string, UsedImage>> = {
  cloud: imageWith(),
  'cloud for another processor': imageWith({ url: at('os-arm64.qcow2'), arch: 'arm64' }),
  'cloud, compressed': imageWith({ url: at('os.qcow2.xz'), compression: 'xz' }),
  'raw cloud with a longer digest': imageWith({
    url: at('os.raw'),
    format: 'raw',
    digest: digestOf(Buffer.from(CONTENT), 'sha512'),
  }),
  'cloud by Ignition': imageWith({ product: 'flatcar', release: 'stable', login: 'core' }),
  'weakly summed': imageWith({ digest: digestOf(Buffer.from(CONTENT), 'md5') }),
  vmdk: imageWith({ url: at('os.vmdk'), format: 'vmdk' }),
  'archive for a cloud': imageWith({ url: at('os.vhd.tar.gz'), format: 'vhd', compression: 'tar.gz' }),
  installer: imageWith({ url: at('os.iso'), format: 'iso', kind: 'installer', login: undefined }),
  'installer, compressed': imageWith({
    url: at('os.iso.xz'),
    format: 'iso',
    compression: 'xz',
    kind: 'installer',
  }),
  board: imageWith({
    url: at('os.img.xz'),
    format: 'raw',
    compression: 'xz',
    kind: 'board',
    arch: 'armhf',
    login: undefined,
  }),
  container: imageWith({ url: at('os.tar.xz'), format: 'rootfs', compression: 'tar.xz', kind: 'container' }),
  box: imageWith({ url: at('os.box'), format: 'box', login: 'vagrant' }),
  wsl: imageWith({ url: at('os.wsl'), format: 'wsl', kind: 'container' }),
  kernel: imageWith({ url: at('vmlinuz'), format: 'kernel', kind: 'netboot', arch: 'all' }),
};

/** What a catalog could hold to do harm: in its free text, and in the addresses that it may have. */
export const HOSTILE_IMAGES: Readonly<Record<string, UsedImage>> = Object.fromEntries(
  [
    `https://evil.example/';touch$IFS-harm;'/"$(touch harm)"/\`touch harm\`/os.img`,
    'https://evil.example/${file("/etc/passwd")}/%{if true}/{{ lookup(1) }}/os.img',
    'https://evil.example/[1-9]/{a,b}/#{`touch harm`}/os.img',
    "https://evil.example/x/';touch harm;'.img",
    'https://evil.example/x/-rf',
  ].map((url) => [url, imageWith({ url, login: `a"; b: 'c' $(touch harm) \${d} {{ e }}\n# \u{1F600}` })]),
);

/** Every tool with every image that suits it. */
export function snippets(
  images: Readonly<Record<string, UsedImage>> = { ...IMAGES, ...HOSTILE_IMAGES },
): { tool: Tool; name: string; image: UsedImage; text: string }[] {
  return TOOLS.flatMap((tool) =>
    Object.entries(images)
      .filter(([, image]) => tool.suits(image))
      .map(([name, image]) => ({ tool, name, image, text: textOf(tool, image) })),
  );
}

export function textOf(tool: Tool, image: UsedImage): string {
  return tool.lines(image, (said: Said) => tell(said, en)).join('\n');
}
