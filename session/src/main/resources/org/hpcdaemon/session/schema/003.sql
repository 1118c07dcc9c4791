-- Of an array: elements that were asked to end one by one. job.cancelled holds for all of a job.

ALTER TABLE task ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;
