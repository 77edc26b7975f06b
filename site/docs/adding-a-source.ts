/**
 * The worked example of the page on adding a distribution. A test runs every command of it, in this order, against a
 * publisher of the miniature internet.
 */

/** What the example's product is called. */
export const PRODUCT = 'linuxmint';
/** Where its publisher's mirrors list the builds. */
export const ADDRESS = 'https://mirrors.kernel.org/linuxmint/stable/';

/** The commands of each step, as a person types them in the folder that has `sources/` in it. */
export const COMMANDS = {
  look: `npx osdex sources new ${PRODUCT} ${ADDRESS}`,
  begin: `npx osdex sources new ${PRODUCT} ${ADDRESS} --out sources/${PRODUCT}.yaml`,
  pin: `npx osdex keys propose linuxmint.asc --source ${PRODUCT} --patch | git apply`,
  check: `npx osdex sources check ${PRODUCT}`,
  record: `npx osdex sources record ${PRODUCT} --out recording`,
  replay: `npx osdex sources check ${PRODUCT} --replay recording`,
  updates: `npx osdex updates --select ${PRODUCT}`,
  crawl: `npx osdex crawl --select ${PRODUCT} --commit`,
} as const;

/** What `sources new` tells; the fingerprint is what the signature says of itself. */
export const LOOKED = `1. a page of folders, one for each build (taken): ${ADDRESS}
    6 images in 6 streams
    5 builds: 22.3 22.2 22.1 22 … and 1 more
    images: linuxmint-22.3-cinnamon-64bit.iso linuxmint-22.3-cinnamon-64bit-edge.iso linuxmint-22.3-mate-64bit.iso linuxmint-22.3-mate-64bit-edge.iso … and 2 more
    strong digests, signed (detached), it says by 27DEB15644C6B3CF3BD7D291300F846BA25BAE09
`;

/** The first of the streams that it writes, with its marks. */
export const BEGUN = `  - feed: images
    format: directory
    index: ${ADDRESS}
    entry: "{serial}/"
    sums: "{serial}/sha256sum.txt"
    patterns:
      serial: "\\\\d+(\\\\.\\\\d+)*"
    trust:
      level: signed
      shape: detached
      signature: "{sums}.gpg"
    streams:
      - stream: cinnamon-64bit
        title: cinnamon 64bit # TODO: in words
        kind: live # TODO: cloud, installer, live, netboot, container or board
        files:
          - match: linuxmint-{serial}-cinnamon-64bit.iso
            arch: amd64 # TODO: a guess, the name does not tell
`;

/** `sources/catalogs/our-isos.yaml`. */
export const REMOTE_CATALOG = `schema: osdex/remote-catalog/1
catalog: our-isos
url: https://isos.example.org/catalog.json
format: django-iso-manager
priority: 10
every: 1d
`;

/** The source once a person has filled it in. */
export const FILLED_IN = `schema: osdex/source/1
product: ${PRODUCT}
name: Linux Mint
vendor: Linux Mint
family: linux
description: A desktop system for everyone, built on Ubuntu's long-term support releases.
homepage: https://linuxmint.com/
lifecycle: https://linuxmint.com/download_all.php
versionScheme: semver

keys: []

releases:
  - release: "22"
    codename: wilma
    lts: true
    released: "2024-07-25"
    endOfLife: "2029-04-30"

feeds:
  # Each point release has a folder of its own, which stays.
  - feed: images
    format: directory
    index: ${ADDRESS}
    entry: "{serial}/"
    sums: "{serial}/sha256sum.txt"
    patterns:
      serial: '{release}(\\.\\d+)?'
    trust:
      level: signed
      shape: detached
      signature: "{sums}.gpg"
    streams:
      - stream: cinnamon
        title: Cinnamon desktop (live)
        kind: live
        files:
          - { match: "linuxmint-{serial}-cinnamon-64bit.iso", arch: amd64 }
      - stream: mate
        title: MATE desktop (live)
        kind: live
        files:
          - { match: "linuxmint-{serial}-mate-64bit.iso", arch: amd64 }
`;

/** What the check tells of the newest build. */
export const CHECKED = `linuxmint images 22
  page     ${ADDRESS}
           4 builds; picked 22.3 22.2 22.1
           passed over as older: 22
           other names on the page: 21.3/
`;
