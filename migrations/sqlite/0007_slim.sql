-- What hangs on articles is kept in the tree of its key alone: a table beside its key is written twice. The PostgreSQL
-- twin has no such choice. Nothing asks for the aliases of an article.

DROP INDEX aliases_by_article;

CREATE TABLE slim_aliases (
    alias TEXT NOT NULL PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES articles (id)
) WITHOUT ROWID;
INSERT INTO slim_aliases (alias, article_id) SELECT alias, article_id FROM aliases ORDER BY alias;
DROP TABLE aliases;
ALTER TABLE slim_aliases RENAME TO aliases;

CREATE TABLE slim_topics (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    position BIGINT NOT NULL,
    topic TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
INSERT INTO slim_topics (article_id, position, topic, folded)
    SELECT article_id, position, topic, folded FROM article_topics ORDER BY article_id, position;
DROP TABLE article_topics;
ALTER TABLE slim_topics RENAME TO article_topics;

CREATE TABLE slim_sources (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    gone_at BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (article_id, source)
) WITHOUT ROWID;
INSERT INTO slim_sources (article_id, source, url, seen_at, gone_at, withdrawn_at)
    SELECT article_id, source, url, seen_at, gone_at, withdrawn_at FROM article_sources ORDER BY article_id, source;
DROP TABLE article_sources;
ALTER TABLE slim_sources RENAME TO article_sources;
CREATE INDEX article_sources_by_source ON article_sources (source);
