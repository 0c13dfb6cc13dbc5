-- By which question the judge was, or would have been, asked about a paper: where the criteria have changed since, it may be asked again.
ALTER TABLE funnel ADD COLUMN question TEXT; -- the prompt's name and hash; null where it was not noted yet
-- What the same judge said the time before, where it was asked again: how far it agrees with itself.
ALTER TABLE verdicts ADD COLUMN relevance_before INTEGER;
