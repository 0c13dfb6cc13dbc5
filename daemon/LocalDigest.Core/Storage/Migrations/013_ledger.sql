-- The ledger has a row from the moment in which a request leaves the machine: 'sent', with what it will take, estimated.
ALTER TABLE llm_calls ADD COLUMN profile TEXT;                               -- for whom; null for nobody
ALTER TABLE llm_calls ADD COLUMN is_estimate INTEGER NOT NULL DEFAULT 0;     -- the tokens are estimated: no answer told them
UPDATE llm_calls SET profile = (SELECT json_extract(request, '$.Profile') FROM jobs WHERE jobs.id = llm_calls.job);
CREATE INDEX llm_calls_at ON llm_calls(at);
CREATE INDEX llm_calls_profile ON llm_calls(profile, purpose, at);
