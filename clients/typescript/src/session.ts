import { HpcError } from "./errors.js";
import { lost, Tries, unreachable, type Transport } from "./http.js";
import { connect, type Connection } from "./websocket.js";

const WINDOW = 1 << 20; // Bytes of a stream that may be unacknowledged.
const ACK_EVERY = 256 << 10;
const FRAME = (64 << 10) - 12;
const TEXT_BYTES = (1 << 20) - 200; // Of a message, with what is around the parameters.
const LASTING_MS = 10_000; // After which a connection counts as one that worked.
const PING_AFTER_MS = 15_000; // docs/protocol.md, "Heartbeat".

/** A piece of what something prints. With a `gap` it has no data: so many bytes before `offset` are gone. */
export interface Output {
  stream: string;
  data: Uint8Array;
  offset: number;
  gap: number;
}

type Params = Record<string, unknown>;
type Message = { id?: number; method?: string; params: Params & { stream: number; offset: number; from: number; to: number; message: string };
  result?: unknown; error?: { message: string; data?: { error_code?: string; advice?: string } } };

/** A request. `params` is asked anew for each connection; one that is `kept` is sent again after its answer too. */
class Call {
  done = false;
  sent = false;
  resolve!: (result: unknown) => void;
  reject!: (failure: HpcError) => void;
  readonly answer: Promise<unknown>;

  constructor(readonly method: string, readonly params: () => Params, readonly kept: boolean,
    readonly answered: (result: unknown) => void) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.answer.catch(() => {}).finally(() => (this.done = true));
  }
}

/** Requests and streams to one daemon over WebSockets that may break: each new one asks again what is not over. */
export class Session {
  connection: Connection | undefined;
  input: Input | undefined;
  outputs: Outputs | undefined;
  notice: (method: string, params: Params) => void = () => {};
  failure: HpcError | undefined;
  private readonly calls = new Map<number, Call>();
  private readonly path: string;
  private asked = 0;
  private running = false;

  constructor(private readonly transport: Transport, private readonly daemon: string) {
    this.path = `/hpc/agent/${encodeURIComponent(daemon)}`;
  }

  call<T>(method: string, params: Params): Promise<T> {
    return this.start<T>(method, () => params).answer;
  }

  /** Sends a request. `answered` is called before anything behind the answer is taken. */
  start<T>(method: string, params: () => Params, kept = false, answered: (result: T) => void = () => {}): { answer: Promise<T>; done: boolean } {
    const call = new Call(method, params, kept, answered as (result: unknown) => void);
    if (this.failure) {
      call.reject(this.failure);
    } else if (new TextEncoder().encode(JSON.stringify(params())).length > TEXT_BYTES) {
      call.reject(new HpcError("too_large", `the request takes more than ${TEXT_BYTES} bytes: put what is long on standard input, or`
        + " into a file"));
    } else {
      this.calls.set(++this.asked, call);
      this.ask(this.asked, call);
      void this.run();
    }
    return call as { answer: Promise<T>; done: boolean };
  }

  private ask(id: number, call: Call): void {
    call.sent ||= this.connection !== undefined;
    this.connection?.send(JSON.stringify({ jsonrpc: "2.0", id, method: call.method, params: call.params() }));
  }

  /** A notice, if there is a connection: the next one begins with what it needs. */
  tell(method: string, params: Params): void {
    this.connection?.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  private async run(): Promise<void> {
    if (this.running) {
      return;
    }
    this.running = true;
    const tries = new Tries(this.transport.patience);
    try {
      while (!this.failure) {
        const began = Date.now();
        let failure: HpcError;
        let hopeless = false;
        try {
          failure = await this.connected(tries);
        } catch (e) {
          failure = e instanceof HpcError ? e : unreachable("no connection to the daemon", e);
          hopeless = this.transport.isHopeless(e);
        }
        hopeless ||= failure.advice !== "retry" || (failure.code !== "unreachable" && !this.transport.served.has(this.daemon));
        if (Date.now() > began + LASTING_MS) {
          tries.worked();
        }
        if (!this.failure) {
          await tries.again(failure, hopeless);
        }
      }
    } catch (e) {
      this.fail(e as HpcError);
    }
  }

  /** One connection, until its end. */
  private async connected(tries: Tries): Promise<HpcError> {
    let heard = Date.now();
    let ended!: (cause: HpcError) => void;
    const end = new Promise<HpcError>((resolve) => (ended = resolve));
    const connection = await connect(this.transport, this.path, {
      message: (message) => {
        heard = Date.now();
        tries.worked();
        this.receive(message);
      },
      heard: () => (heard = Date.now()),
      ended,
    });
    this.transport.reached = true;
    this.transport.served.add(this.daemon);
    const heartbeat = setInterval(() => {
      if (Date.now() - heard > 2 * PING_AFTER_MS) {
        connection.close();
        ended(new HpcError("unreachable", "the platform is silent"));
      } else if (Date.now() - heard > PING_AFTER_MS - 1000 && this.transport.webSocket) {
        this.connection?.send(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "shell.list", params: {} })); // It cannot ping.
      }
    }, PING_AFTER_MS / 3);
    try {
      if (this.failure) {
        return this.failure;
      }
      this.connection = connection;
      this.calls.forEach((call, id) => this.ask(id, call));
      return await end;
    } finally {
      this.connection = undefined;
      this.input?.disconnected();
      clearInterval(heartbeat);
      connection.close();
    }
  }

  private receive(data: string | Uint8Array): void {
    if (typeof data !== "string") {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      this.outputs?.bytes(view.getUint32(0), Number(view.getBigUint64(4)), data.slice(12));
      return;
    }
    const message = JSON.parse(data) as Message;
    const { method, params } = message;
    if (method === undefined) {
      this.answer(message);
    } else if (method === "stream.ack") {
      this.input?.acknowledged(params.offset);
    } else if (method.startsWith("stream.") && this.outputs?.streams.has(params.stream)) {
      this.outputs.notice(method, params);
    } else if (method === "stream.failed") {
      this.input?.fail(new HpcError("stream_failed", params.message));
    } else {
      this.notice(method, params);
    }
  }

  private answer({ id, result, error }: Message): void {
    const call = this.calls.get(id ?? -1);
    if (call && !error) {
      call.resolve(result);
      call.done = true;
      call.answered(result);
    } else if (call && error) {
      const key = call.params()["key"] as string | undefined;
      const failure = new HpcError(error.data?.error_code ?? "internal", error.message, { advice: error.data?.advice, key });
      this.settle(call, failure);
      if (call.kept) {
        this.fail(failure); // The connection was for what cannot go on.
      }
    }
    if (call && (error || !call.kept)) {
      this.calls.delete(id!);
    }
  }

  /** Only what has no answer yet fails; streams that went on with it do in any case. */
  private settle(call: Call, failure: HpcError): void {
    call.reject(failure);
    if (call.kept) {
      this.outputs?.fail(failure);
      this.input?.fail(failure);
      this.notice("failed", {});
    }
  }

  private fail(failure: HpcError): void {
    this.failure ??= failure;
    const calls = [...this.calls.values()];
    this.calls.clear();
    for (const call of calls) {
      const key = call.params()["key"] as string | undefined;
      this.settle(call, lost(failure, call.sent && key !== undefined, key));
    }
    this.connection?.close();
  }

  close(): void {
    this.fail(new HpcError("ended", "it was closed here"));
  }
}

/** Wakes those that wait for a change. */
class Changes {
  private waiting: (() => void)[] = [];

  notify(): void {
    this.waiting.splice(0).forEach((wake) => wake());
  }

  /** Waits until something holds; false if that took longer than so many seconds. */
  async until(holds: () => boolean, timeout?: number): Promise<boolean> {
    const deadline = timeout === undefined ? Infinity : Date.now() + timeout * 1000;
    while (!holds()) {
      const left = deadline - Date.now();
      if (left <= 0) {
        return false;
      }
      await new Promise<void>((resolve) => {
        const timer = left === Infinity ? undefined : setTimeout(resolve, left);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return true;
  }
}

/** Streams from a daemon, their bytes once and in order, in the order in which they arrived. */
export class Outputs {
  readonly streams: Map<number, { name: string; next: number; told: number; ended: boolean }>;
  private readonly arrived: [number, Output][] = [];
  private readonly changes = new Changes();
  private failure: HpcError | undefined;

  /** A stream for each name, numbered from 1, from its offset on. */
  constructor(private readonly session: Session, offsets: Record<string, number>) {
    this.streams = new Map(Object.entries(offsets).map(([name, next], at) => [at + 1, { name, next, told: next, ended: false }]));
    session.outputs = this;
  }

  /** The offset of the next byte that is wanted. */
  next(number: number): number {
    return this.streams.get(number)!.next;
  }

  startAt(number: number, offset: number): void {
    Object.assign(this.streams.get(number)!, { next: offset, told: offset });
  }

  bytes(number: number, offset: number, data: Uint8Array): void {
    const stream = this.streams.get(number);
    if (stream && offset > stream.next) {
      this.fail(new HpcError("stream_failed", `the daemon skipped from ${stream.next} to ${offset} without a gap`));
    } else if (stream && offset + data.length > stream.next) {
      this.put(number, data.subarray(stream.next - offset), stream.next, 0);
    }
  }

  private put(number: number, data: Uint8Array, offset: number, gap: number): void {
    const stream = this.streams.get(number)!;
    this.arrived.push([number, { stream: stream.name, data, offset, gap }]);
    stream.next = offset + data.length;
    this.changes.notify();
  }

  notice(method: string, params: Message["params"]): void {
    const stream = this.streams.get(params.stream)!;
    if (method === "stream.failed") {
      this.fail(new HpcError("stream_failed", params.message));
    } else if (method === "stream.end") {
      stream.ended = true;
      this.changes.notify();
    } else if (method === "stream.gap" && params.to > stream.next) {
      this.put(params.stream, new Uint8Array(), params.to, params.to - Math.max(stream.next, params.from));
    }
  }

  fail(failure: HpcError): void {
    this.failure = this.over() ? this.failure : failure;
    this.changes.notify();
  }

  private over(): boolean {
    return this.failure !== undefined || [...this.streams.values()].every((stream) => stream.ended);
  }

  /** The next piece; undefined when all streams have ended. */
  async take(timeout?: number): Promise<Output | undefined> {
    if (!(await this.changes.until(() => this.arrived.length > 0 || this.over(), timeout))) {
      throw new HpcError("timed_out", `no output within ${timeout} s`);
    }
    const first = this.arrived.shift();
    if (!first) {
      if (this.failure) {
        throw this.failure;
      }
      return undefined;
    }
    const [number, output] = first;
    const stream = this.streams.get(number)!;
    const taken = output.offset + output.data.length;
    if (this.arrived.length === 0 || taken - stream.told >= ACK_EVERY) {
      stream.told = taken;
      this.session.tell("stream.ack", { stream: number, offset: taken });
    }
    return output;
  }
}

/** Bytes to a daemon: kept until they are acknowledged, and sent again, after a cut, from where the daemon says. */
export class Input {
  private readonly changes = new Changes();
  private kept: Uint8Array = new Uint8Array(); // What was written from the offset taken on.
  private taken = -1; // Not known before the daemon says where it begins.
  private sent = 0;
  private heard = false; // On this connection, the daemon listens.
  private closed = false;
  private endSent = false;
  private failure: HpcError | undefined;

  constructor(private readonly session: Session, private readonly number: number) {
    session.input = this;
  }

  /** The first one on a connection also says that the daemon listens, and from where. */
  acknowledged(offset: number): void {
    if (!this.heard) {
      Object.assign(this, { heard: true, sent: offset, endSent: false });
    }
    if (this.taken > offset) {
      this.fail(new HpcError("stream_failed", `the daemon lost the input from ${offset} on`));
    } else if (this.taken >= 0) {
      this.kept = this.kept.subarray(offset - this.taken);
    }
    this.taken = offset;
    this.changes.notify();
    this.pump();
  }

  /** Waits until the daemon says which offset the first byte has that is written. */
  async begin(): Promise<number> {
    await this.changes.until(() => this.failure !== undefined || this.closed || this.taken >= 0);
    return Math.max(0, this.taken);
  }

  disconnected(): void {
    this.heard = false;
  }

  fail(failure: HpcError): void {
    this.failure ??= failure;
    this.changes.notify();
  }

  /** Waits while a whole window is not acknowledged. */
  async write(data: Uint8Array, timeout?: number): Promise<void> {
    for (let rest = data; rest.length > 0;) {
      if (!(await this.changes.until(() => this.failure !== undefined || this.closed || this.kept.length < WINDOW, timeout))) {
        throw new HpcError("timed_out", `the input was not read within ${timeout} s`);
      }
      if (this.failure || this.closed) {
        throw this.failure ?? new HpcError("ended", "the input was closed");
      }
      const count = Math.min(rest.length, WINDOW - this.kept.length);
      const grown = new Uint8Array(this.kept.length + count);
      grown.set(this.kept);
      grown.set(rest.subarray(0, count), this.kept.length);
      this.kept = grown;
      rest = rest.subarray(count);
      this.pump();
    }
  }

  /** No more is written: the stream ends behind what was. */
  close(): void {
    this.closed = true;
    this.changes.notify();
    this.pump();
  }

  private pump(): void {
    while (this.heard && !this.failure && this.sent < this.taken + this.kept.length) {
      const at = this.sent - this.taken;
      const data = this.kept.subarray(at, at + FRAME);
      const frame = new Uint8Array(12 + data.length);
      const view = new DataView(frame.buffer);
      view.setUint32(0, this.number);
      view.setBigUint64(4, BigInt(this.sent));
      frame.set(data, 12);
      this.session.connection?.send(frame);
      this.sent += data.length;
    }
    if (this.heard && !this.failure && this.closed && !this.endSent) {
      this.endSent = true;
      this.session.tell("stream.end", { stream: this.number, offset: this.sent });
    }
  }
}
