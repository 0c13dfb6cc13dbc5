ALTER TABLE verdicts ADD COLUMN failure TEXT; -- how the request failed: a name of LlmFailure; so that the cause is worded alike after a restart
