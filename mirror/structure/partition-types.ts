import type { Architecture } from '../../core/architecture.ts';

interface PartitionType {
  name: string;
  /** For which processors its contents are, by the discoverable partitions specification. */
  arch?: Architecture;
}

/** The EFI system partition. */
export const EFI_SYSTEM_GUID = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

/**
 * Types of partitions by GUID.
 * @see https://uapi-group.org/specifications/specs/discoverable_partitions_specification/
 */
const TYPES: Readonly<Record<string, PartitionType>> = {
  [EFI_SYSTEM_GUID]: { name: 'EFI system' },
  '21686148-6449-6e6f-744e-656564454649': { name: 'BIOS boot' },
  'bc13c2ff-59e6-4262-a352-b275fd6f7172': { name: 'Linux extended boot' },
  '9e1a2d38-c612-4316-aa26-8b49521e5a8b': { name: 'PowerPC PReP boot' },
  '0fc63daf-8483-4772-8e79-3d69d8477de4': { name: 'Linux' },
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': { name: 'Linux swap' },
  'e6d6d379-f507-44c2-a23c-238f2a3df928': { name: 'Linux LVM' },
  'a19d880f-05fc-4d3b-a006-743f0f84911e': { name: 'Linux RAID' },
  '933ac7e1-2eb4-4f13-b844-0e14e2aef915': { name: 'Linux home' },
  '3b8f8425-20e0-4f3b-907f-1a25a76f98e8': { name: 'Linux server data' },
  '4d21b016-b534-45c2-a9fb-5c16e091fd2d': { name: 'Linux variable data' },
  '4f68bce3-e8cd-4db1-96e7-fbcaf984b709': { name: 'Linux root', arch: 'amd64' },
  'b921b045-1df0-41c3-af44-4c6f280d3fae': { name: 'Linux root', arch: 'arm64' },
  '69dad710-2ce4-4e3c-b16c-21a1d49abed3': { name: 'Linux root', arch: 'armhf' },
  '44479540-f297-41b2-9af7-d131d5f0458a': { name: 'Linux root', arch: 'i386' },
  '72ec70a6-cf74-40e6-bd49-4bda08e8f224': { name: 'Linux root', arch: 'riscv64' },
  '5eead9a9-fe09-4a1e-a1d7-520d00531306': { name: 'Linux root', arch: 's390x' },
  'c31c45e6-3f39-412e-80fb-4809c4980599': { name: 'Linux root', arch: 'ppc64le' },
  '77055800-792c-4f94-b39a-98c91b762bb6': { name: 'Linux root', arch: 'loong64' },
  '8484680c-9521-48c6-9c11-b0720656f69e': { name: 'Linux /usr', arch: 'amd64' },
  'b0e01050-ee5f-4390-949a-9101b17104e9': { name: 'Linux /usr', arch: 'arm64' },
  '5dfbf5f4-2848-4bac-aa5e-0d9a20b745a6': { name: 'Flatcar /usr' },
  'c95dc21a-df0e-4340-8d7b-26cbfa9a03e0': { name: 'Flatcar OEM' },
  '3884dd41-8582-4404-b9a8-e9b84f2df50e': { name: 'Flatcar root' },
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7': { name: 'Microsoft basic data' },
  'e3c9e316-0b5c-4db8-817d-f92df00215ae': { name: 'Microsoft reserved' },
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac': { name: 'Windows recovery' },
  '48465300-0000-11aa-aa11-00306543ecac': { name: 'Apple HFS+' },
  '83bd6b9d-7f41-11dc-be0b-001560b84f0f': { name: 'FreeBSD boot' },
  '516e7cb5-6ecf-11d6-8ff8-00022d09712b': { name: 'FreeBSD swap' },
  '516e7cb6-6ecf-11d6-8ff8-00022d09712b': { name: 'FreeBSD UFS' },
  '516e7cba-6ecf-11d6-8ff8-00022d09712b': { name: 'FreeBSD ZFS' },
};

/** What a type is called and is for; undefined for one that is not known here. */
export function partitionType(guid: string): PartitionType | undefined {
  return Object.hasOwn(TYPES, guid) ? TYPES[guid] : undefined;
}

/** All that are known, for comparison with other tables of them. */
export function knownPartitionTypes(): string[] {
  return Object.keys(TYPES);
}
