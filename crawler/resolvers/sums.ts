/**
 * A sums file at a fixed address is the feed: the serials stand in the names it lists.
 * Such a folder is rolling, so the feed names where the files lie for good.
 */
import type { SumsFeed } from '../../core/source/feed.ts';
import { fillTemplate } from '../../core/source/template.ts';
import type { Resolver } from './resolver.ts';

export const sums: Resolver<SumsFeed> = {
  pageUrl: () => undefined,
  read: () => [{}],
  sumsUrl: (feed, scope) => fillTemplate(feed.sums, scope),
  sumsTemplates: ({ sums: template }) => [template],
};
