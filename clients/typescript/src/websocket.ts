import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { HpcError } from "./errors.js";
import { refusal, type Transport } from "./http.js";

/** Whole messages to and from the platform. */
export interface Connection {
  send(message: string | Uint8Array): void;
  close(): void;
}

/** What happens on a connection; after `ended`, nothing. */
export interface Listener {
  message(message: string | Uint8Array): void;
  /** A sign of life that is no message. */
  heard(): void;
  ended(cause: HpcError): void;
}

const CODES: Record<number, string> = {
  4001: "unauthorized", 4004: "daemon_offline", 4010: "invalid_request", 1009: "too_large", 4013: "busy",
};

const closed = (code: number, reason: string): HpcError =>
  new HpcError(CODES[code] ?? "unreachable", `the connection was closed with ${code} ${reason}`.trim());

/** Connects, and calls the listener from then on. Throws `HpcError` if it was refused, else as sockets do. */
export function connect(transport: Transport, path: string, listener: Listener): Promise<Connection> {
  const node = (globalThis as { process?: { release?: { name?: string } } }).process?.release?.name === "node";
  return node && !transport.webSocket ? onNode(transport, path, listener) : elsewhere(transport, path, listener);
}

/** With a WebSocket that takes headers: Deno's, Bun's, that of Node 22. Those of browsers take none. */
function elsewhere(transport: Transport, path: string, listener: Listener): Promise<Connection> {
  const Maker = (transport.webSocket ?? WebSocket) as unknown as new (url: string, options: object) => WebSocket;
  return new Promise((resolve, reject) => {
    let socket: WebSocket;
    try {
      socket = new Maker(`ws${transport.config.url.slice(4)}${path}`, { protocols: ["hpc.v1"], headers: transport.headers });
    } catch (e) {
      reject(new HpcError("invalid_request", "this runtime's WebSocket sends no headers, and so no key: streams, shells and files do"
        + " not work here; what uses REST does", { cause: e }));
      return;
    }
    socket.binaryType = "arraybuffer";
    let open = false;
    socket.onopen = () => {
      open = true;
      resolve({ send: (message) => socket.send(message as string), close: () => socket.close() });
    };
    socket.onmessage = ({ data }) => listener.message(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
    // Why a handshake was refused, it does not say; a route of the same daemon does.
    const info = path.replace("/hpc/agent/", "/hpc/daemons/") + "/info";
    const failed = (): void => {
      transport.open("GET", info, {}, {}, AbortSignal.timeout(10_000)).then(() => reject(new Error("the handshake failed")), reject);
    };
    socket.onerror = () => (open ? socket.close() : failed());
    socket.onclose = ({ code, reason }) => (open ? listener.ended(closed(code, reason)) : failed());
  });
}

/** RFC 6455 on Node's own HTTP, since Node 20 has no WebSocket. */
async function onNode(transport: Transport, path: string, listener: Listener): Promise<Connection> {
  const url = new URL(transport.config.url + path);
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { randomBytes } = await import("node:crypto");
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      timeout: 10_000,
      headers: {
        ...transport.headers, Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "hpc.v1", "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      },
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer to the handshake")));
    asked.on("error", reject);
    asked.on("response", (response: IncomingMessage) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => reject(refusal(response.statusCode ?? 0, Buffer.concat(pieces).toString())));
    });
    asked.on("upgrade", (_response: IncomingMessage, socket: Duplex, head: Buffer) => {
      resolve(new Frames(socket, head, listener, randomBytes));
    });
    asked.end();
  });
}

const TEXT = 1, CLOSE = 8, PING = 9, PONG = 10;

/** Frames on a socket; fragments are put together, since proxies may make them. */
class Frames implements Connection {
  private arrived: Buffer;
  private kind = 0;
  private pieces: Buffer[] = [];
  private over = false;
  private readonly pings = setInterval(() => this.frame(PING, Buffer.alloc(0)), 15_000);

  constructor(private readonly socket: Duplex, head: Buffer, private readonly listener: Listener,
    private readonly random: (size: number) => Buffer) {
    this.arrived = Buffer.from(head);
    socket.on("data", (bytes: Buffer) => this.take(bytes));
    socket.on("error", (e) => this.end(new HpcError("unreachable", e.message, { cause: e })));
    socket.on("close", () => this.end(new HpcError("unreachable", "the connection ended")));
    queueMicrotask(() => this.take(Buffer.alloc(0)));
  }

  send(message: string | Uint8Array): void {
    this.frame(typeof message === "string" ? TEXT : 2, Buffer.from(message as Uint8Array));
  }

  close(): void {
    this.socket.destroy();
  }

  private frame(kind: number, data: Buffer): void {
    const size = data.length;
    const extra = size < 126 ? 0 : size < 65536 ? 2 : 8;
    const frame = Buffer.alloc(6 + extra + size);
    frame[0] = 0x80 | kind;
    frame[1] = 0x80 | (extra === 0 ? size : extra === 2 ? 126 : 127);
    if (extra === 2) {
      frame.writeUInt16BE(size, 2);
    } else if (extra === 8) {
      frame.writeBigUInt64BE(BigInt(size), 2);
    }
    const mask = this.random(4);
    mask.copy(frame, 2 + extra);
    for (let at = 0; at < size; at++) {
      frame[6 + extra + at] = data[at]! ^ mask[at & 3]!;
    }
    if (!this.over) {
      this.socket.write(frame);
    }
  }

  private take(bytes: Buffer): void {
    this.listener.heard();
    this.arrived = this.arrived.length ? Buffer.concat([this.arrived, bytes]) : bytes;
    while (!this.over && this.arrived.length >= 2) {
      const short = this.arrived[1]! & 127;
      const begin = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.arrived.length < begin) {
        return;
      }
      const size = short < 126 ? short : short === 126 ? this.arrived.readUInt16BE(2) : Number(this.arrived.readBigUInt64BE(2));
      if (this.arrived.length < begin + size) {
        return;
      }
      const first = this.arrived[0]!;
      const data = this.arrived.subarray(begin, begin + size);
      this.arrived = this.arrived.subarray(begin + size);
      this.received(first & 15, data, (first & 0x80) !== 0);
    }
  }

  private received(kind: number, data: Buffer, last: boolean): void {
    if (kind === PING) {
      this.frame(PONG, data);
    } else if (kind === CLOSE) {
      this.end(closed(data.length > 1 ? data.readUInt16BE(0) : 1005, data.subarray(2).toString()));
      this.socket.destroy();
    } else if (kind !== PONG) {
      this.kind ||= kind;
      this.pieces.push(data);
      if (last) {
        const whole = Buffer.concat(this.pieces);
        const text = this.kind === TEXT;
        this.kind = 0;
        this.pieces = [];
        this.listener.message(text ? whole.toString() : whole);
      }
    }
  }

  private end(cause: HpcError): void {
    if (!this.over) {
      this.over = true;
      clearInterval(this.pings);
      this.listener.ended(cause);
    }
  }
}
