import { textOf } from './fields.ts';

/** What the text of a VMDK says of it. */
export interface VmdkDescription {
  createType: string | undefined;
  /** Of all extents together. */
  sectors: number;
  /** The files beside this one that hold the data. */
  extents: string[];
  /** The image that this one is the difference to. */
  parent: string | undefined;
}

const NO_PARENT = 'ffffffff';
const EXTENT = /^(?:RW|RDONLY|NOACCESS) +(\d{1,15}) +[A-Z]+(?: +"([^"\n]*)")?/gm;

/** Reads the description, `key=value` in lines; what it does not say is undefined. */
export function readVmdkDescription(bytes: Buffer): VmdkDescription {
  const text = bytes.toString('utf8').split('\0', 1)[0] ?? '';
  const value = (key: string): string | undefined => {
    const found = new RegExp(`^${key}\\s*=\\s*"?([^"\\r\\n]*)`, 'im').exec(text)?.[1];
    return textOf(Buffer.from(found ?? ''), 'utf8');
  };
  const extents = [...text.matchAll(EXTENT)];
  const hasParent = (value('parentCID') ?? NO_PARENT).toLowerCase() !== NO_PARENT;
  return {
    createType: value('createType'),
    sectors: extents.reduce((sum, [, sectors]) => sum + Number(sectors), 0),
    extents: extents.flatMap(([, , file]) => textOf(Buffer.from(file ?? ''), 'utf8') ?? []),
    parent: hasParent ? (value('parentFileNameHint') ?? 'unnamed') : undefined,
  };
}
