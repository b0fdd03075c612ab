-- Every source that told a story, the one that had it first among them.
CREATE TABLE article_sources (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    gone_at BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (article_id, source)
);
CREATE INDEX article_sources_by_source ON article_sources (source);
INSERT INTO article_sources (article_id, source, url, seen_at, gone_at, withdrawn_at)
    SELECT id, source, url, first_seen_at, gone_at, withdrawn_at FROM articles;
CREATE INDEX aliases_by_article ON aliases (article_id);

-- The digest of all that the newest reading said: one that says the same again writes nothing.
ALTER TABLE articles ADD COLUMN reading TEXT NOT NULL DEFAULT '';
