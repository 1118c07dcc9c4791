-- What jobs may take, and once they have ended what they took, for budgets. It outlives the job, which its agent may remove. agent '' is the
-- account owner; agent_name: what it was called then. gpu_seconds, cpu_seconds: absent where the job does not tell.

CREATE TABLE charge (
  job          TEXT    PRIMARY KEY,
  daemon       TEXT    NOT NULL,
  agent        TEXT    NOT NULL,
  agent_name   TEXT,
  submitted_at INTEGER NOT NULL,
  ended_at     INTEGER,
  tasks        INTEGER NOT NULL,
  gpu_seconds  INTEGER,
  cpu_seconds  INTEGER
);
CREATE INDEX charge_by_end ON charge (daemon, ended_at);
