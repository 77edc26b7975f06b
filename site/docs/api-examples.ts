/** The image that the examples are about. */
export interface ExampleImage {
  product: string;
  release: string;
  stream: string;
  arch: string;
  format: string;
  digest: string;
}

/** A command that can be pasted as it is. */
export interface ApiExample {
  title: string;
  /** What it needs to be installed. */
  needs: string;
  command: string;
}

/** What programs ask most, against a site at this address (ending in a slash); a test runs each. */
export function apiExamples(origin: string, image: ExampleImage): ApiExample[] {
  const { product, release, stream, arch, format, digest } = image;
  const file = `${origin}api/v1/${product}/${release}.json`;
  return [
    {
      title: `The newest ${product} ${release} for ${arch} as ${format}: its digest and its address`,
      needs: 'curl and jq',
      command: `curl -fsS ${file} |
  jq -r '[.builds[] | select(.stream == "${stream}" and (has("withdrawn") | not))][0] | .artifacts[] |
    select(.arch == "${arch}" and .format == "${format}") | "\\(.digest) \\(.url)"'`,
    },
    {
      title: 'How much of each product is signed',
      needs: 'Python 3',
      command: `python3 - <<'END'
import json, urllib.request
catalog = json.load(urllib.request.urlopen("${origin}api/v1/catalog.json"))
for product in catalog["products"]:
    levels = [b["verification"]["level"] for r in product["releases"] for b in r["builds"]]
    print(product["product"], levels.count("signed"), "of", len(levels))
END`,
    },
    {
      title: 'What a digest belongs to, and who signed it',
      needs: 'Node 20 or later',
      command: `node --input-type=module - <<'END'
const digest = "${digest}";
const { products } = await (await fetch("${origin}api/v1/catalog.json")).json();
for (const { releases } of products)
  for (const { builds } of releases)
    for (const { verification, artifacts } of builds)
      for (const artifact of artifacts)
        if (artifact.digest === digest)
          console.log(artifact.id, verification.level, verification.signer ?? "");
END`,
    },
  ];
}
