/**
 * The keys of an object store's bucket as XML, in pages of at most a thousand.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
import { load } from 'cheerio/slim';
import { OsdexError } from '../../core/error.ts';
import { isPlainPath } from '../../core/plain-path.ts';
import type { BucketFeed } from '../../core/source/feed.ts';
import { fillTemplate, joinTemplate } from '../../core/source/template.ts';
import { readEntries, sumsOfEntry } from './entry.ts';
import { MAX_NAME_LENGTH, oncePerPage } from './resolver.ts';
import type { Resolver } from './resolver.ts';

export const bucket: Resolver<BucketFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),
  read: (page, feed, scope) => readEntries(listedKeys(page), feed, scope),
  sumsUrl: (feed, scope) => new URL(fillTemplate(feed.sums, scope), fillTemplate(feed.base, scope)).href,
  sumsTemplates: (feed) => [joinTemplate(feed.base, sumsOfEntry(feed))],
};

/** The keys, and the folders where the store groups them, without the prefix that was asked for. */
const listedKeys = oncePerPage(({ url, text }): readonly string[] => {
  const page = load(text, { xml: true });
  const root = page('ListBucketResult');
  if (root.length === 0) {
    throw new OsdexError(
      'page-unreadable',
      `expected a bucket's list of keys (ListBucketResult), found none, ${url}`,
      {
        url,
      },
    );
  }
  // Half of a list may lack what was there yesterday, and would make it withdrawn.
  if (root.children('IsTruncated').text().trim() === 'true') {
    const sentence = `expected all keys in one answer, found the first ${root.children('Contents, CommonPrefixes').length}, ${url}; ask for a longer prefix or with delimiter=/ in the source's index`;
    throw new OsdexError('page-unreadable', sentence, { url });
  }
  const prefix = root.children('Prefix').text();
  return root
    .find('Contents > Key, CommonPrefixes > Prefix')
    .toArray()
    .map((key) => page(key).text())
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => name.length <= MAX_NAME_LENGTH && isPlainPath(name.replace(/\/$/, '')));
});
