import type { APIRoute, GetStaticPaths } from 'astro';
import type { Release } from '../../../../../core/release.ts';
import { apiReleaseFile } from '../../../../catalog/api.ts';
import { siteCatalog } from '../../../../catalog/site-catalog.ts';
import { absoluteLink } from '../../../../links.ts';

export const getStaticPaths: GetStaticPaths = async () => {
  const { products } = await siteCatalog();
  return products
    .flatMap(({ releases }) => releases)
    .map((release) => ({
      params: { product: release.product, release: release.release },
      props: { release },
    }));
};

export const GET: APIRoute<{ release: Release }> = ({ props }) =>
  Response.json(apiReleaseFile(props.release, absoluteLink));
