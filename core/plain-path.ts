/**
 * What Windows cannot hold: the names of its devices, whatever ending follows, and a dot at the end, which it drops.
 * A clone of the catalog or a mirror there would lack `aux.yaml` and take `a.` for `a`.
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
 */
export const PORTABLE = /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)).*(?<!\.)$/i;

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._+~@-]{0,254}$/;

/**
 * Whether this is a relative path of plain names, which can neither leave its folder nor mean anything to a shell, and
 * which every system can hold.
 */
export function isPlainPath(path: string): boolean {
  if (path.length > 1024) return false;
  return path.split('/').every((segment) => SEGMENT.test(segment) && PORTABLE.test(segment));
}
