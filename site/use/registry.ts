import type { Tool } from './tool.ts';
import { ansible } from './tools/ansible.ts';
import { aria2 } from './tools/aria2.ts';
import { curl } from './tools/curl.ts';
import { disk } from './tools/disk.ts';
import { incus } from './tools/incus.ts';
import { libvirt } from './tools/libvirt.ts';
import { lima } from './tools/lima.ts';
import { multipass } from './tools/multipass.ts';
import { openstack } from './tools/openstack.ts';
import { osdex } from './tools/osdex.ts';
import { packer } from './tools/packer.ts';
import { podman } from './tools/podman.ts';
import { powershell } from './tools/powershell.ts';
import { proxmox } from './tools/proxmox.ts';
import { rpiImager } from './tools/rpi-imager.ts';
import { terraformLibvirt } from './tools/terraform-libvirt.ts';
import { terraformProxmox } from './tools/terraform-proxmox.ts';
import { vagrant } from './tools/vagrant.ts';
import type { UsedImage } from './used-image.ts';

/** All tools, in the order in which they are offered: what suits every file first. */
export const TOOLS: readonly Tool[] = [
  ...[curl, aria2, powershell, osdex],
  ...[libvirt, proxmox, openstack, incus, lima, multipass, vagrant, podman],
  ...[disk, rpiImager],
  ...[ansible, packer, terraformProxmox, terraformLibvirt],
];

/** The tools that can do something with this image; curl is always the first. */
export function toolsFor(image: UsedImage): Tool[] {
  return TOOLS.filter((tool) => tool.suits(image));
}
