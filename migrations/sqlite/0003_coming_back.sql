-- When each article is looked at again and by which request (JSON), and where a page has moved.

ALTER TABLE articles ADD COLUMN looked_at BIGINT;
ALTER TABLE articles ADD COLUMN next_look_at BIGINT;
ALTER TABLE articles ADD COLUMN look_ask TEXT;
ALTER TABLE articles ADD COLUMN comments_changed_at BIGINT;
CREATE INDEX articles_by_next_look ON articles (source, next_look_at);

ALTER TABLE pages ADD COLUMN fresh_until BIGINT;
ALTER TABLE pages ADD COLUMN moved_to TEXT;
ALTER TABLE pages ADD COLUMN moved_seen BIGINT NOT NULL DEFAULT 0;

-- No automatic round begins before this; stopped_at: never again (410), until somebody gathers it by hand.
ALTER TABLE sources ADD COLUMN held_until BIGINT;
ALTER TABLE sources ADD COLUMN stopped_at BIGINT;
