/** The first address by https, or else by http: others, such as of torrents, lead to no file. */
export function preferredAddress(addresses: readonly (string | undefined)[]): string | undefined {
  const known = addresses.filter((address) => address !== undefined);
  return known.find((one) => /^https:\/\//i.test(one)) ?? known.find((one) => /^http:\/\//i.test(one));
}

/** A file's name, where its address does not end in it. */
export function fileBeside(url: string | undefined, path: string | undefined): string | undefined {
  const file = path?.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return file === '' || (file !== undefined && url?.endsWith(`/${file}`)) ? undefined : file;
}
