import { loadConfig, type Config } from "./config.js";
import { HpcError } from "./errors.js";
import { Files } from "./files.js";
import { Transport, Tries, unreachable, type CallOptions, type Query, type WebSocketMaker } from "./http.js";
import { CommandStream, Shell } from "./live.js";
import { Captured, isFinished, newKey, toBase64 } from "./records.js";
import type { DaemonView, Event, ExecResult, JobInfo, JobSpec, RunInfo, ShellInfo } from "./records.js";
import { Session, type Output } from "./session.js";

const WAIT = 50; // Seconds that a call is kept waiting: less than proxies on the way wait.
const SILENCE_MS = 45_000; // An event stream has a sign of life every 15 s.

/** A line for bash, or a program and its arguments. */
export type Command = string | string[];

/** Where something is started: by default not in a job. */
export interface InJob {
  /** The id of a job that runs. */
  job?: string;
  /** Of the job, if that is an array. */
  element?: number;
  /** Of the job, as its scheduler calls it; by default its first. */
  node?: string;
}

export interface ExecOptions extends InJob {
  cwd?: string;
  env?: Record<string, string>;
  /** Seconds after which the command is ended. */
  timeout?: number;
  /** Made anew by default: the same key and request have no second effect. */
  key?: string;
}

export interface ShellOptions extends InJob {
  name?: string;
  cwd?: string;
  env?: Record<string, string>;
  rows?: number;
  cols?: number;
  endJob?: boolean;
  /** Made anew by default, as of a command. */
  key?: string;
}

export interface ClientOptions extends Partial<Config> {
  /** Seconds for which a lost connection is tried again before what waits fails; 300 if absent. */
  patience?: number;
  /** A WebSocket that takes `{protocols, headers}`, instead of what this runtime has. */
  webSocket?: WebSocketMaker;
  /** Sent instead of the key: in a page that the platform itself serves, a cookie tells who asks. */
  headers?: Record<string, string>;
}

/** A command that was run with `check` did not exit with 0. */
export class CommandFailed extends HpcError {
  constructor(message: string, readonly result: ExecResult) {
    super("command_failed", message, { key: result.key });
  }
}

/** An agent's way to its daemons. Close it at the end: until then a connection may be open. */
export class Client {
  private readonly daemonsByName = new Map<string, Daemon>();

  private constructor(private readonly transport: Transport) {}

  /** By default with what `hpc` uses: `HPC_URL` and `HPC_API_KEY`, else what `hpc login` stored. Nothing is asked yet. */
  static async open(options: ClientOptions = {}): Promise<Client> {
    const config = options.headers ? { url: options.url ?? "", key: "" } : await loadConfig(options);
    return new Client(new Transport(config, options.patience ?? 300, options.webSocket, options.headers));
  }

  close(): void {
    this.daemonsByName.forEach((daemon) => daemon.close());
  }

  /** Any other route of docs/protocol.md: its answer in JSON. */
  ask<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    return this.transport.ask(method, path, options);
  }

  /** Whose key this is. */
  whoami(): Promise<{ user: string; email: string; kind: string; name: string; agent?: string }> {
    return this.transport.ask("GET", "/hpc/whoami");
  }

  /** All daemons of the user, connected or not. */
  async daemons(): Promise<DaemonView[]> {
    return (await this.transport.ask<{ daemons: DaemonView[] }>("GET", "/hpc/daemons")).daemons;
  }

  /** A daemon by its id; nothing is asked yet. */
  daemon(name: string): Daemon {
    const known = this.daemonsByName.get(name) ?? new Daemon(this.transport, name);
    this.daemonsByName.set(name, known);
    return known;
  }

  /**
   * Wake-ups as they come, beginning with those that are not acknowledged; each once, across cuts.
   *
   * @param options `after`: only those with a greater `seq`. `timeout`: ends when none has come for so many seconds.
   */
  async *events(options: { after?: number; timeout?: number } = {}): AsyncGenerator<Event> {
    const tries = new Tries(this.transport.patience);
    let after = options.after ?? 0;
    let came = Date.now();
    const left = (): number => Math.min(SILENCE_MS, came + (options.timeout ?? Infinity) * 1000 - Date.now());
    while (left() > 0) {
      const stop = new AbortController();
      let timer = setTimeout(() => stop.abort(), left());
      try {
        const response = await this.transport.open("GET", "/hpc/events/stream", {}, { "Last-Event-ID": String(after) }, stop.signal);
        const decoder = new TextDecoder();
        let text = "";
        for await (const bytes of response.body!) {
          tries.worked();
          text += decoder.decode(bytes, { stream: true });
          const blocks = text.split("\n\n");
          text = blocks.pop()!;
          for (const block of blocks) {
            const fields = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
            const data = fields.get("data");
            if (data !== undefined) {
              after = Number(fields.get("id"));
              yield { ...(JSON.parse(data) as Event), seq: after };
              came = Date.now();
            }
          }
          clearTimeout(timer);
          timer = setTimeout(() => stop.abort(), Math.max(0, left()));
        }
        throw new Error("the stream ended");
      } catch (e) {
        if (left() > 0) {
          await tries.again(e instanceof HpcError ? e : unreachable("cannot read events", e), e instanceof HpcError
            || this.transport.isHopeless(e));
        }
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
    }
  }

  /** Has the platform forget wake-ups; until then it tells of them again. Returns how many there were. */
  async ack(...events: (Event | string)[]): Promise<number> {
    const ids = events.map((each) => (typeof each === "string" ? each : each.id));
    return (await this.transport.ask<{ acknowledged: number }>("POST", "/hpc/events/ack", { body: { ids } })).acknowledged;
  }
}

/** A machine. Whatever has an effect takes a `key`, made anew by default: the same key and request have no second effect. */
export class Daemon {
  readonly files: Files;
  private readonly path: string;
  private session: Session | undefined;

  /** @internal */
  constructor(private readonly transport: Transport, readonly name: string) {
    this.path = `/hpc/daemons/${encodeURIComponent(name)}`;
    this.files = new Files(() => this.shared(), () => this.fresh());
  }

  private fresh(): Session {
    return new Session(this.transport, this.name);
  }

  private shared(): Session {
    if (!this.session || this.session.failure) {
      this.session = this.fresh();
    }
    return this.session;
  }

  /** @internal */
  close(): void {
    this.session?.close();
  }

  private ask<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    return this.transport.ask(method, this.path + path, options);
  }

  /** Any other method of docs/protocol.md. */
  call<T>(method: string, params: Record<string, unknown>): Promise<T> {
    return this.shared().call(method, params);
  }

  /** The daemon's version, limits, sandbox, and guidance for its machine. */
  info(): Promise<Record<string, unknown>> {
    return this.ask("GET", "/info");
  }

  /** Partitions, nodes, GPUs, accounts and queue; at most a minute old. */
  cluster(): Promise<Record<string, unknown>> {
    return this.ask("GET", "/cluster");
  }

  /** Runs a command to its end. Of long outputs, the middle is left out; `stream` leaves out nothing. With `check`, throws `CommandFailed` unless it exits with 0. */
  async exec(command: Command, options: ExecOptions & { stdin?: Uint8Array | string; check?: boolean } = {}): Promise<ExecResult> {
    const key = options.key ?? newKey();
    type Told = Omit<ExecResult, "stdout" | "stderr"> & { state: string } & Record<"stdout" | "stderr", ConstructorParameters<typeof Captured>[0]>;
    let told: Told;
    do {
      told = await this.ask<Told>("POST", "/exec", { body: request(command, options), key, wait: WAIT });
    } while (told.state === "RUNNING");
    const result: ExecResult = { ...told, stdout: new Captured(told.stdout), stderr: new Captured(told.stderr) };
    if (options.check && result.exitCode !== 0) {
      const how = result.signal ? `signal ${result.signal}` : `exit code ${result.exitCode}`;
      throw new CommandFailed(`${JSON.stringify(command)} ended with ${how}: ${result.stderr.text.slice(-500).trim()}`, result);
    }
    return result;
  }

  /** Starts a command that goes on by itself, and can be found again by its key from anywhere for 24 h after its end. */
  async start(command: Command, options: ExecOptions & { stdin?: Uint8Array | string } = {}): Promise<Run> {
    const told = await this.ask<{ key: string }>("POST", "/exec", { body: request(command, options), key: options.key ?? newKey() });
    return this.run(told.key);
  }

  /** A command that was started with that key. */
  run(key: string): Run {
    return new Run(this.transport, `${this.path}/runs/`, key);
  }

  /** The agent's commands, newest first. */
  async runs(options: { active?: boolean; limit?: number } = {}): Promise<RunInfo[]> {
    return (await this.ask<{ commands: RunInfo[] }>("GET", "/runs", { query: options })).commands;
  }

  /** Runs a command whose output comes as it is printed, each byte once, across cuts. With `stdin` it gets what is written. */
  stream(command: Command, options: ExecOptions & { stdin?: boolean } = {}): CommandStream {
    const { stdin = false, ...rest } = options;
    return new CommandStream(this.fresh(), request(command, rest), options.key ?? newKey(), stdin);
  }

  /** Submits a job: a program and its arguments, or a whole `script` with its `#!` line. A field that is unknown is refused by name. */
  async submit(spec: JobSpec, options: { key?: string } = {}): Promise<Job> {
    return this.job((await this.ask<JobInfo>("POST", "/jobs", { body: spec, key: options.key ?? newKey() })).job);
  }

  /** A job that was submitted before. */
  job(id: string): Job {
    return new Job(this.transport, `${this.path}/jobs/`, id);
  }

  /** The agent's jobs, newest first; `after`: those that are older than that one. */
  async jobs(options: { active?: boolean; limit?: number; after?: string } = {}): Promise<JobInfo[]> {
    return (await this.ask<{ jobs: JobInfo[] }>("GET", "/jobs", { query: options })).jobs;
  }

  /** Opens a live shell, which outlives connections: what changes in it persists. With `endJob`, the job that it is in ends with it. */
  async openShell(options: ShellOptions = {}): Promise<Shell> {
    const { key = newKey(), ...body } = options;
    return this.shell((await this.ask<ShellInfo>("POST", "/shells", { body, key })).shell);
  }

  /** A shell that is open already. */
  shell(id: string): Shell {
    return new Shell(() => this.shared(), () => this.fresh(), id);
  }

  /** The agent's shells, oldest first. */
  async shells(): Promise<ShellInfo[]> {
    return (await this.ask<{ shells: ShellInfo[] }>("GET", "/shells")).shells;
  }
}

function request(command: Command, options: ExecOptions & { stdin?: Uint8Array | string }): Record<string, unknown> {
  const { cwd, env, stdin, timeout, job, element, node } = options;
  return {
    ...(typeof command === "string" ? { command } : { argv: command }),
    // JSON leaves out what is undefined.
    cwd, env, job, element, node,
    stdin: stdin === undefined ? undefined : toBase64(stdin),
    timeoutMs: timeout === undefined ? undefined : Math.round(timeout * 1000),
  };
}

interface LogOptions {
  stream?: "stdout" | "stderr";
  /** The offset of the first byte; a negative one: so many bytes before the end, at most 512 KiB. */
  from?: number;
  element?: number;
  /** Ends the reading. */
  signal?: AbortSignal;
}

/** What goes on by itself, and is found again by its `id`. */
abstract class Task {
  private readonly path: string;

  constructor(private readonly transport: Transport, path: string, readonly id: string) {
    this.path = path + encodeURIComponent(id);
  }

  protected ask<T>(method: string, path = "", wait = 0, query: Query = {}): Promise<T> {
    return this.transport.ask(method, this.path + path, { query, wait: Math.min(wait, WAIT) });
  }

  /** What is printed, from an offset, until nothing will follow. */
  protected async *follow(path: string, options: LogOptions): AsyncGenerator<Output> {
    const stream = options.stream ?? "stdout";
    let from = options.from ?? 0;
    for (let end = false; !end;) {
      const place = from < 0 ? { max: -from } : { from, max: 512 << 10 };
      const query = { stream, ...place, element: options.element };
      const { headers, body } = await this.transport.call("GET", this.path + path, { query, wait: WAIT, signal: options.signal });
      const offset = Number(headers.get("Hpc-Offset"));
      if (from >= 0 && offset > from) {
        yield { stream, data: new Uint8Array(), offset, gap: offset - from };
      }
      if (body.length > 0) {
        yield { stream, data: body, offset, gap: 0 };
      }
      from = Number(headers.get("Hpc-Next"));
      end = headers.has("Hpc-End");
    }
  }

  protected async until<T>(ask: (wait: number) => Promise<T>, isOver: (info: T) => boolean, timeout = Infinity): Promise<T> {
    const deadline = Date.now() + timeout * 1000;
    for (;;) {
      const left = (deadline - Date.now()) / 1000;
      const info = await ask(Math.max(0, Math.min(WAIT, left + 1)));
      if (isOver(info)) {
        return info;
      }
      if (left <= 0) {
        throw new HpcError("timed_out", `${this.id} has not ended within ${timeout} s; it goes on`);
      }
    }
  }
}

/** A command that goes on by itself; `id` is its key. */
export class Run extends Task {
  /** Its state; with `wait`, once it has ended, or after so many seconds. */
  status(wait = 0): Promise<RunInfo> {
    return this.ask("GET", "", wait);
  }

  /** Waits for its end. After `timeout` seconds throws `timed_out`, and the command goes on. */
  wait(timeout?: number): Promise<RunInfo> {
    return this.until((wait) => this.status(wait), (info) => info.state !== "RUNNING", timeout);
  }

  /** What it prints, as it comes, to its end. Of long outputs the daemon keeps the beginning and the end: a piece with a `gap` tells. */
  output(options: Omit<LogOptions, "element"> = {}): AsyncGenerator<Output> {
    return this.follow("/output", options);
  }

  /** Ends it and everything that it started. */
  async cancel(): Promise<void> {
    await this.ask("POST", "/cancel");
  }
}

/** A job; `id` is how it is found again. Of an array, `element` is one of it alone. */
export class Job extends Task {
  /** Its state; with `wait`, once it has ended, or after so many seconds. */
  status(options: { wait?: number; element?: number } = {}): Promise<JobInfo> {
    return this.ask("GET", "", options.wait, { element: options.element });
  }

  /** Waits for its end. After `timeout` seconds throws `timed_out`, and the job goes on. */
  wait(options: { timeout?: number; element?: number } = {}): Promise<JobInfo> {
    const { timeout, element } = options;
    return this.until((wait) => this.ask<JobInfo>("GET", "", wait, { element }), isFinished, timeout);
  }

  /** What it prints, as it comes, until it has ended. */
  logs(options: LogOptions = {}): AsyncGenerator<Output> {
    return this.follow("/logs", options);
  }

  /** Of an array, the elements from that index on. */
  async elements(options: { from?: number; limit?: number } = {}): Promise<JobInfo[]> {
    return (await this.ask<{ jobs: JobInfo[] }>("GET", "/elements", 0, options)).jobs;
  }

  /** Asks it to end; what is returned is from before its end. */
  cancel(options: { element?: number } = {}): Promise<JobInfo> {
    return this.ask("POST", "/cancel", 0, options);
  }

  /** Has the daemon forget a job that has ended, with its logs. */
  async remove(): Promise<void> {
    await this.ask("DELETE");
  }
}
