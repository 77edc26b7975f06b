import type { APIRoute, GetStaticPaths } from 'astro';
import { apiChangesMonth } from '../../../../catalog/api-changes.ts';
import type { Month } from '../../../../catalog/recent.ts';
import { siteChanges } from '../../../../catalog/site-changes.ts';
import { absoluteLink } from '../../../../links.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await siteChanges()).months.map((entry) => ({ params: { month: entry.month }, props: { entry } }));

export const GET: APIRoute<{ entry: Month }> = ({ props: { entry } }) =>
  Response.json(apiChangesMonth(entry.month, entry.days, absoluteLink));
