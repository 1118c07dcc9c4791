/** What the daemon and the platform answer. Times are texts as ISO 8601 has them, in UTC; docs/protocol.md has all fields. */

/** What was printed. Of a long output the middle is left out: `omitted` bytes, where the text says so. */
export class Captured {
  /** Those of the beginning and of the end. */
  readonly bytes: Uint8Array;
  readonly omitted: number;
  readonly text: string;

  constructor(told: { head: string; tail: string; omitted: number; base64: boolean } = { head: "", tail: "", omitted: 0, base64: false }) {
    const [head, tail] = [told.head, told.tail].map((part) => (told.base64 ? fromBase64(part) : asBytes(part))) as [Uint8Array, Uint8Array];
    this.bytes = joined([head, tail]);
    this.omitted = told.omitted;
    this.text = asText(head) + (told.omitted ? `\n[${told.omitted} bytes left out]\n` : "") + asText(tail);
  }

  toString(): string {
    return this.text;
  }
}

/** How a command ended. `exitCode` is absent where a `signal` ended it. */
export interface ExecResult {
  key: string;
  exitCode?: number;
  signal?: string;
  timedOut: boolean;
  cancelled: boolean;
  durationMs: number;
  /** Empty where the output was streamed. */
  stdout: Captured;
  stderr: Captured;
  sandbox?: string;
}

/** A command as the daemon knows it. */
export interface RunInfo {
  key: string;
  command: string;
  state: "RUNNING" | "ENDED" | "REFUSED" | "LOST";
  startedAt: string;
  endedAt?: string;
  /** Without its output. */
  result?: { exitCode?: number; signal?: string; timedOut: boolean; cancelled: boolean; durationMs: number };
  message?: string;
}

export type JobState = "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "TIMEOUT" | "OUT_OF_MEMORY" | "NODE_FAIL"
  | "PREEMPTED" | "LOST" | "UNKNOWN";

/** A job. Only the state COMPLETED is a success, whatever `exitCode` is; it is over when it is `isFinished`. */
export interface JobInfo {
  job: string;
  state: JobState;
  name?: string;
  /** Who submitted it; absent: the account owner. */
  agent?: string;
  exitCode?: number;
  signal?: string;
  reason?: string;
  attempt: number;
  scheduler: string;
  schedulerId?: string;
  node?: string;
  submittedAt: string;
  startedAt?: string;
  endedAt?: string;
  estimatedStart?: string;
  usage?: { runMs: number; cpuEfficiency?: number; memoryEfficiency?: number };
  failedElements: number[];
  element?: number;
  sandbox?: string;
  cancelling?: boolean;
}

/** Whether a job is over. */
export const isFinished = (job: JobInfo): boolean =>
  !["PENDING", "RUNNING"].includes(job.state) && (job.state !== "UNKNOWN" || job.endedAt !== undefined);

/** What to submit: `argv` or `script`; the fields are those of `JobSpec` in docs/protocol.md. */
export interface JobSpec {
  argv?: string[];
  script?: string;
  name?: string;
  cwd?: string;
  env?: Record<string, string>;
  timeLimitSeconds?: number;
  nodes?: number;
  tasks?: number;
  cpus?: number;
  memoryMb?: number;
  gpus?: string;
  gres?: string;
  partition?: string;
  account?: string;
  qos?: string;
  constraint?: string;
  array?: string;
  dependency?: string;
  extra?: string[];
  /** Comes back with the wake-up. */
  context?: string;
  wakeEach?: boolean;
}

/** A request that needs permission. One that is `ALLOWED` is carried out when the same is sent again before `until`. */
export interface Approval {
  approval: string;
  /** Who asks; absent: the account owner. */
  agent?: string;
  agentName?: string;
  method: string;
  summary: string;
  /** Its parameters as JSON. Absent in lists and wake-ups. */
  request?: string;
  /** That asks; absent: the policy's default. */
  rule?: string;
  reason: string;
  askedAt: string;
  until: string;
  state: "PENDING" | "ALLOWED" | "DENIED" | "USED" | "EXPIRED";
  decidedAt?: string;
  decidedBy?: string;
  note?: string;
}

/** A wake-up: a job has ended, or an element of it; or a request that waited for permission waits no longer. */
export interface Event {
  id: string;
  seq: number;
  daemon: string;
  type: "job.finished" | "job.element_finished" | "approval.decided";
  at: string;
  /** Absent: it is about an approval. */
  job?: JobInfo;
  /** Absent: it is about a job. */
  approval?: Approval;
  context?: string;
  stdoutTail: string;
  stderrTail: string;
}

/** A daemon as the platform knows it. */
export interface DaemonView {
  daemon: string;
  clusterName: string;
  scheduler: string;
  host?: string;
  version: string;
  online: boolean;
  lastSeen: string;
}

export interface ShellInfo {
  shell: string;
  name?: string;
  /** Who opened it; absent: the account owner. */
  agent?: string;
  openedAt: string;
  rows: number;
  cols: number;
  /** The offsets that its output has now. */
  oldest: number;
  end: number;
  readers: number;
  running: boolean;
}

/** How a command in a shell went. While `running`, it goes on: read the shell's output from `to`. */
export interface ShellResult {
  exitCode?: number;
  cwd?: string;
  running: boolean;
  ended: boolean;
  output: Captured;
  from: number;
  to: number;
  durationMs: number;
}

/** `mode` is octal. Bytes of names that are not UTF-8 are U+0000 and two hexadecimal digits, and go back as they came. */
export interface FileInfo {
  path: string;
  type: "file" | "directory" | "link" | "special";
  size: number;
  mode: string;
  modified: string;
  target?: string;
}

/** A piece of a file: `text` in whole lines, or `data` where it is not text. `more`: it goes on at `to`. */
export interface FileContent {
  path: string;
  size: number;
  modified: string;
  text?: string;
  data?: Uint8Array;
  from: number;
  to: number;
  line?: number;
  lines?: number;
  more: boolean;
  sha256?: string;
}

export interface FileWritten {
  path: string;
  size: number;
  sha256: string;
  mode: string;
  created: boolean;
}

/** Their paths are from `path`. With `more`, ask again with `after` the last of them. */
export interface FileList {
  path: string;
  files: FileInfo[];
  more: boolean;
  unreadable: string[];
}

export interface Match {
  path: string;
  type: FileInfo["type"];
  /** Absent where the file itself was found. */
  line?: number;
  text?: string;
  before?: string[];
  after?: string[];
}

/** `stopped` says why not all was searched; ask again with `after` what `next` is. */
export interface Matches {
  path: string;
  matches: Match[];
  stopped?: "limit" | "time" | "hangs";
  next?: { path: string; line?: number };
  searched: number;
  unreadable: string[];
}

/** An idempotency key. Keep one where a request is to be repeated by another process: it has no second effect. */
export const newKey = (): string => crypto.randomUUID();

export const asBytes = (data: Uint8Array | string): Uint8Array => (typeof data === "string" ? new TextEncoder().encode(data) : data);

export const asText = (data: Uint8Array): string => new TextDecoder().decode(data);

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export function toBase64(data: Uint8Array | string): string {
  let text = "";
  for (const byte of asBytes(data)) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

export function joined(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
