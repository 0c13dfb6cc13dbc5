-- What a service last said of a paper that is watched, by the name under which it was asked: JSON.
CREATE TABLE watch_answers (
    id TEXT NOT NULL,
    service TEXT NOT NULL,
    at TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (id, service)
) STRICT, WITHOUT ROWID;

-- What became of a paper. is_old is 1 where the first answer on it said so already: it is listed, and is no news.
CREATE TABLE watch_changes (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    is_old INTEGER NOT NULL,
    PRIMARY KEY (id, kind, version)
) STRICT, WITHOUT ROWID;

-- Which digest told a profile of it: once, and again where the same digest is written again.
CREATE TABLE watch_told (
    profile TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (profile, id, kind, version)
) STRICT, WITHOUT ROWID;
