/** Whether a person can call a file so: it begins as a path does, and means nothing to a terminal or a spreadsheet. */
export function isGivenName(name: string): boolean {
  return /^[\p{L}\p{N}_(][^\p{C}\p{Zl}\p{Zp}/\\]{0,119}$/u.test(name);
}
