import { machine } from '../architecture.ts';
import { say } from '../../words/say.ts';
import { yamlString } from '../quote.ts';
import type { Tool } from '../tool.ts';
import { hasCloudInit, hostName } from '../used-image.ts';

/** Takes digests of these alone, and disks that cloud-init prepares. @see https://lima-vm.io/docs/ */
const ALGORITHMS: readonly string[] = ['sha256', 'sha384', 'sha512'];
const FORMATS: readonly string[] = ['qcow2', 'raw'];

export const lima: Tool = {
  id: 'lima',
  title: 'Lima',
  language: 'yaml',
  suits: (image) =>
    hasCloudInit(image) &&
    image.compression === undefined &&
    FORMATS.includes(image.format) &&
    ALGORITHMS.includes(image.algorithm) &&
    image.arch !== 'i386' &&
    machine(image.arch) !== undefined,
  lines: (image, tell) => {
    const file = `${hostName(image)}.yaml`;
    return [
      `# ${tell(say('use.save-as', { file, command: `limactl start ./${file}` }))}`,
      'images:',
      `  - location: ${yamlString(image.url)}`,
      `    arch: ${yamlString(machine(image.arch) ?? '')}`,
      `    digest: ${yamlString(`${image.algorithm}:${image.hex}`)}`,
    ];
  },
};
