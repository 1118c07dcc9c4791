-- Those that wait, among the decided ones of three months. state 'expired': nobody decided in time, and the agent was told.

CREATE INDEX approval_that_waits ON approval (daemon, asked_at) WHERE state = 'pending';
