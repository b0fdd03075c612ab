-- When each article is looked at again and by which request (JSON), and where a page has moved.

ALTER TABLE articles ADD COLUMN looked_at BIGINT;
ALTER TABLE articles ADD COLUMN next_look_at BIGINT;
ALTER TABLE articles ADD COLUMN look_ask TEXT;
ALTER TABLE articles ADD COLUMN comments_changed_at BIGINT;
CREATE INDEX articles_by_next_look ON articles (source, next_look_at);

ALTER TABLE pages ADD COLUMN fresh_until BIGINT;
-- How long the document itself says that it stays as it is (a feed's ttl): "not modified" begins it anew.
ALTER TABLE pages ADD COLUMN ttl BIGINT;
ALTER TABLE pages ADD COLUMN moved_to TEXT;
ALTER TABLE pages ADD COLUMN moved_seen BIGINT NOT NULL DEFAULT 0;
-- How many articles the page announces, and whether every one of them is held: then only those due a look count.
ALTER TABLE pages ADD COLUMN announced BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pages ADD COLUMN settled BOOLEAN NOT NULL DEFAULT FALSE;
-- Failed requests in a row; a page that failed is left alone until fresh_until.
ALTER TABLE pages ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;

-- No automatic round begins before this; stopped_at: never again (410), until somebody gathers it by hand.
ALTER TABLE sources ADD COLUMN held_until BIGINT;
ALTER TABLE sources ADD COLUMN stopped_at BIGINT;
-- How it was read when it stopped: by other rules, or at another address, it is tried again.
ALTER TABLE sources ADD COLUMN stopped_rules TEXT;
