import { FACETS } from '../../core/selector.ts';
import type { Facet, Facets } from '../../core/selector.ts';
import { isSupported } from '../../core/support.ts';
import type { BrowseIndex } from './browse-index.ts';
import type { Row, RowBuild } from './row.ts';

/** What decides a facet: the build that a file is of, or the shape that it has. */
export type Owner = 'build' | 'shape';

/** One facet of all rows: its values, and by owner the place of its value; 0 where it has none. */
export interface FacetColumn {
  facet: Facet;
  owner: Owner;
  values: readonly string[];
  codes: Uint32Array;
}

/** Every facet as a column, so that 100,000 rows are counted by their few thousand builds and shapes. */
export function facetColumns(index: BrowseIndex, today: string): FacetColumn[] {
  const ofBuilds = index.builds.map((build) => buildFacets(build, today));
  const ofShapes = index.shapes.map(shapeFacets);
  return FACETS.map((facet) => {
    const owner = SHAPE_FACETS.has(facet) ? 'shape' : 'build';
    return columnOf(facet, owner, owner === 'shape' ? ofShapes : ofBuilds);
  });
}

const SHAPE_FACETS = new Set<Facet>(['arch', 'format', 'language']);

/** What a build is in the facets of the selector language. */
export function buildFacets({ release, stream, kind, level }: RowBuild, today: string): Facets {
  const { product, family, versionScheme, codename } = release;
  return {
    product,
    family,
    versionScheme,
    release: release.release,
    ...(codename === undefined ? {} : { codename }),
    lts: String(release.lts === true),
    supported: String(isSupported(release, today)),
    stream,
    kind,
    level,
  };
}

/** What a file is in every facet. */
export function rowFacets({ build, arch, format, language }: FacetRow, today: string): Facets {
  return { ...buildFacets(build, today), ...shapeFacets({ arch, format, language }) };
}

type FacetRow = Pick<Row, 'build' | 'arch' | 'format' | 'language'>;

function shapeFacets({ arch, format, language }: Omit<FacetRow, 'build'>): Facets {
  return { arch, format, ...(language === undefined ? {} : { language }) };
}

function columnOf(facet: Facet, owner: Owner, owners: readonly Facets[]): FacetColumn {
  const places = new Map<string | undefined, number>([[undefined, 0]]);
  const codes = Uint32Array.from(owners, (facets) => {
    const value = facets[facet];
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { facet, owner, values: [...places.keys()].map((value) => value ?? ''), codes };
}
