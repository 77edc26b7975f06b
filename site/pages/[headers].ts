import type { APIRoute, GetStaticPaths } from 'astro';
import { headersFile } from '../policy.ts';

// A file that begins with an underscore would be no page to Astro.
export const getStaticPaths = (() => [{ params: { headers: '_headers' } }]) satisfies GetStaticPaths;

export const GET: APIRoute = () => new Response(headersFile());
