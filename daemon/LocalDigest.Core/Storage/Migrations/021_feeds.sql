CREATE TABLE feeds (                         -- keys of feed readers, each good for the digests of one profile
    id              TEXT PRIMARY KEY,
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    style           TEXT,                    -- NULL for each digest's own
    key_hash        BLOB NOT NULL UNIQUE,    -- SHA-256
    created_at      TEXT NOT NULL,
    last_used_at    TEXT                     -- to the hour; NULL for never
) WITHOUT ROWID;
