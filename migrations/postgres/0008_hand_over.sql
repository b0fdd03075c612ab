-- By which requests (JSON) each other source of a story looks at it: the next of them tells it once the first withdrew it.
ALTER TABLE article_sources ADD COLUMN look_ask TEXT;

-- When a feed says that it is not to be asked: bits 0 to 23 are hours (of GMT), bits 24 to 30 days, from Monday.
ALTER TABLE pages ADD COLUMN skips BIGINT NOT NULL DEFAULT 0;

-- The page at which a reading was had that is not believed: once it is let in, that one is asked for whole.
ALTER TABLE quarantine ADD COLUMN page TEXT NOT NULL DEFAULT '';
