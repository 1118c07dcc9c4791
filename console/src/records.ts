/** What the platform and the daemons answer; docs/protocol.md has all fields. */

export interface DaemonInfo {
  daemon: string;
  clusterName: string;
  version: string;
  host: string;
  user: string;
  scheduler: string;
  sandbox: string;
  sandboxNotes: string[];
  workDir: string;
  allowedDirs: string[];
  shells: number;
}

export interface ClusterInfo {
  scheduler: string;
  nodes: Record<string, number>;
  gpus: { type: string; total: number; free: number }[];
  queue?: { running: number; waiting: number; mine: number };
  machine?: { cpus: number; memoryMb: number; freeMemoryMb: number; load: number };
}

export interface Key {
  id: string;
  kind: "agent" | "daemon" | "console";
  name: string;
  created_at: string;
  last_used_at?: string;
  /** Of an agent's key: under this id its jobs and shells are known. */
  agent?: string;
}

/** What was ended as a machine was stopped. */
export interface Frozen {
  since: string;
  commands: number;
  shells: number;
  files: number;
  forwards: number;
  jobs: number;
  jobsLeft: number;
  failures: string[];
}

/** What the policy lets jobs take on a machine, and what they have taken. */
export interface BudgetList {
  budgets: {
    name: string;
    /** Whose share it is; absent: all share it. */
    agent?: string;
    per: "day" | "week" | "month";
    over: "ask" | "deny";
    reason?: string;
    amounts: { measure: string; limit: number; used: number }[];
  }[];
}
