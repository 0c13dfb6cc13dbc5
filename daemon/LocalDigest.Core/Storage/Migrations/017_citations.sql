-- What Semantic Scholar knows of a paper, where the user has it asked; is_known is 0 where it does not know the paper.
CREATE TABLE citations (
    paper INTEGER PRIMARY KEY REFERENCES papers (number) ON DELETE CASCADE,
    is_known INTEGER NOT NULL,
    count INTEGER,
    influential INTEGER,
    venue TEXT,
    h_index INTEGER,
    at TEXT NOT NULL
) STRICT;
