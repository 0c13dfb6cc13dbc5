CREATE TABLE paper_index_files (             -- the file beside the database that holds the papers as they are in memory; one row at most
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    sha256          BLOB NOT NULL            -- of the whole file: another file, or one of another database, is not read
);
