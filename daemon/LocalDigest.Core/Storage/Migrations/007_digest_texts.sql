CREATE TABLE digest_texts (                  -- what the archive is searched in: a row for each paper of a digest as it was shown
    digest          TEXT NOT NULL REFERENCES digests(id) ON DELETE CASCADE,
    place           INTEGER NOT NULL,
    title           TEXT NOT NULL,
    words           TEXT NOT NULL,           -- title, abstract, comment and short summary in lower case
    PRIMARY KEY (digest, place)
) WITHOUT ROWID;
INSERT INTO digest_texts (digest, place, title, words)
SELECT d.id, p.key, coalesce(json_extract(p.value, '$.Title'), ''),
    lower(coalesce(json_extract(p.value, '$.Title'), '') || char(10) || coalesce(json_extract(p.value, '$.Abstract'), '') || char(10) || coalesce(json_extract(p.value, '$.Comment'), ''))
FROM digests d, json_each(d.content, '$.Papers') p;
