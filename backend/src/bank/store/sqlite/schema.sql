-- Version 1 of a ledger in SQLite. The payment row is the record of its key.
CREATE TABLE payment (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, not even after a DELETE
    src        TEXT    NOT NULL,
    dest       TEXT    NOT NULL,
    cents      INTEGER NOT NULL CHECK (cents > 0),
    key        TEXT,
    claimed    INTEGER NOT NULL CHECK (claimed IN (0, 1)),
    attempt    TEXT,
    at         TEXT    NOT NULL,
    written_by INTEGER NOT NULL                   -- which process
) STRICT;

-- What makes `unique` exact: no two payments claim one key.
CREATE UNIQUE INDEX claimed_key ON payment (key) WHERE claimed = 1;
-- What lets `check-then-insert` look. It forbids nothing.
CREATE INDEX unclaimed_key ON payment (key) WHERE claimed = 0 AND key IS NOT NULL;

CREATE TABLE setting (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    policy     TEXT    NOT NULL,
    pause_ms   INTEGER NOT NULL,
    generation INTEGER NOT NULL,                  -- counts the DELETEs
    lease      TEXT
) STRICT;
