-- Every source that told a story, the one that had it first among them.
CREATE TABLE article_sources (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (article_id, source)
);
INSERT INTO article_sources (article_id, source, url, seen_at) SELECT id, source, url, first_seen_at FROM articles;
CREATE INDEX aliases_by_article ON aliases (article_id);
