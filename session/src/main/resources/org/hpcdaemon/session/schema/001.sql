-- One database serves every profile of a home; each row says whose it is. Times are milliseconds since 1970.

CREATE TABLE profile (
  daemon_id  TEXT PRIMARY KEY,
  settings   TEXT NOT NULL,
  api_key    TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

-- agent '' is the user in person. state: begun, done, failed, dropped (done, its answer no longer kept).
-- ref names what a begun action can be resumed by.
CREATE TABLE once (
  daemon      TEXT    NOT NULL,
  agent       TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  ref         TEXT,
  answer      TEXT,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (daemon, agent, key)
);
CREATE INDEX once_by_age ON once (daemon, created_at);

-- phase: submitting (the scheduler may not have it yet), active, ended. info is what agents are told of it.
CREATE TABLE job (
  id           TEXT    PRIMARY KEY,
  daemon       TEXT    NOT NULL,
  agent        TEXT    NOT NULL,
  spec         TEXT    NOT NULL,
  phase        TEXT    NOT NULL,
  cancelled    INTEGER NOT NULL,
  info         TEXT    NOT NULL,
  submitted_at INTEGER NOT NULL
);
CREATE INDEX job_by_phase ON job (daemon, phase);
CREATE INDEX job_by_age ON job (daemon, agent, submitted_at);

-- What runs: one row of a plain job (element -1), one for each element of an array.
CREATE TABLE task (
  job        TEXT    NOT NULL,
  element    INTEGER NOT NULL,
  status     TEXT    NOT NULL,
  PRIMARY KEY (job, element)
);

-- state: waiting, sent, refused (the platform will never take it; kept for a person to look at).
CREATE TABLE outbox (
  seq        INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  daemon     TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  note       TEXT,
  created_at INTEGER NOT NULL
);
CREATE INDEX outbox_by_state ON outbox (daemon, state, seq);

CREATE TABLE lease (
  daemon     TEXT    PRIMARY KEY,
  token      TEXT    NOT NULL,
  host       TEXT    NOT NULL,
  pid        INTEGER NOT NULL,
  start_time INTEGER NOT NULL,
  boot_id    TEXT    NOT NULL,
  renewals   INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL
);
