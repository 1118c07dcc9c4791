import { HpcError } from "./errors.js";
import { asBytes, fromBase64, joined, newKey, toBase64 } from "./records.js";
import type { FileContent, FileInfo, FileList, FileWritten, Matches } from "./records.js";
import { Input, Outputs, type Session } from "./session.js";

const PIECE = 512 << 10; // Bytes of a file in one answer.

/** How a file is written, and under which condition; else it is a `conflict`. */
export interface WriteOptions {
  /** Octal, such as `0640`. */
  mode?: string;
  /** Makes directories on the way. */
  parents?: boolean;
  ifAbsent?: boolean;
  /** Only if the file has this content, as `read` tells it. */
  ifSha256?: string;
  key?: string;
}

/** What to search for: lines with a `text` or a Java `regex`, or, without either, files by their names. */
export interface SearchOptions {
  text?: string;
  regex?: string;
  ignoreCase?: boolean;
  /** Lines before and after each. */
  context?: number;
  globs?: string[];
  gitignore?: boolean;
  limit?: number;
  maxMs?: number;
  after?: Matches["next"];
}

/** Files on the machine. A path begins at `/`, in the home (`~/`), or else in the daemon's working directory. */
export class Files {
  /** @internal */
  constructor(private readonly shared: () => Session, private readonly fresh: () => Session) {}

  private ask<T>(method: string, path: string, fields: object = {}): Promise<T> {
    return this.shared().call<T>(`file.${method}`, { path, ...fields });
  }

  /** One file, without its content; of a link, the link itself unless it is followed. */
  stat(path: string, follow = false): Promise<FileInfo> {
    return this.ask("stat", path, { follow });
  }

  /** What is in a directory, down to `depth`, sorted by bytes. */
  list(path = ".", options: { depth?: number; limit?: number; after?: string } = {}): Promise<FileList> {
    return this.ask("list", path, options);
  }

  /** A piece of a text in whole lines, from `line` (from 1; -20: the last 20). */
  async read(path: string, options: { line?: number; lines?: number } = {}): Promise<FileContent> {
    const { data, ...told } = await this.ask<Omit<FileContent, "data"> & { data?: string }>("read", path, options);
    return data === undefined ? told : { ...told, data: fromBase64(data) };
  }

  /** A whole file. */
  async readBytes(path: string): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let from = 0, more = true; more;) {
      const piece = await this.ask<{ data: string; to: number; more: boolean }>("read", path, { from, maxBytes: PIECE });
      pieces.push(fromBase64(piece.data));
      ({ to: from, more } = piece);
    }
    return joined(pieces);
  }

  /** Gives a file its content, whole and in one step; at most 512 KiB. `upload` takes any size. */
  write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<FileWritten> {
    const data = typeof content === "string" ? { text: content } : { data: toBase64(content) };
    return this.ask("write", path, { key: newKey(), parents: false, ifAbsent: false, ...options, ...data });
  }

  /** Replaces pieces of a text, all or none of them; each must be there once, unless `all`. */
  edit(path: string, edits: { old: string; text: string; all?: boolean }[], options: { ifSha256?: string; key?: string } = {}):
    Promise<{ path: string; size: number; sha256: string; changes: { count: number; line: number }[] }> {
    return this.ask("edit", path, { key: newKey(), ...options, edits: edits.map((each) => ({ all: false, ...each })) });
  }

  /** Makes a directory; with `parents` those on the way too, and one that is there is no error. */
  mkdir(path: string, options: { parents?: boolean; mode?: string; key?: string } = {}): Promise<FileInfo> {
    return this.ask("mkdir", path, { key: newKey(), parents: false, ...options });
  }

  /** Renames within a file system. */
  move(path: string, to: string, options: { replace?: boolean; key?: string } = {}): Promise<FileInfo> {
    return this.ask("move", path, { key: newKey(), to, replace: false, ...options });
  }

  /** Removes a file, a link itself, or a directory: how many were removed. */
  async remove(path: string, options: { recursive?: boolean; key?: string } = {}): Promise<number> {
    return (await this.ask<{ count: number }>("remove", path, { key: newKey(), recursive: false, ...options })).count;
  }

  search(path: string, options: SearchOptions): Promise<Matches> {
    const { text, regex, ignoreCase = false, context = 0, ...rest } = options;
    const content = text === undefined && regex === undefined ? {} : { content: { text, regex, ignoreCase, context } };
    return this.ask("search", path, { globs: [], gitignore: false, ...rest, ...content });
  }

  /**
   * Copies bytes to the machine; on Node `await openAsBlob(file)` makes a Blob of a file. After a cut it goes on where it was; so
   * does another process with the same `key`, for 24 h. The file gets its name in one step, at the end.
   */
  async upload(source: Blob | Uint8Array | string, path: string, options: WriteOptions = {}): Promise<FileWritten> {
    const blob = source instanceof Blob ? source : new Blob([asBytes(source) as Uint8Array<ArrayBuffer>]);
    const session = this.fresh();
    const request = { key: newKey(), parents: false, ifAbsent: false, ...options, path, stream: 1 };
    try {
      const sent = new Input(session, 1);
      const call = session.start<FileWritten>("file.upload", () => request, true, () => sent.close());
      try {
        for (let at = await sent.begin(); at < blob.size && !call.done; at += PIECE) {
          await sent.write(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
        }
        sent.close();
      } catch (e) {
        if (!(e instanceof HpcError && e.code === "ended")) {
          throw e;
        } // It was answered before: all of it was there.
      }
      return await call.answer;
    } finally {
      session.close();
    }
  }

  /** A file of any size, piece by piece; goes on after a cut. What is returned at the end is the file's SHA-256, as it was read. */
  async *download(path: string): AsyncGenerator<Uint8Array, string> {
    const session = this.fresh();
    try {
      const outputs = new Outputs(session, { file: 0 });
      const call = session.start<{ sha256: string }>("file.download", () => ({ path, stream: 1, from: outputs.next(1) }), true);
      for (let piece = await outputs.take(); piece; piece = await outputs.take()) {
        yield piece.data;
      }
      return (await call.answer).sha256;
    } finally {
      session.close();
    }
  }

  /** On Node: copies a file to here, under its name when all of it is here and has the right sum, which is returned. */
  async downloadTo(path: string, target: string): Promise<string> {
    const [{ open, rename, rm }, { createHash }] = await Promise.all([import("node:fs/promises"), import("node:crypto")]);
    const part = `${target}.${newKey().slice(0, 8)}.part`;
    const file = await open(part, "w");
    try {
      const hash = createHash("sha256");
      const pieces = this.download(path);
      let next = await pieces.next();
      for (; !next.done; next = await pieces.next()) {
        hash.update(next.value);
        await file.writeFile(next.value);
      }
      if (hash.digest("hex") !== next.value) {
        throw new HpcError("conflict", `${path} was changed while it was read; ask again`, { advice: "retry" });
      }
      await file.close();
      await rename(part, target);
      return next.value;
    } finally {
      await file.close();
      await rm(part, { force: true });
    }
  }
}

