import type { APIRoute } from 'astro';
import { writeOpenSearch } from '../../core/formats/open-search.ts';
import { absoluteLink } from '../links.ts';
import { readSettings } from '../settings.ts';

export const GET: APIRoute = () => {
  const { name } = readSettings();
  const text = writeOpenSearch({
    name,
    description: `Operating-system images and their proof, by ${name}`,
    iconUrl: absoluteLink('icon.svg'),
    searchUrl: absoluteLink('?q={searchTerms}&latest=1'),
    selfUrl: absoluteLink('opensearch.xml'),
  });
  return new Response(text, { headers: { 'content-type': 'application/opensearchdescription+xml' } });
};
