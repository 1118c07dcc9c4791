import { HpcError } from "./errors.js";
import { asBytes, Captured, fromBase64, newKey, toBase64, type ExecResult, type ShellResult } from "./records.js";
import { Input, Outputs, type Output, type Session } from "./session.js";

type Data = Uint8Array | string;

/** Iterate over it for what is printed: each byte comes once, across cuts. */
abstract class Streamed implements AsyncIterable<Output> {
  protected constructor(protected readonly session: Session, protected readonly outputs: Outputs, protected readonly input: Input | undefined) {}

  /** Whether there is a connection at the moment; while there is none, one is tried. */
  get connected(): boolean {
    return this.session.connection !== undefined;
  }

  /** The next piece of output; undefined at its end. After `timeout` seconds throws `timed_out`. */
  read(timeout?: number): Promise<Output | undefined> {
    return this.outputs.take(timeout);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Output> {
    for (let piece = await this.read(); piece; piece = await this.read()) {
      yield piece;
    }
  }

  /** Sends input; waits while 1 MiB of it is not taken. */
  async write(data: Data, timeout?: number): Promise<void> {
    if (!this.input) {
      throw new HpcError("invalid_params", "start the command with {stdin: true}");
    }
    await this.input.write(asBytes(data), timeout);
  }
}

/** A command: iterate over it, then ask for the `result`. One that is not read is held up after 1 MiB. */
export class CommandStream extends Streamed {
  readonly key: string;
  private readonly answer: Promise<Omit<ExecResult, "key" | "stdout" | "stderr">>;

  constructor(session: Session, request: Record<string, unknown>, key: string, stdin: boolean) {
    const outputs = new Outputs(session, { stdout: 0, stderr: 0 });
    super(session, outputs, stdin ? new Input(session, 0) : undefined);
    this.key = key;
    this.answer = session.start<ExecResult>("exec.run", () => ({
      ...request,
      key,
      streams: { ...(stdin ? { stdin: 0 } : {}), stdout: 1, stderr: 2, stdoutFrom: outputs.next(1), stderrFrom: outputs.next(2) },
    }), true).answer;
  }

  override async read(timeout?: number): Promise<Output | undefined> {
    const piece = await super.read(timeout);
    if (!piece) {
      await this.answer;
      this.session.close();
    }
    return piece;
  }

  closeStdin(): void {
    this.input?.close();
  }

  /** How it ended; what was not read of its output is dropped. */
  async result(): Promise<ExecResult> {
    while (await this.read());
    return { ...(await this.answer), key: this.key, stdout: new Captured(), stderr: new Captured() };
  }

  /** Ends the command and everything that it started. */
  async cancel(): Promise<void> {
    await this.session.call("exec.cancel", { key: this.key });
  }

  /** Ends the connection, and nothing else: the command is held up where it waits, and its output dropped after 5 minutes. */
  close(): void {
    this.session.close();
  }
}

/** A place at a shell's terminal: every byte typed arrives once. Close it to give the place up; the shell lives on. */
export class Terminal extends Streamed {
  private readonly reader = `ts-${newKey()}`;
  private readonly end: Promise<number | undefined>;

  private constructor(session: Session, outputs: Outputs, input: Input, private readonly shell: string) {
    super(session, outputs, input);
    this.end = new Promise((resolve) => {
      session.notice = (method, params) =>
        ["shell.ended", "failed"].includes(method) && resolve(params["exitCode"] as number | undefined);
    });
  }

  /** @internal */
  static async attach(session: Session, shell: string, from: number | undefined): Promise<Terminal> {
    const outputs = new Outputs(session, { output: from ?? 0 });
    const input = new Input(session, 1);
    const terminal = new Terminal(session, outputs, input, shell);
    let placed = from !== undefined;
    await session.start<{ from: number; inputOffset: number }>("shell.attach", () => ({
      shell, stream: 1, reader: terminal.reader, ...(placed ? { from: outputs.next(1) } : {}),
    }), true, (told) => {
      if (!placed) {
        outputs.startAt(1, told.from);
        placed = true;
      }
      input.acknowledged(told.inputOffset);
    }).answer;
    return terminal;
  }

  /** Waits for the shell's end: its exit code, if it is known. */
  wait(): Promise<number | undefined> {
    return this.end;
  }

  async close(): Promise<void> {
    const told = this.session.call("shell.detach", { shell: this.shell, reader: this.reader });
    // A daemon that cannot be told finds out by itself, after 5 minutes.
    await Promise.race([told.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000).unref?.())]);
    this.session.close();
  }
}

/** A live shell; `id` is how it is found again. */
export class Shell {
  /** @internal */
  constructor(private readonly shared: () => Session, private readonly fresh: () => Session, readonly id: string) {}

  private call<T>(method: string, params: Record<string, unknown>): Promise<T> {
    return this.shared().call<T>(`shell.${method}`, { shell: this.id, ...params });
  }

  /**
   * Runs a command in the shell, so that what it changes there persists. After `timeout` seconds the answer says `running`, and
   * the command goes on. With `terminal` it reads the terminal.
   */
  async run(command: string, options: { stdin?: Data; terminal?: boolean; timeout?: number; key?: string } = {}): Promise<ShellResult> {
    const told = await this.call<Omit<ShellResult, "output"> & { output: ConstructorParameters<typeof Captured>[0] }>("run", {
      key: options.key ?? newKey(), command, terminal: options.terminal ?? false,
      ...(options.stdin === undefined ? {} : { stdin: toBase64(options.stdin) }),
      ...(options.timeout === undefined ? {} : { timeoutMs: Math.round(options.timeout * 1000) }),
    });
    return { ...told, output: new Captured(told.output) };
  }

  /** Types bytes, once. */
  async write(data: Data, key: string = newKey()): Promise<void> {
    await this.call("write", { key, data: toBase64(data) });
  }

  /** A piece of what the shell printed, from an offset, else the last `maxBytes`. It waits for some for `wait` seconds, at most 30. */
  async output(options: { from?: number; maxBytes?: number; wait?: number } = {}): Promise<Output> {
    const { from, maxBytes = 64 << 10, wait = 0 } = options;
    const told = await this.call<{ from: number; data: string }>("output", { maxBytes, waitMs: wait * 1000, ...(from === undefined ? {} : { from }) });
    return { stream: "output", data: fromBase64(told.data), offset: told.from, gap: Math.max(0, told.from - (from ?? told.from)) };
  }

  /** Attaches to the terminal: what it prints from an offset, or from now on, and what is typed. */
  attach(from?: number): Promise<Terminal> {
    return Terminal.attach(this.fresh(), this.id, from);
  }

  async resize(rows: number, cols: number): Promise<void> {
    await this.call("resize", { rows, cols });
  }

  /** Sends a signal to what runs in the foreground. */
  async signal(signal: "HUP" | "INT" | "QUIT" | "KILL" | "USR1" | "USR2" | "TERM" | "CONT" | "STOP" | "TSTP"): Promise<void> {
    await this.call("signal", { signal });
  }

  /** Ends the shell and everything that was started in it. */
  async close(): Promise<void> {
    await this.call("close", {});
  }
}
