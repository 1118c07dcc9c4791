-- command: how a command begins; absent of other requests. ended_at: when there was an answer, from which on it is kept.

ALTER TABLE once ADD COLUMN command TEXT;
ALTER TABLE once ADD COLUMN ended_at INTEGER;
