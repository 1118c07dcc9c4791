/** A client of hpc-daemon: commands, shells, jobs, wake-ups and files on machines behind firewalls. Begin with `Client.open()`. */
export { Client, CommandFailed, Daemon, Job, Run, type ClientOptions, type Command, type ExecOptions, type InJob, type ShellOptions } from "./client.js";
export { loadConfig, type Config } from "./config.js";
export { HpcError, type Advice, type ErrorCode } from "./errors.js";
export { Files, type SearchOptions, type WriteOptions } from "./files.js";
export { CommandStream, Shell, Terminal } from "./live.js";
export { Captured, isFinished, newKey } from "./records.js";
export type {
  Approval, DaemonView, Event, ExecResult, FileContent, FileInfo, FileList, FileWritten, JobInfo, JobSpec, JobState, Match, Matches,
  RunInfo, ShellInfo, ShellResult,
} from "./records.js";
export type { Output } from "./session.js";
