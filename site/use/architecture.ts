/** What the tools that follow `uname -m` call our architectures. */
const MACHINES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  armhf: 'armv7l',
  i386: 'i686',
  riscv64: 'riscv64',
  s390x: 's390x',
  ppc64le: 'ppc64le',
};

/** `x86_64` for `amd64`; undefined where an image is for no one machine, or for none that virtual machines are of. */
export function machine(arch: string): string | undefined {
  return Object.hasOwn(MACHINES, arch) ? MACHINES[arch] : undefined;
}
