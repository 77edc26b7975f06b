import { gnuArchitecture } from '../../core/formats/gnu-architecture.ts';

/** Those that virtual machines are of. */
const VIRTUAL: readonly string[] = ['amd64', 'arm64', 'armhf', 'i386', 'riscv64', 's390x', 'ppc64le'];

/** `x86_64` for `amd64`; undefined where an image is for no one machine, or for none that virtual machines are of. */
export function machine(arch: string): string | undefined {
  return VIRTUAL.includes(arch) ? gnuArchitecture(arch) : undefined;
}
