CREATE TABLE summaries (                     -- what a model wrote about a paper, checked, or why it wrote nothing
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    text_hash       BLOB NOT NULL,           -- of all text that was read for it
    prompt          TEXT NOT NULL,           -- name and hash of the prompt with the language and, where they are used, the interests
    model           TEXT NOT NULL,
    kind            TEXT NOT NULL,           -- Tldr, Topics, DeepDive, MethodAnalysis, Facts; Notes on a part of a long paper
    state           TEXT NOT NULL,           -- Made, Refused, Invalid, Filtered, Failed, OverBudget
    body            TEXT,                    -- JSON
    detail          TEXT,                    -- what went wrong, as a sentence
    at              TEXT NOT NULL,
    PRIMARY KEY (paper, prompt, model, text_hash)
) WITHOUT ROWID;

CREATE TABLE overviews (                     -- what a model wrote about a day's papers
    prompt          TEXT NOT NULL,           -- name and hash of the prompt with the language
    papers_hash     BLOB NOT NULL,           -- of the papers' ids and texts in their order
    model           TEXT NOT NULL,
    state           TEXT NOT NULL,
    body            TEXT,
    detail          TEXT,
    at              TEXT NOT NULL,
    PRIMARY KEY (prompt, papers_hash, model)
) WITHOUT ROWID;
