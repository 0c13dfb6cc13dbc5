CREATE TABLE sessions (                      -- browsers that are signed in
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    secret_hash     BLOB NOT NULL UNIQUE,    -- SHA-256 of the cookie's value; the value itself is in the browser alone
    created_at      TEXT NOT NULL,
    last_used_at    TEXT NOT NULL            -- to the hour
) WITHOUT ROWID;
