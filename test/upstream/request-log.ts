/** A request as the server saw it. */
export interface LoggedRequest {
  method: string;
  host: string;
  /** Path below the host, without the query. */
  path: string;
  /** 0 until an answer begins, and for good where none does. */
  status: number;
  /** Whether it asked for what has changed only. */
  conditional: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

export interface RequestLog {
  requests: readonly LoggedRequest[];
  /** Notes a request as it arrives; `end` when its answer is through. */
  begin(request: LoggedRequest): { end(): void };
  /** The highest number of requests to this host that were under way at once. */
  maxConcurrency(host: string): number;
  forget(): void;
}

export function makeRequestLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  const underWay = new Map<string, number>();
  const highest = new Map<string, number>();
  return {
    requests,
    begin(request) {
      const { host } = request;
      requests.push(request);
      const now = (underWay.get(host) ?? 0) + 1;
      underWay.set(host, now);
      highest.set(host, Math.max(now, highest.get(host) ?? 0));
      return { end: () => underWay.set(host, (underWay.get(host) ?? 1) - 1) };
    },
    maxConcurrency: (host) => highest.get(host) ?? 0,
    forget() {
      requests.length = 0;
      highest.clear();
    },
  };
}
