CREATE TABLE changes (                       -- the one ordered log of papers: what is kept in memory is a function of a snapshot and what came after it
    change          INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    paper           INTEGER NOT NULL UNIQUE, -- of each paper that ever was, its last change
    is_removal      INTEGER NOT NULL
);
INSERT INTO changes (change, paper, is_removal) SELECT change, number, 0 FROM papers ORDER BY change;
INSERT INTO sqlite_sequence (name, seq) SELECT 'changes', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'changes');
-- A new paper's number is its first change. Both counts go on above whatever either has given out.
UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(number), 0) FROM papers)) WHERE name = 'changes';

DROP INDEX papers_change;
ALTER TABLE papers DROP COLUMN change;

-- Triggers, so that no statement can forget the log.
CREATE TRIGGER papers_added AFTER INSERT ON papers BEGIN
    INSERT INTO changes (paper, is_removal) VALUES (new.number, 0);
END;
CREATE TRIGGER papers_changed AFTER UPDATE ON papers BEGIN
    DELETE FROM changes WHERE paper = new.number;
    INSERT INTO changes (paper, is_removal) VALUES (new.number, 0);
END;
CREATE TRIGGER papers_removed AFTER DELETE ON papers BEGIN
    DELETE FROM changes WHERE paper = old.number;
    INSERT INTO changes (paper, is_removal) VALUES (old.number, 1);
END;
