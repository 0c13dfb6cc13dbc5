CREATE TABLE preference_models (             -- each training makes a version
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    version         INTEGER NOT NULL,        -- from 1, never given twice
    is_used         INTEGER NOT NULL,        -- whether lists are ranked with it: at most one of a profile
    learner         TEXT NOT NULL,           -- whose file format the model has
    basis           TEXT NOT NULL,           -- what it can be used with: JSON of profile revision and embedding
    settings        TEXT NOT NULL,           -- what it was trained with: JSON
    note            TEXT NOT NULL,           -- why it is used or not, as a sentence
    likes           INTEGER NOT NULL,
    dislikes        INTEGER NOT NULL,
    thumbs          INTEGER NOT NULL,        -- of the likes and dislikes, those that are thumbs
    auc             REAL,                    -- on held-out statements
    criteria_auc    REAL,
    log_loss        REAL,
    milliseconds    REAL NOT NULL,
    model           BLOB,                    -- null where it has been cleared away: an old version of which only the figures are kept
    trained_at      TEXT NOT NULL,
    PRIMARY KEY (profile, version)
);
CREATE UNIQUE INDEX preference_models_used ON preference_models(profile) WHERE is_used = 1;

CREATE TABLE signals (                       -- signs of interest other than thumbs, the last of each kind
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('Opened', 'Saved', 'Bibtex')),
    at              TEXT NOT NULL,
    PRIMARY KEY (profile, paper, kind)
) WITHOUT ROWID;

CREATE TABLE library_papers (                -- papers of the user's own libraries and papers they wrote: likes to start with
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    library         TEXT NOT NULL,           -- the library's name: one upload replaces what the one before said
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    added_at        TEXT NOT NULL,           -- when the user added it there
    PRIMARY KEY (profile, library, paper)
) WITHOUT ROWID;
