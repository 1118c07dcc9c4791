/** What to do about an error: ask again later with the same key, change the input, or neither. */
export type Advice = "retry" | "fix_input" | "give_up";

/** Why something failed. A newer platform may say others. */
export type ErrorCode =
  | "invalid_params" | "invalid_request" | "method_not_found" | "parse_error" | "internal"
  /** Does not exist, or belongs to another user. */
  | "not_found"
  /** The idempotency key was used before, with another request. */
  | "key_reused"
  /** A bound is reached; the message names what holds the places. */
  | "busy"
  /** The daemon is known and not connected. */
  | "daemon_offline"
  /** The shell or command has ended, or this side was closed. */
  | "ended"
  /** The request was sent and may have been carried out; ask again with `key`. */
  | "outcome_unknown"
  | "scheduler_unavailable" | "scheduler_refused"
  /** Outside the directories that the account owner allows. */
  | "not_allowed"
  | "unauthorized" | "rate_limited" | "too_large" | "storage" | "unreachable" | "mail_unavailable"
  /** Nothing was started. */
  | "no_program" | "not_executable"
  /** What was waited for did not come in time; it goes on. */
  | "timed_out"
  /** A file is not as the request requires it to be, so nothing was changed. */
  | "conflict"
  /** The daemon gave up a stream of bytes; what came before was delivered. */
  | "stream_failed"
  /** A command that was run with `check` did not exit with 0. */
  | "command_failed";

const RETRIED = ["busy", "daemon_offline", "scheduler_unavailable", "rate_limited", "storage", "unreachable", "timed_out"];
const HOPELESS = ["ended", "outcome_unknown", "unauthorized", "internal", "stream_failed"];

/** A failure that `code` describes. The message says what happened and what to do next. */
export class HpcError extends Error {
  override readonly name = "HpcError";
  readonly code: ErrorCode;
  readonly advice: Advice;
  /** The idempotency key of the request, if it had one: asking again with it has no second effect. */
  readonly key: string | undefined;

  constructor(code: string, message: string, options: { advice?: string | undefined; key?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code as ErrorCode;
    this.advice = (options.advice ?? (RETRIED.includes(code) ? "retry" : HOPELESS.includes(code) ? "give_up" : "fix_input")) as Advice;
    this.key = options.key;
  }
}
