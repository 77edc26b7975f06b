/** A name after the French “of”: `de Debian`, but `d’Ubuntu`. */
export function deName(name: string): string {
  return /^[aeiouàâéèêëîïôœù]/i.test(name) ? `d’${name}` : `de ${name}`;
}
