CREATE TABLE vectors (                       -- embeddings of texts, papers' and queries': made once for each text and model
    model           TEXT NOT NULL,           -- name and version; an endpoint's with its host behind @
    dimensions      INTEGER NOT NULL,
    text_hash       BLOB NOT NULL,           -- SHA-256 of the text; of a paper's, papers.text_hash
    codes           BLOB NOT NULL,           -- one signed byte for each dimension
    scale           REAL NOT NULL,           -- what a byte is multiplied with
    PRIMARY KEY (model, dimensions, text_hash)
) WITHOUT ROWID;
