CREATE TABLE crossed_terms (                 -- what a profile's model is not to learn from
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,           -- Word, Author, Category
    name            TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (profile, kind, name)
) WITHOUT ROWID;
