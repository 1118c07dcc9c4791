-- Requests that the policy leaves to the account owner. agent '' is the account owner. request: what is shown and signed; fingerprint: its
-- SHA-256, with the method. state: pending, allowed, denied, used (by the request with the key used_key). until: when that state ends.

CREATE TABLE approval (
  id          TEXT    PRIMARY KEY,
  daemon      TEXT    NOT NULL,
  agent       TEXT    NOT NULL,
  agent_name  TEXT,
  method      TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  request     TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  once        INTEGER NOT NULL,
  rule        TEXT,
  reason      TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  asked_at    INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  decided_at  INTEGER,
  decided_by  TEXT,
  note        TEXT,
  used_key    TEXT
);
CREATE INDEX approval_by_request ON approval (daemon, agent, fingerprint);
CREATE INDEX approval_by_age ON approval (daemon, asked_at);

-- Whose signatures a daemon accepts under decisions that come by the platform.
CREATE TABLE approver (
  daemon   TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (daemon, key)
);
