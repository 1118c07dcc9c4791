-- Instants are milliseconds since 1970. Only what both SQLite and PostgreSQL take.

-- A reader of an inbox that is told, one event after the other: those behind position are not delivered yet. Secrets are here as they are,
-- since messages are signed with them; they open nothing of the platform's.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    agent_id TEXT,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    former_secret TEXT,
    former_until BIGINT,
    created_at BIGINT NOT NULL,
    position BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    last_at BIGINT,
    last_outcome TEXT,
    disabled TEXT
);

CREATE INDEX webhooks_by_user ON webhooks (user_id);
