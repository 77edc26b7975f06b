import { shellWord } from '../../../core/shell-word.ts';
import { inTurn, readyFile } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable } from '../unpack.ts';
import { hasCloudInit, hostName } from '../used-image.ts';

/**
 * Takes a file of one's own, and checks no digest of it. It logs in as `ubuntu`.
 * @see https://documentation.ubuntu.com/multipass/latest/reference/command-line-interface/launch/
 */
export const multipass: Tool = {
  id: 'multipass',
  title: 'Multipass',
  language: 'sh',
  suits: (image) =>
    hasCloudInit(image) &&
    image.login === 'ubuntu' &&
    isReadable(image) &&
    image.format === 'qcow2' &&
    ['amd64', 'arm64'].includes(image.arch),
  lines: (image) => {
    const { commands, file } = readyFile(image);
    return inTurn(...commands, `multipass launch "file://$PWD/"${shellWord(file)} --name ${hostName(image)}`);
  },
};
