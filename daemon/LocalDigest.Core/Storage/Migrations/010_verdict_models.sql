CREATE TABLE verdict_models (                -- each training on a profile's verdicts makes a version
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    version         INTEGER NOT NULL,        -- from 1, never given twice
    learner         TEXT NOT NULL,           -- whose file format the model has
    basis           TEXT NOT NULL,           -- what it can be used with: the question to the judge and the form of the papers' description
    verdicts        INTEGER NOT NULL,        -- how many it learned from
    relevant        INTEGER NOT NULL,        -- how many of them reached the profile's minRelevance
    auc             REAL,                    -- on held-out verdicts
    criteria_auc    REAL,
    brier           REAL,
    base_brier      REAL,
    milliseconds    REAL NOT NULL,
    model           BLOB,                    -- a zip archive of ML.NET; null for an old version of which only the figures are kept
    trained_at      TEXT NOT NULL,
    PRIMARY KEY (profile, version)
);
