const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes in three digits: `596 MiB`, `3.08 GiB`. */
export function formatSize(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1024;
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Bytes to the last one: `624,951,296 bytes`. */
export function exactSize(sizeBytes: number): string {
  return `${count(sizeBytes)} bytes`;
}

/** A number with commas, the same on every machine. */
export function count(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 file`, `2 files`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
