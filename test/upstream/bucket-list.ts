import type { Content } from './reply.ts';
import type { Bucket, Tree } from './tree.ts';

/**
 * Lists the keys of a bucket as an object store does, those below a prefix, folders as one where it is asked so.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listBucket(tree: Tree, { at, prefix, folder }: Bucket, asked: URLSearchParams): Content {
  const wanted = asked.get('prefix') ?? '';
  const delimiter = asked.get('delimiter') ?? '';
  const keys = [...tree.files.keys()]
    .filter((path) => path.startsWith(folder))
    .map((path) => prefix + path.slice(folder.length))
    .filter((key) => key.startsWith(wanted))
    .toSorted();
  const isBelow = (key: string): boolean => delimiter !== '' && key.slice(wanted.length).includes(delimiter);
  const folders = keys
    .filter(isBelow)
    .map((key) => key.slice(0, key.indexOf(delimiter, wanted.length) + delimiter.length));
  const lines = [
    ...keys
      .filter((key) => !isBelow(key))
      .map((key) => `<Contents><Key>${escape(key)}</Key><Size>1</Size></Contents>`),
    ...[...new Set(folders)].map((one) => `<CommonPrefixes><Prefix>${escape(one)}</Prefix></CommonPrefixes>`),
  ];
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escape(at)}</Name><Prefix>${escape(wanted)}</Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>
${lines.join('\n')}
</ListBucketResult>
`;
  return { type: 'application/xml', bytes: Buffer.from(text), ranges: false };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
