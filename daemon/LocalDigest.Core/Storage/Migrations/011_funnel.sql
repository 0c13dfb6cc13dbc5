CREATE TABLE funnel (                        -- what a profile's runs considered, and with which chance the judge got to see it
    profile         TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    paper           INTEGER NOT NULL REFERENCES papers(number) ON DELETE CASCADE,
    job             TEXT NOT NULL,           -- the run that considered it last
    at              TEXT NOT NULL,
    forecast        BLOB NOT NULL,           -- nine 32-bit floats: the probability that the judge gives at least a 2, 3, … 10
    verdicts        INTEGER NOT NULL,        -- how many verdicts the forecast was learned from
    chance          REAL NOT NULL,           -- of being shown: 1 above the cut, less below it, 0 where nothing could be spent on it
    is_shown        INTEGER NOT NULL,
    tokens          INTEGER NOT NULL,        -- what judging it costs, estimated
    usd             REAL,                    -- the same in US dollars; null where no price is configured
    relevance       INTEGER,                 -- the judge's grade; null where it gave none
    PRIMARY KEY (profile, paper)
) WITHOUT ROWID;
CREATE INDEX funnel_paper ON funnel(paper);
CREATE INDEX funnel_at ON funnel(profile, at);

-- Eighty papers a day was the fixed number that the budget takes the place of; whoever wrote another number keeps it.
UPDATE profiles SET body = json_remove(body, '$.Digest.Shortlist') WHERE json_extract(body, '$.Digest.Shortlist') = 80;
