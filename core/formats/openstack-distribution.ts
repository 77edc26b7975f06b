import type { Stream } from '../product.ts';

/** What OpenStack's image manager knows of a distribution. */
interface Distribution {
  /** The value of `os_distro`, which has no words for some; they go out as what they descend from. */
  osDistro: string;
  /** What its crawler assumes where a stream states nothing: disk in GiB. */
  login?: string;
  minimumDisk?: number;
}

/** By product. */
const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  almalinux: { osDistro: 'centos', login: 'almalinux', minimumDisk: 8 },
  arch: { osDistro: 'arch' },
  centos: { osDistro: 'centos' },
  'centos-stream': { osDistro: 'centos' },
  cirros: { osDistro: 'cirros' },
  debian: { osDistro: 'debian', login: 'debian', minimumDisk: 8 },
  fedora: { osDistro: 'fedora', login: 'fedora', minimumDisk: 4 },
  'fedora-coreos': { osDistro: 'fedora' },
  flatcar: { osDistro: 'fedora', login: 'core', minimumDisk: 10 },
  freebsd: { osDistro: 'freebsd' },
  gentoo: { osDistro: 'gentoo' },
  netbsd: { osDistro: 'netbsd' },
  openbsd: { osDistro: 'openbsd' },
  'opensuse-leap': { osDistro: 'opensuse' },
  'opensuse-microos': { osDistro: 'opensuse' },
  'opensuse-tumbleweed': { osDistro: 'opensuse' },
  rocky: { osDistro: 'rocky', login: 'rocky', minimumDisk: 10 },
  talos: { osDistro: 'talos' },
  ubuntu: { osDistro: 'ubuntu', login: 'ubuntu', minimumDisk: 8 },
};

/** In MiB, for every distribution of which its crawler knows the disk. */
const MINIMUM_MEMORY = 512;

/** What the image manager asks to be told of the images of a stream; what is not known is undefined. */
export interface Guest {
  osDistro: string | undefined;
  login: string | undefined;
  /** In GiB. */
  minimumDisk: number | undefined;
  /** In MiB. */
  minimumMemory: number | undefined;
}

/** What a stream states goes before what is assumed of its distribution. */
export function guestOf(product: string, stream: Stream): Guest {
  const known = Object.hasOwn(DISTRIBUTIONS, product) ? DISTRIBUTIONS[product] : undefined;
  const assumedMemory = known?.minimumDisk === undefined ? undefined : MINIMUM_MEMORY;
  return {
    osDistro: known?.osDistro,
    login: stream.login ?? known?.login,
    minimumDisk: stream.minimumDisk ?? known?.minimumDisk,
    minimumMemory: stream.minimumMemory ?? assumedMemory,
  };
}

/** Words in the names of streams that are made for something else than KVM with OpenStack's metadata. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['aliyun', 'applehv', 'aws', 'azure', 'azurestack', 'digitalocean', 'ec2', 'exoscale', 'gce', 'gcp'],
  ...['hetzner', 'hyperv', 'ibmcloud', 'nocloud', 'nutanix', 'oci', 'opennebula', 'oraclecloud', 'powervs'],
  ...['proxmoxve', 'vagrant', 'virtualbox', 'vmware', 'vultr'],
]);

/** What a stream is made for instead of OpenStack, where its name says so. */
export function madeFor({ stream }: Stream): string | undefined {
  return stream.split(/[-._]/).find((word) => ELSEWHERE.has(word));
}
