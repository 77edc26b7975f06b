/** A source without a mistake, of two releases and one signed feed. */
export const SOURCE_TEXT = `schema: osdex/source/1
product: example
name: Example OS
vendor: Example Project
family: linux
description: An example.
homepage: https://example.org/
versionScheme: calver
keys:
  - fingerprint: D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81
    owner: Example signing key
    provenance: made up
  - fingerprint: 843938DF228D22F7B3742BC0D94AA3F0EFE21092
    owner: Example key of 22.04
    releases: ["22.04"]
    provenance: made up
releases:
  - release: "24.04"
    codename: noble
  - release: "22.04"
feeds:
  - feed: cloud
    format: directory
    index: https://images.example.org/{codename}/
    entry: "{serial}/"
    sums: "{serial}/SHA256SUMS"
    trust:
      level: signed
      shape: detached
      signature: "{sums}.gpg"
    streams:
      - stream: cloud
        title: Cloud image
        kind: cloud
        files:
          - { match: "example-{arch}.qcow2" }
          - { match: "example-{arch}.raw.xz" }
  - feed: iso
    format: sums
    releases: ["24.04"]
    sums: https://images.example.org/{release}/SHA256SUMS
    trust:
      level: signed
      shape: clearsigned
      keys: [D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81]
    streams:
      - stream: installer
        title: Installer
        kind: installer
        files:
          - { match: "example-{serial}-{arch}.img", format: raw }
`;

/** The same source with one text in place of another, which must be there. */
export function sourceTextWith(before: string, after: string): string {
  if (!SOURCE_TEXT.includes(before)) throw new Error(`expected "${before}" in the source text`);
  return SOURCE_TEXT.replace(before, () => after);
}
