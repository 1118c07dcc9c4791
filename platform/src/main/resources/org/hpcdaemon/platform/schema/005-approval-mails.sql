-- When an account owner was last mailed about requests that wait on a machine, and when the newest of them was asked (by that machine's clock).
CREATE TABLE approval_mails (
    user_id TEXT NOT NULL,
    daemon_id TEXT NOT NULL,
    newest BIGINT NOT NULL,
    mailed_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, daemon_id)
);
