CREATE TABLE looks (                         -- when a reader last looked at what is new, in whichever browser
    profile         TEXT PRIMARY KEY REFERENCES profiles(id) ON DELETE CASCADE,
    last            TEXT NOT NULL,           -- the last day, and the one on which they looked before it; NULL for never
    before          TEXT
) WITHOUT ROWID;
