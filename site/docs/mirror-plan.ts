/** `mirror.yaml`, as the page and the command line show it; a test reads it as the command does. */
export const PLAN = `schema: osdex/mirror-plan/1
name: lab
repository: /srv/images
layout: "{family}/{os} - {flavor}/{file}"  # or by-type, by-date, by-version, catalog
items:
  - selector: product=ubuntu&kind=installer&arch=amd64
    track: lts        # latest, previous, lts, major, minor, 24.04.3, 20.04.x, >=22.04
    keep: 2           # builds of each stream
    old: delete       # keep, delete (to the trash) or archive
  - selector: product=debian&format=qcow2&arch=amd64,arm64
    priority: 10      # the higher is fetched first
    name: Debian cloud
prefer: [publisher, mirrors]    # and metalink, bittorrent
signatures: try                 # catalog, try or require
limits: { bandwidth: 20MB, window: "22:00-06:00", parallel: 4, size: 500GB }
trash: 30d
schedule: "0 3 * * *"           # or FREQ=WEEKLY;BYDAY=SU;BYHOUR=3
`;
