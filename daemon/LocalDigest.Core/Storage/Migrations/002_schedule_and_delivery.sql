CREATE TABLE scheduled_runs (                -- what the schedule has started: at most one day's digest at a time
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    date            TEXT NOT NULL,
    job             TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    started_at      TEXT NOT NULL,
    PRIMARY KEY (profile, date)
) WITHOUT ROWID;

CREATE TABLE deliveries (                    -- one row for each digest and place it goes to
    digest          TEXT NOT NULL REFERENCES digests(id) ON DELETE CASCADE,
    target          TEXT NOT NULL,           -- JSON of the profile's target
    state           TEXT NOT NULL,           -- Waiting, Delivered, GivenUp
    attempts        INTEGER NOT NULL,
    next_at         TEXT NOT NULL,           -- not before
    problem         TEXT,                    -- what went wrong the last time, as a sentence
    delivered_at    TEXT,
    PRIMARY KEY (digest, target)
) WITHOUT ROWID;
CREATE INDEX deliveries_waiting ON deliveries(next_at) WHERE state = 'Waiting';
