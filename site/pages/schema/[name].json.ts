import type { APIRoute, GetStaticPaths } from 'astro';
import { z } from 'zod';
import { Health } from '../../../core/health.ts';
import { MirrorPlanFile } from '../../../core/mirror-plan-file.ts';
import { KeyRegistry } from '../../../core/keys/key-registry.ts';
import { Product } from '../../../core/product.ts';
import { Release } from '../../../core/release.ts';
import { CatalogSettings } from '../../../core/source/catalog-settings.ts';
import { RemoteCatalog } from '../../../core/source/remote-catalog.ts';
import { Source } from '../../../core/source/source.ts';
import { ApiChanges, ApiChangesMonth } from '../../catalog/api-changes.ts';
import { ApiMeta } from '../../catalog/api-meta.ts';
import { ApiAttacks } from '../../catalog/attack-table.ts';

const SCHEMAS = {
  release: Release,
  product: Product,
  health: Health,
  keys: KeyRegistry,
  source: Source,
  'remote-catalog': RemoteCatalog,
  settings: CatalogSettings,
  'mirror-plan': MirrorPlanFile,
  attacks: ApiAttacks,
  changes: ApiChanges,
  'changes-month': ApiChangesMonth,
  meta: ApiMeta,
};

export const getStaticPaths: GetStaticPaths = () =>
  Object.entries(SCHEMAS).map(([name, schema]) => ({ params: { name }, props: { schema } }));

/** What a file may hold before it is read: checks that no schema language can state are left out. */
export const GET: APIRoute<{ schema: z.ZodType }> = ({ props }) =>
  Response.json(z.toJSONSchema(props.schema, { io: 'input', unrepresentable: 'any' }));
