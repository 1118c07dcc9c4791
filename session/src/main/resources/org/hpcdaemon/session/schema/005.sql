-- Daemons whose account owner stopped all work on the machine. A row goes when that is lifted.

CREATE TABLE freeze (
  daemon TEXT    PRIMARY KEY,
  since  INTEGER NOT NULL,
  reason TEXT
);
