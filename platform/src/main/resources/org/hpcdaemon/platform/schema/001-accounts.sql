-- Instants are milliseconds since 1970. Only what both SQLite and PostgreSQL take.
-- Secrets are here as SHA-256 (hexadecimal) of at least 190 random bits, so that a copy of this file opens nothing.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    first_sign_in_at BIGINT
);

-- A code alone has few digits: it is stored as HMAC-SHA-256 under the sign-in token, which is not stored.
CREATE TABLE sign_ins (
    token_hash TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    code_mac TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    evaluations INTEGER NOT NULL,
    spent_at BIGINT
);

CREATE INDEX sign_ins_by_email ON sign_ins (email, created_at);

CREATE INDEX sign_ins_by_age ON sign_ins (created_at);

-- One sign-in and all tokens that came from it by refreshing.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    refreshes INTEGER NOT NULL,
    expires_at BIGINT NOT NULL,
    spent_at BIGINT
);

CREATE INDEX tokens_by_session ON tokens (session_id);

CREATE INDEX tokens_by_expiry ON tokens (expires_at);

-- Stays when its keys are revoked: jobs and shells still belong to it, and a new key of that name is the same agent.
CREATE TABLE agents (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    UNIQUE (user_id, name)
);

-- name: the agent's name or the daemon's id. A daemon may have several keys while one replaces another.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('AGENT', 'DAEMON')),
    name TEXT NOT NULL,
    agent_id TEXT REFERENCES agents (id),
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX api_keys_by_user ON api_keys (user_id, created_at);
