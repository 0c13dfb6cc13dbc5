CREATE TABLE full_texts (                    -- what a paper says, of the version and text that it had when it was read
    paper           INTEGER PRIMARY KEY REFERENCES papers(number) ON DELETE CASCADE,
    version         INTEGER,
    text_hash       BLOB NOT NULL,
    basis           TEXT NOT NULL,           -- Html, Pdf, Abstract
    content         BLOB NOT NULL,           -- JSON, packed with gzip
    bytes           INTEGER NOT NULL,        -- with its pictures
    read_at         TEXT NOT NULL,
    again_at        TEXT                     -- from when on it is worth reading again
);
CREATE INDEX full_texts_read ON full_texts(read_at);

CREATE TABLE full_text_pictures (            -- which files of the folder 'figures' belong to it
    paper           INTEGER NOT NULL REFERENCES full_texts(paper) ON DELETE CASCADE,
    file            TEXT NOT NULL,
    PRIMARY KEY (paper, file)
) WITHOUT ROWID;

CREATE TABLE library_pdfs (                  -- the user's own copies, below one of the library's folders
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    path            TEXT NOT NULL,           -- relative: no path of the machine
    PRIMARY KEY (paper, path)
) WITHOUT ROWID;
