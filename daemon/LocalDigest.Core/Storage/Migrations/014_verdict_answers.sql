ALTER TABLE verdicts ADD COLUMN answers TEXT; -- where the judge was asked again: all that it said, as a JSON list, the first answer first
UPDATE verdicts SET flags = NULL;
