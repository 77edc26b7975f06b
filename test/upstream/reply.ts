import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

/** What lies at a path, whole. */
export interface Content {
  type: string;
  bytes: Uint8Array;
  /** Absent where the server gives no means to ask whether it changed, as most servers' folder pages do not. */
  modified?: Date;
  /** Whether parts of it may be asked for. */
  ranges: boolean;
}

export interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Uint8Array;
}

const NOTHING = new Uint8Array();

const ENCODERS = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
} as const;

export type Coding = keyof typeof ENCODERS;

/**
 * Answers a request for this content: whole, in part, or not at all where the client has it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function replyWith(content: Content, asked: IncomingHttpHeaders): Reply {
  const { bytes, modified } = content;
  const headers: OutgoingHttpHeaders = { 'content-type': content.type };
  if (content.ranges) headers['accept-ranges'] = 'bytes';
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}"`;
  if (modified !== undefined) {
    headers.etag = etag;
    headers['last-modified'] = modified.toUTCString();
    if (isUnchanged(asked, etag, modified)) return { status: 304, headers, body: NOTHING };
  }
  const mayBePart = asked['if-range'] === undefined || asked['if-range'] === etag;
  const range = content.ranges && mayBePart ? asked.range : undefined;
  const part = range === undefined ? undefined : parseRange(range, bytes.length);
  if (part === 'unsatisfiable') {
    headers['content-range'] = `bytes */${bytes.length}`;
    return { status: 416, headers: { ...headers, 'content-length': 0 }, body: NOTHING };
  }
  const body = part === undefined ? bytes : bytes.subarray(part.start, part.end + 1);
  headers['content-length'] = body.length;
  if (part === undefined) return { status: 200, headers, body };
  headers['content-range'] = `bytes ${part.start}-${part.end}/${bytes.length}`;
  return { status: 206, headers, body };
}

/** The same answer in a content-encoding, only half of it where it is damaged; one without a body stays as it is. */
export function encodeReply(reply: Reply, coding: Coding, damaged = false): Reply {
  if (reply.body.length === 0) return reply;
  const encoded = ENCODERS[coding](reply.body);
  const body = damaged ? encoded.subarray(0, encoded.length / 2) : encoded;
  return {
    ...reply,
    headers: { ...reply.headers, 'content-encoding': coding, 'content-length': body.length },
    body,
  };
}

/** If-None-Match goes before If-Modified-Since; times count in whole seconds. */
function isUnchanged(asked: IncomingHttpHeaders, etag: string, modified: Date): boolean {
  const tags = asked['if-none-match'];
  if (tags !== undefined) {
    const known = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes(etag) || known.includes('*');
  }
  const since = Date.parse(asked['if-modified-since'] ?? '');
  return Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** One range; several at once are answered with the whole, as is allowed. */
function parseRange(
  range: string,
  length: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}
