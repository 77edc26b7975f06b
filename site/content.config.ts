/// <reference types="astro/client" />
import { defineCollection } from 'astro:content';
import { z } from 'zod';
import { Health } from '../core/health.ts';
import { Name } from '../core/names.ts';
import { Product } from '../core/product.ts';
import { Release } from '../core/release.ts';
import { catalogLoader } from './catalog/loader.ts';

/** A product with the names of its releases, newest first: collections keep no order of their own. */
const ProductEntry = z.strictObject({ product: Product, releases: z.array(Name) });

export const collections = {
  products: defineCollection({
    schema: ProductEntry,
    loader: catalogLoader('products', ({ products }) =>
      products.map(({ product, releases }) => ({
        id: product.product,
        data: { product, releases: releases.map(({ release }) => release) },
      })),
    ),
  }),
  releases: defineCollection({
    schema: Release,
    loader: catalogLoader('releases', ({ products }) =>
      products.flatMap(({ releases }) =>
        releases.map((data) => ({ id: `${data.product}/${data.release}`, data })),
      ),
    ),
  }),
  health: defineCollection({
    schema: Health,
    loader: catalogLoader('health', ({ health }) => [{ id: 'health', data: health }]),
  }),
};
