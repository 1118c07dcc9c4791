-- Instants are milliseconds since 1970. Only what both SQLite and PostgreSQL take.

-- Keys of a third kind, and SQLite changes no CHECK: the table is made anew, with the same rows. A CONSOLE key is the account owner's; its
-- name is that of a browser.
CREATE TABLE keys_of_three_kinds (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('AGENT', 'DAEMON', 'CONSOLE')),
    name TEXT NOT NULL,
    agent_id TEXT REFERENCES agents (id),
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);

INSERT INTO keys_of_three_kinds (id, user_id, kind, name, agent_id, secret_hash, created_at, last_used_at, revoked_at)
SELECT id, user_id, kind, name, agent_id, secret_hash, created_at, last_used_at, revoked_at FROM api_keys;

DROP TABLE api_keys;

ALTER TABLE keys_of_three_kinds RENAME TO api_keys;

CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at);
