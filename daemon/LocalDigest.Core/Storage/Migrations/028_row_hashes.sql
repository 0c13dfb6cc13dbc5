CREATE TABLE row_hashes (                    -- what rows that cannot be made again were when they were stored; the room Storage compares
    of_table        TEXT NOT NULL,
    key             TEXT NOT NULL,           -- the row's primary key as SQL literals
    hash            BLOB NOT NULL,           -- the first 16 bytes of SHA-256 of the row's values
    PRIMARY KEY (of_table, key)
) WITHOUT ROWID;
CREATE TABLE hashed_tables (                 -- of which columns; where a table gets another one its hashes are made anew
    of_table        TEXT PRIMARY KEY,
    columns         TEXT NOT NULL
) WITHOUT ROWID;

-- Whoever changes a row, by whatever program, takes its hash away; what is damaged on the disk keeps it. Triggers, so that no statement can forget.
CREATE TRIGGER papers_hash_changed AFTER UPDATE ON papers BEGIN
    DELETE FROM row_hashes WHERE of_table = 'papers' AND key IN (quote(old.number), quote(new.number));
END;
CREATE TRIGGER papers_hash_removed AFTER DELETE ON papers BEGIN
    DELETE FROM row_hashes WHERE of_table = 'papers' AND key = quote(old.number);
END;
CREATE TRIGGER profiles_hash_changed AFTER UPDATE ON profiles BEGIN
    DELETE FROM row_hashes WHERE of_table = 'profiles' AND key IN (quote(old.id), quote(new.id));
END;
CREATE TRIGGER profiles_hash_removed AFTER DELETE ON profiles BEGIN
    DELETE FROM row_hashes WHERE of_table = 'profiles' AND key = quote(old.id);
END;
CREATE TRIGGER searches_hash_changed AFTER UPDATE ON searches BEGIN
    DELETE FROM row_hashes WHERE of_table = 'searches' AND key IN (quote(old.id), quote(new.id));
END;
CREATE TRIGGER searches_hash_removed AFTER DELETE ON searches BEGIN
    DELETE FROM row_hashes WHERE of_table = 'searches' AND key = quote(old.id);
END;
CREATE TRIGGER digests_hash_changed AFTER UPDATE ON digests BEGIN
    DELETE FROM row_hashes WHERE of_table = 'digests' AND key IN (quote(old.id), quote(new.id));
END;
CREATE TRIGGER digests_hash_removed AFTER DELETE ON digests BEGIN
    DELETE FROM row_hashes WHERE of_table = 'digests' AND key = quote(old.id);
END;
CREATE TRIGGER feedback_hash_changed AFTER UPDATE ON feedback BEGIN
    DELETE FROM row_hashes WHERE of_table = 'feedback' AND key IN (quote(old.profile) || ',' || quote(old.paper), quote(new.profile) || ',' || quote(new.paper));
END;
CREATE TRIGGER feedback_hash_removed AFTER DELETE ON feedback BEGIN
    DELETE FROM row_hashes WHERE of_table = 'feedback' AND key = quote(old.profile) || ',' || quote(old.paper);
END;
CREATE TRIGGER marks_hash_changed AFTER UPDATE ON marks BEGIN
    DELETE FROM row_hashes WHERE of_table = 'marks' AND key IN (quote(old.profile) || ',' || quote(old.paper), quote(new.profile) || ',' || quote(new.paper));
END;
CREATE TRIGGER marks_hash_removed AFTER DELETE ON marks BEGIN
    DELETE FROM row_hashes WHERE of_table = 'marks' AND key = quote(old.profile) || ',' || quote(old.paper);
END;
CREATE TRIGGER signals_hash_changed AFTER UPDATE ON signals BEGIN
    DELETE FROM row_hashes WHERE of_table = 'signals' AND key IN (quote(old.profile) || ',' || quote(old.paper) || ',' || quote(old.kind), quote(new.profile) || ',' || quote(new.paper) || ',' || quote(new.kind));
END;
CREATE TRIGGER signals_hash_removed AFTER DELETE ON signals BEGIN
    DELETE FROM row_hashes WHERE of_table = 'signals' AND key = quote(old.profile) || ',' || quote(old.paper) || ',' || quote(old.kind);
END;
CREATE TRIGGER library_papers_hash_changed AFTER UPDATE ON library_papers BEGIN
    DELETE FROM row_hashes WHERE of_table = 'library_papers' AND key IN (quote(old.profile) || ',' || quote(old.library) || ',' || quote(old.paper), quote(new.profile) || ',' || quote(new.library) || ',' || quote(new.paper));
END;
CREATE TRIGGER library_papers_hash_removed AFTER DELETE ON library_papers BEGIN
    DELETE FROM row_hashes WHERE of_table = 'library_papers' AND key = quote(old.profile) || ',' || quote(old.library) || ',' || quote(old.paper);
END;
CREATE TRIGGER verdicts_hash_changed AFTER UPDATE ON verdicts BEGIN
    DELETE FROM row_hashes WHERE of_table = 'verdicts' AND key IN (quote(old.paper) || ',' || quote(old.prompt) || ',' || quote(old.model) || ',' || quote(old.text_hash), quote(new.paper) || ',' || quote(new.prompt) || ',' || quote(new.model) || ',' || quote(new.text_hash));
END;
CREATE TRIGGER verdicts_hash_removed AFTER DELETE ON verdicts BEGIN
    DELETE FROM row_hashes WHERE of_table = 'verdicts' AND key = quote(old.paper) || ',' || quote(old.prompt) || ',' || quote(old.model) || ',' || quote(old.text_hash);
END;
CREATE TRIGGER summaries_hash_changed AFTER UPDATE ON summaries BEGIN
    DELETE FROM row_hashes WHERE of_table = 'summaries' AND key IN (quote(old.paper) || ',' || quote(old.prompt) || ',' || quote(old.model) || ',' || quote(old.text_hash), quote(new.paper) || ',' || quote(new.prompt) || ',' || quote(new.model) || ',' || quote(new.text_hash));
END;
CREATE TRIGGER summaries_hash_removed AFTER DELETE ON summaries BEGIN
    DELETE FROM row_hashes WHERE of_table = 'summaries' AND key = quote(old.paper) || ',' || quote(old.prompt) || ',' || quote(old.model) || ',' || quote(old.text_hash);
END;
