-- By which criteria a paper was considered and judged, in whatever words the judge was asked: where they have changed since, it may be asked again, and
-- where they have not, the grades of several judges are put on one scale. Null where it was not noted yet.
ALTER TABLE funnel ADD COLUMN criteria TEXT;
ALTER TABLE verdicts ADD COLUMN criteria TEXT;
-- What the same judge said the time before, where it was asked again: how far it agrees with itself.
ALTER TABLE verdicts ADD COLUMN relevance_before INTEGER;
