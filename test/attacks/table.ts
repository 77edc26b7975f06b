import type { Attack } from './attack.ts';
import { addresses } from './cases/addresses.ts';
import { documents } from './cases/documents.ts';
import { lessProof } from './cases/less-proof.ts';
import { machine } from './cases/machine.ts';
import { namesInLists, namesOnPages } from './cases/names.ts';
import { pieces } from './cases/pieces.ts';
import { servedAgain } from './cases/served-again.ts';
import { signatures } from './cases/signatures.ts';
import { smuggled } from './cases/smuggled.ts';
import { transfers } from './cases/transfers.ts';

export interface AttackGroup {
  /** Names the group for good; an anchor in the pages. */
  id: string;
  title: string;
  /** Where its attacks are, below `test/attacks/`. */
  file: string;
  attacks: readonly Attack[];
}

/** Every attack, in the order in which a reader meets them. */
export const ATTACK_GROUPS: readonly AttackGroup[] = [
  {
    id: 'served-again',
    title: 'An old state is served again',
    file: 'cases/served-again.ts',
    attacks: servedAgain,
  },
  { id: 'less-proof', title: 'Less proof than before', file: 'cases/less-proof.ts', attacks: lessProof },
  { id: 'pieces', title: 'Pieces that do not belong together', file: 'cases/pieces.ts', attacks: pieces },
  { id: 'smuggled', title: 'Text that no signature covers', file: 'cases/smuggled.ts', attacks: smuggled },
  {
    id: 'signatures',
    title: 'Signatures that prove nothing',
    file: 'cases/signatures.ts',
    attacks: signatures,
  },
  {
    id: 'names-in-lists',
    title: 'Names in lists that are more than names',
    file: 'cases/names.ts',
    attacks: namesInLists,
  },
  {
    id: 'names-on-pages',
    title: 'Names on pages that are more than names',
    file: 'cases/names.ts',
    attacks: namesOnPages,
  },
  { id: 'addresses', title: 'Addresses that lead elsewhere', file: 'cases/addresses.ts', attacks: addresses },
  {
    id: 'transfers',
    title: 'Answers that cost more than they are worth',
    file: 'cases/transfers.ts',
    attacks: transfers,
  },
  {
    id: 'documents',
    title: 'Documents that tell of builds, and images that are signed themselves',
    file: 'cases/documents.ts',
    attacks: documents,
  },
  { id: 'machine', title: 'Files on this machine', file: 'cases/machine.ts', attacks: machine },
];
