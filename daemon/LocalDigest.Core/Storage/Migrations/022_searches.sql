CREATE TABLE searches (                      -- searches that a reader keeps
    id              TEXT PRIMARY KEY,
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    q               TEXT,                    -- NULL for none; the same for the other two, of which one is there
    category        TEXT,
    author          TEXT,
    as_source       INTEGER NOT NULL,        -- what it finds among a day's papers is considered for the digest
    created_at      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX searches_profile ON searches(profile);
