import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { startTestServer } from '../../test-server.ts';

/** As much of S3 as rclone asks for: objects in memory, uploads in parts, copies, ranges. Signatures are not looked at. */
export interface LoopbackS3 {
  origin: string;
  /** By key. */
  objects: () => Map<string, Buffer>;
  put: (key: string, bytes: Buffer) => void;
}

interface Stored {
  bytes: Buffer;
  headers: Record<string, string>;
  at: Date;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export async function startLoopbackS3(t: TestContext, bucket: string): Promise<LoopbackS3> {
  const stored = new Map<string, Stored>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const put = (key: string, bytes: Buffer, headers: Record<string, string>): string => {
    stored.set(key, { bytes, headers, at: new Date() });
    return etag(bytes);
  };
  const { origin } = await startTestServer(t, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(url.pathname.slice(1));
    const query = url.searchParams;
    const meta = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [],
      ),
    );
    const xml = (text: string, status = 200): void =>
      void response.writeHead(status, { 'content-type': 'application/xml' }).end(text);
    const missing = (): void => xml('<Error><Code>NoSuchKey</Code></Error>', 404);

    void buffer(request).then((body) => {
      const found = stored.get(key);
      switch (request.method ?? '') {
        case 'HEAD':
        case 'GET': {
          if (key.split('/')[1] === undefined || key === `${bucket}/`)
            return xml(list(stored, bucket, query));
          if (found === undefined) return missing();
          const [, first] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
          const part = found.bytes.subarray(Number(first ?? 0));
          response.writeHead(first === undefined ? 200 : 206, {
            ...found.headers,
            etag: etag(found.bytes),
            'last-modified': found.at.toUTCString(),
            'content-length': part.length,
            ...(first === undefined
              ? {}
              : { 'content-range': `bytes ${first}-${found.bytes.length - 1}/${found.bytes.length}` }),
          });
          return response.end(request.method === 'GET' ? part : undefined);
        }
        case 'PUT': {
          const upload = uploads.get(query.get('uploadId') ?? '');
          const from = request.headers['x-amz-copy-source'];
          if (upload !== undefined) {
            upload.set(Number(query.get('partNumber')), body);
            return response.writeHead(200, { etag: etag(body) }).end();
          }
          if (from === undefined) return response.writeHead(200, { etag: put(key, body, meta) }).end();
          const copied = stored.get(decodeURIComponent(String(from)).replace(/^\//, ''));
          if (copied === undefined) return missing();
          return xml(
            `<CopyObjectResult><ETag>${put(key, copied.bytes, copied.headers)}</ETag></CopyObjectResult>`,
          );
        }
        case 'POST': {
          const id = query.get('uploadId') ?? randomUUID();
          const upload = uploads.get(id);
          if (upload === undefined) {
            uploads.set(id, new Map());
            return xml(
              `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>k</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
            );
          }
          const parts = [...upload].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
          // Such an ETag is no MD5 of the file.
          put(key, Buffer.concat(parts), meta);
          return xml(
            `<CompleteMultipartUploadResult><ETag>"0-${parts.length}"</ETag></CompleteMultipartUploadResult>`,
          );
        }
        case 'DELETE':
          stored.delete(key);
          return response.writeHead(204).end();
        default:
          return response.writeHead(405).end();
      }
    });
  });
  const below = `${bucket}/`;
  return {
    origin,
    objects: () => new Map([...stored].map(([key, { bytes }]) => [key.slice(below.length), bytes])),
    put: (key, bytes) => void put(below + key, bytes, {}),
  };
}

function list(stored: ReadonlyMap<string, Stored>, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : xmlText;
  const folders = new Set<string>();
  const contents: string[] = [];
  for (const [whole, { bytes, at }] of stored) {
    const key = whole.slice(bucket.length + 1);
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) folders.add(key.slice(0, end + 1));
    else {
      contents.push(
        `<Contents><Key>${encode(key)}</Key><Size>${bytes.length}</Size><ETag>${etag(bytes)}</ETag><LastModified>${at.toISOString()}</LastModified></Contents>`,
      );
    }
  }
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${encode(folder)}</Prefix></CommonPrefixes>`,
  );
  return `<ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${contents.join('')}${prefixes.join('')}</ListBucketResult>`;
}

function etag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
