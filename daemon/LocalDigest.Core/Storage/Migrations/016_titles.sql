-- What a look at a paper's title said before its abstract was read: 1 where it does not matter, 0 where it may; null where nobody looked.
ALTER TABLE funnel ADD COLUMN is_dismissed INTEGER;
