-- Times are ISO 8601 in UTC with milliseconds, days are yyyy-MM-dd, lists and nested things are JSON.

CREATE TABLE papers (
    number          INTEGER PRIMARY KEY,     -- short name inside the database; never shown
    id              TEXT NOT NULL UNIQUE,
    version         INTEGER,
    title           TEXT NOT NULL,           -- cleaned: what people read and what is searched
    abstract        TEXT NOT NULL,
    raw_title       TEXT,                    -- as the source wrote it; null where that is the same
    raw_abstract    TEXT,
    authors         TEXT NOT NULL,           -- [{"name","affiliation"}] in the paper's order
    author_names    TEXT NOT NULL,           -- the names alone, for search
    published       TEXT,
    updated         TEXT,
    categories      TEXT NOT NULL,           -- ["cs.CV", …], the primary one first
    keywords        TEXT NOT NULL,           -- words of the authors, separated by "; "
    url             TEXT,
    doi             TEXT,
    venue           TEXT,
    comment         TEXT,
    license         TEXT,
    code_url        TEXT,
    project_url     TEXT,
    standing        INTEGER NOT NULL,        -- how well the source that wrote this knows the paper; a lesser one only fills gaps
    text_hash       BLOB NOT NULL,           -- of title and abstract: what a reader or a judge would see change
    title_key       TEXT NOT NULL,           -- title words and first author's family name, to find one paper under two ids
    added_at        TEXT NOT NULL,
    changed_at      TEXT NOT NULL,
    gone_at         TEXT,                    -- when the source said that it was withdrawn or deleted
    change          INTEGER NOT NULL         -- counts all changes of this table: what is kept in memory catches up by it
);
CREATE UNIQUE INDEX papers_change ON papers(change);
CREATE INDEX papers_published ON papers(published);
CREATE INDEX papers_title_key ON papers(title_key);

CREATE TABLE paper_names (                   -- every id that means the paper, its own included
    name            TEXT PRIMARY KEY,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX paper_names_paper ON paper_names(paper);

CREATE TABLE paper_categories (
    category        TEXT NOT NULL COLLATE NOCASE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    is_primary      INTEGER NOT NULL,
    PRIMARY KEY (category, paper)
) WITHOUT ROWID;
CREATE INDEX paper_categories_paper ON paper_categories(paper);

CREATE TABLE sightings (                     -- when which source listed the paper, and as what
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    source          TEXT NOT NULL,
    kind            TEXT NOT NULL,           -- New, Cross, Replace, ReplaceCross, Imported
    version         INTEGER,
    announced       TEXT,                    -- the source's own day
    popularity      INTEGER,
    seen_at         TEXT NOT NULL,           -- when this version was first seen there
    PRIMARY KEY (paper, source, kind)
) WITHOUT ROWID;
CREATE INDEX sightings_seen ON sightings(seen_at);
CREATE INDEX sightings_announced ON sightings(announced);

CREATE VIRTUAL TABLE papers_fts USING fts5(
    title, abstract, author_names, keywords,
    content = 'papers', content_rowid = 'number', tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers BEGIN
    INSERT INTO papers_fts(rowid, title, abstract, author_names, keywords)
    VALUES (new.number, new.title, new.abstract, new.author_names, new.keywords);
END;
CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
    INSERT INTO papers_fts(papers_fts, rowid, title, abstract, author_names, keywords)
    VALUES ('delete', old.number, old.title, old.abstract, old.author_names, old.keywords);
END;
CREATE TRIGGER papers_fts_update AFTER UPDATE OF title, abstract, author_names, keywords ON papers BEGIN
    INSERT INTO papers_fts(papers_fts, rowid, title, abstract, author_names, keywords)
    VALUES ('delete', old.number, old.title, old.abstract, old.author_names, old.keywords);
    INSERT INTO papers_fts(rowid, title, abstract, author_names, keywords)
    VALUES (new.number, new.title, new.abstract, new.author_names, new.keywords);
END;

CREATE TABLE source_memory (                 -- what sources must know again after a restart
    key             TEXT PRIMARY KEY,
    value           TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE profiles (
    id              TEXT PRIMARY KEY,
    revision        INTEGER NOT NULL,
    body            TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE feedback (                      -- the thumb that stands now
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    value           INTEGER NOT NULL CHECK (value IN (-1, 1)),
    at              TEXT NOT NULL,
    PRIMARY KEY (profile, paper)
) WITHOUT ROWID;
CREATE INDEX feedback_at ON feedback(profile, at);

CREATE TABLE verdicts (                      -- what the judge said, or why it said nothing
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    text_hash       BLOB NOT NULL,           -- of the text that was judged
    prompt          TEXT NOT NULL,           -- hash of the prompt's version, the criteria and the language
    model           TEXT NOT NULL,
    state           TEXT NOT NULL,           -- Scored, Refused, Missing, Invalid, Filtered, Failed, OverBudget
    relevance       INTEGER CHECK (relevance BETWEEN 1 AND 10),
    novelty         INTEGER CHECK (novelty BETWEEN 1 AND 10),
    topic           INTEGER,
    comment         TEXT,
    detail          TEXT,                    -- what went wrong, as a sentence
    flags           TEXT,
    at              TEXT NOT NULL,
    PRIMARY KEY (paper, prompt, model, text_hash)
) WITHOUT ROWID;

CREATE TABLE llm_calls (                     -- the ledger: one row for each request that was sent
    id              INTEGER PRIMARY KEY,
    job             TEXT,
    purpose         TEXT NOT NULL,
    model           TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    input_tokens    INTEGER NOT NULL,
    output_tokens   INTEGER NOT NULL,
    usd             REAL,                    -- null where no price is configured
    milliseconds    INTEGER NOT NULL,
    at              TEXT NOT NULL
);
CREATE INDEX llm_calls_job ON llm_calls(job);

CREATE TABLE jobs (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL,
    identity        TEXT NOT NULL,           -- jobs of the same identity that are not finished are one
    request         TEXT NOT NULL,
    state           TEXT NOT NULL,           -- Queued, Running, Succeeded, Partial, Failed, Cancelled
    cancel          INTEGER NOT NULL DEFAULT 0,
    stage           TEXT,
    done            INTEGER NOT NULL DEFAULT 0,
    total           INTEGER NOT NULL DEFAULT 0,
    counts          TEXT NOT NULL DEFAULT '{}',
    problems        TEXT NOT NULL DEFAULT '[]',
    memory          TEXT,                    -- what the job needs to go on after a crash
    result          TEXT,
    created_at      TEXT NOT NULL,
    started_at      TEXT,
    finished_at     TEXT,
    starts          INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE UNIQUE INDEX jobs_open ON jobs(identity) WHERE state IN ('Queued', 'Running');
CREATE INDEX jobs_created ON jobs(created_at);

CREATE TABLE digests (
    id              TEXT PRIMARY KEY,
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    date            TEXT NOT NULL,
    content         TEXT NOT NULL,
    until           TEXT NOT NULL,           -- papers that arrived up to then have been considered
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    UNIQUE (profile, date)
) WITHOUT ROWID;

CREATE TABLE digest_papers (
    digest          TEXT NOT NULL REFERENCES digests(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    place           INTEGER NOT NULL,
    version         INTEGER,
    text_hash       BLOB NOT NULL,
    PRIMARY KEY (digest, paper)
) WITHOUT ROWID;
CREATE INDEX digest_papers_paper ON digest_papers(paper);

CREATE TABLE decisions (                     -- why a paper is or is not in the digest: the last word for each profile
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    outcome         TEXT NOT NULL,           -- Selected, OnTheShortlist, …: see the room Digests
    reason          TEXT NOT NULL,           -- a sentence
    job             TEXT,
    date            TEXT NOT NULL,
    at              TEXT NOT NULL,
    PRIMARY KEY (profile, paper)
) WITHOUT ROWID;
