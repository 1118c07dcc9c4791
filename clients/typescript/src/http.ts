import type { Config } from "./config.js";
import { HpcError } from "./errors.js";

/** Makes connections to daemons where that of this runtime is not to be used; called with `{protocols, headers}`. */
export type WebSocketMaker = new (url: string, options: never) => WebSocket;

const ANSWER = 30; // Seconds beyond what a call waits for by itself.

export type Query = Record<string, string | number | boolean | undefined>;

export interface CallOptions {
  query?: Query | undefined;
  body?: unknown;
  /** Routes that must not be repeated have one. */
  key?: string;
  /** Seconds that the route may take by itself. */
  wait?: number;
  /** Gives the call up: it throws `ended`. What was sent may be carried out all the same. */
  signal?: AbortSignal | undefined;
}

/** Calls of the platform's HTTP routes, which are repeated until they have an answer. */
export class Transport {
  /** Daemons that answered, so that one that is away is waited for. */
  readonly served = new Set<string>();
  reached = false;

  readonly headers: Record<string, string>;

  constructor(readonly config: Config, readonly patience: number, readonly webSocket: WebSocketMaker | undefined,
    headers?: Record<string, string>) {
    this.headers = headers ?? { Authorization: `Bearer ${config.key}` };
  }

  /** The answer to a call, its body not read yet. Throws as `fetch` does, or `HpcError` where it was refused. */
  async open(method: string, path: string, options: CallOptions, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...options.query, wait: Math.floor(options.wait ?? 0) || undefined })) {
      if (value !== undefined) {
        query.set(name, String(value));
      }
    }
    const response = await fetch(`${this.config.url}${path}${query.size ? `?${query}` : ""}`, {
      method,
      signal,
      headers: {
        ...this.headers,
        ...headers,
        ...(options.key ? { "Idempotency-Key": options.key } : {}),
        ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    if (response.status >= 400) {
      throw refusal(response.status, await response.text(), response.headers.get("Hpc-Error"), options.key);
    }
    this.reached = true;
    return response;
  }

  /** Asks until there is an answer: its headers and body. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<{ headers: Headers; body: Uint8Array }> {
    const daemon = decodeURIComponent(path.split("/")[3] ?? "");
    const tries = new Tries(this.patience);
    let sent = false;
    for (;;) {
      try {
        const late = AbortSignal.timeout(((options.wait ?? 0) + ANSWER) * 1000);
        const response = await this.open(method, path, options, {}, options.signal ? AbortSignal.any([late, options.signal]) : late);
        const body = new Uint8Array(await response.arrayBuffer());
        this.served.add(daemon);
        return { headers: response.headers, body };
      } catch (e) {
        if (options.signal?.aborted) {
          throw new HpcError("ended", "it was given up here", { cause: e });
        }
        const refused = e instanceof HpcError;
        if (refused && e.code === "not_found" && method === "DELETE" && tries.count > 0) {
          return { headers: new Headers(), body: new Uint8Array() }; // The answer that was lost was that it is gone.
        }
        const away = refused && (e.code === "unreachable" || (e.code === "daemon_offline" && this.served.has(daemon)));
        const failure = refused ? e : unreachable(`cannot reach ${this.config.url}`, e, options.key);
        const hopeless = refused ? !away : !sent && this.isHopeless(e);
        sent ||= method !== "GET" && !refused && !this.isHopeless(e, false);
        await tries.again(lost(failure, sent, options.key), hopeless);
      }
    }
  }

  /** As `call`, for an answer in JSON. */
  async ask<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const { body } = await this.call(method, path, options);
    return (body.length ? JSON.parse(new TextDecoder().decode(body)) : undefined) as T;
  }

  /** Whether a connection failed in a way that trying again will hardly mend: a wrong URL, not a bad moment. */
  isHopeless(e: unknown, reached: boolean = this.reached): boolean {
    const code = reason(e).code ?? "";
    return /CERT|SIGNED|ISSUER/.test(code) || (!reached && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH/.test(code));
  }
}

/** How long something is tried again: with growing pauses, while less than the patience passed since it last worked. */
export class Tries {
  count = 0;
  private since = Date.now();

  constructor(private readonly patience: number) {}

  worked(): void {
    this.count = 0;
    this.since = Date.now();
  }

  /** Waits before the next attempt, or throws that failure. */
  async again(failure: HpcError, hopeless: boolean): Promise<void> {
    const pause = 50 + Math.random() * Math.min(5000, 250 * 2 ** Math.min(this.count, 10));
    if (hopeless || Date.now() + pause > this.since + this.patience * 1000) {
      throw failure;
    }
    await sleep(pause);
    this.count++;
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What to say of a request that has no answer: if it was sent, it may have been carried out. */
export function lost(failure: HpcError, sent: boolean, key: string | undefined): HpcError {
  return sent && ["unreachable", "daemon_offline"].includes(failure.code)
    ? new HpcError("outcome_unknown", `the request was sent and may have been carried out (${failure.message}); ask again with the`
      + " same key", { advice: "retry", key, cause: failure })
    : failure;
}

export function unreachable(what: string, cause: unknown, key?: string): HpcError {
  const { code, message } = reason(cause);
  const hint = /CERT|SIGNED|ISSUER/.test(code ?? "") ? "; name further certificates by NODE_EXTRA_CA_CERTS" : "";
  return new HpcError("unreachable", `${what}: ${message}${hint}`, { key, cause });
}

/** The error that a platform, or something on the way to it, answered. */
export function refusal(status: number, body: string, header?: string | null, key?: string): HpcError {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string; advice: string } };
    return new HpcError(error.code, error.message, { advice: error.advice, key });
  } catch {
    return new HpcError(header ?? (status >= 500 ? "unreachable" : "invalid_request"),
      `HTTP ${status} from something that is not a platform, or an older one`, { key });
  }
}

function reason(e: unknown): { code?: string; message: string } {
  const error = e as { code?: unknown; message?: string; cause?: { code?: unknown; message?: string } };
  const code = error?.cause?.code ?? error?.code;
  return { ...(typeof code === "string" ? { code } : {}), message: error?.cause?.message || error?.message || String(code ?? e) };
}
