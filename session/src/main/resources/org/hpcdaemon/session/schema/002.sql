-- What the person at the machine asks of a running daemon from another process. A row goes when whoever asked has its answer.
-- failure: the error's code, and answer its message; else answer is JSON.
CREATE TABLE owner_request (
  id         TEXT    PRIMARY KEY,
  daemon     TEXT    NOT NULL,
  verb       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  taken      INTEGER NOT NULL,
  failure    TEXT,
  answer     TEXT,
  created_at INTEGER NOT NULL
);
