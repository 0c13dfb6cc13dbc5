CREATE TABLE marks (                         -- what a reader noted on a paper; no row where nothing is
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    seen            INTEGER NOT NULL,
    saved           INTEGER NOT NULL,
    note            TEXT NOT NULL,           -- empty for none
    tags            TEXT NOT NULL,           -- JSON list of texts
    PRIMARY KEY (profile, paper)
) WITHOUT ROWID;
