import { shellWord } from '../../../core/shell-word.ts';
import { machine } from '../architecture.ts';
import { inTurn, overLines, readyFile } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable } from '../unpack.ts';
import { hostName, isDisk } from '../used-image.ts';

/**
 * Glance can fetch an image from its address by itself (`web-download`) and checks nothing then, so it is handed the
 * file that was checked.
 * @see https://docs.openstack.org/python-openstackclient/latest/cli/command-objects/image-v2.html
 */
export const openstack: Tool = {
  id: 'openstack',
  title: 'OpenStack',
  language: 'sh',
  suits: (image) => isDisk(image) && isReadable(image),
  lines: (image) => {
    const { commands, file } = readyFile(image);
    const properties = {
      architecture: machine(image.arch),
      os_distro: image.product,
      os_version: image.release,
      image_original_user: image.login,
      image_source: image.url,
      image_source_digest: `${image.algorithm}:${image.hex}`,
    };
    const given = Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : `--property ${shellWord(`${name}=${value}`)}`,
    );
    const create = overLines(
      `openstack image create --import --disk-format ${image.format} --container-format bare`,
      ...given,
      `--file ${shellWord(file)} ${hostName(image)}`,
    );
    return inTurn(...commands, create);
  },
};
