-- Instants are milliseconds since 1970. Only what both SQLite and PostgreSQL take.

CREATE TABLE daemons (
    user_id TEXT NOT NULL,
    daemon_id TEXT NOT NULL,
    cluster_name TEXT NOT NULL,
    scheduler TEXT NOT NULL,
    host TEXT,
    version TEXT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (user_id, daemon_id)
);

-- The last number given to an event of each user: a number is never given twice, also when events are deleted.
CREATE TABLE inboxes (
    user_id TEXT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL
);

-- A row stays after it was acknowledged, without its body: the daemon may send the same event once more.
CREATE TABLE events (
    user_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    event_id TEXT NOT NULL,
    agent_id TEXT,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    PRIMARY KEY (user_id, seq),
    UNIQUE (user_id, event_id)
);

CREATE INDEX events_waiting ON events (user_id, agent_id, seq) WHERE acknowledged_at IS NULL;

CREATE INDEX events_done ON events (acknowledged_at) WHERE acknowledged_at IS NOT NULL;
