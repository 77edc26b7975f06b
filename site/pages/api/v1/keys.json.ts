import type { APIRoute } from 'astro';
import { apiKeys } from '../../../catalog/api-keys.ts';
import { siteKeys } from '../../../catalog/site-keys.ts';
import { absoluteLink } from '../../../links.ts';
import { readSettings } from '../../../settings.ts';

export const GET: APIRoute = async () =>
  Response.json(apiKeys(await siteKeys(), readSettings().revision, absoluteLink));
