-- Version 1 of a ledger in PostgreSQL. The payment row is the record of its key.
CREATE TABLE payment (
    id         bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY, -- never given twice, not even after a DELETE
    src        text        NOT NULL,
    dest       text        NOT NULL,
    cents      bigint      NOT NULL CHECK (cents > 0),
    key        text        COLLATE "C",
    claimed    boolean     NOT NULL,
    attempt    text,
    at         timestamptz NOT NULL,
    written_by bigint      NOT NULL                                  -- which process
);

-- What makes `unique` exact: no two payments claim one key, whichever backends they reach.
CREATE UNIQUE INDEX claimed_key ON payment (key) WHERE claimed;
-- What lets `check-then-insert` look. It forbids nothing.
CREATE INDEX unclaimed_key ON payment (key) WHERE NOT claimed AND key IS NOT NULL;

CREATE TABLE setting (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    policy     text    NOT NULL,
    pause_ms   bigint  NOT NULL,
    generation bigint  NOT NULL DEFAULT 0,                           -- counts the DELETEs
    lease      text
);

-- A row for each process that writes, updated by each of its transactions and by nobody else's. When the answer to a
-- COMMIT is lost, its own row tells that process whether the COMMIT was.
CREATE TABLE writer (
    id      bigint      PRIMARY KEY,
    batches bigint      NOT NULL,                                    -- how many it has committed
    since   timestamptz NOT NULL DEFAULT now()
);
