import type { APIRoute } from 'astro';
import { apiChanges } from '../../../catalog/api-changes.ts';
import { siteChanges } from '../../../catalog/site-changes.ts';
import { absoluteLink } from '../../../links.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () =>
  Response.json(apiChanges(await siteChanges(), readSettings().revision, absoluteLink));
