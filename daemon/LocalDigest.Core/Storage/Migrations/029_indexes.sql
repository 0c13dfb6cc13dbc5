-- What is asked by a prompt or its criteria, and what is asked by a paper, is found without reading the table: with years of verdicts and
-- thumbs a digest, and each paper that is merged or deleted, would else read all of them.
CREATE INDEX verdicts_prompt ON verdicts(prompt);
CREATE INDEX verdicts_criteria ON verdicts(criteria);
CREATE INDEX feedback_paper ON feedback(paper);
CREATE INDEX marks_paper ON marks(paper);
CREATE INDEX signals_paper ON signals(paper);
CREATE INDEX library_papers_paper ON library_papers(paper);
CREATE INDEX decisions_paper ON decisions(paper);
