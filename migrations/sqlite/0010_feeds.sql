-- What feeds are made of. Every transaction that changes what a feed may show of an article takes the next number, and
-- leaves it on the article: a folder remembers up to which number it is true. The row is held until the transaction
-- ends, so that whoever has read a number has seen all that came before it.

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('touches', 1);
ALTER TABLE articles ADD COLUMN touched BIGINT NOT NULL DEFAULT 1;
CREATE INDEX articles_by_touched ON articles (touched);

-- A feed keeps its number when it is renamed. `about` is what an automatic feed is of: a topic as it was first written,
-- the name of a source.
ALTER TABLE feeds ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN about TEXT NOT NULL DEFAULT '';
UPDATE feeds SET number = (SELECT count(*) FROM feeds f WHERE f.name <= feeds.name);
CREATE UNIQUE INDEX feeds_by_number ON feeds (number);

-- Names that feeds had before; kept for ever.
CREATE TABLE feed_moves (
    old TEXT NOT NULL PRIMARY KEY,
    feed BIGINT NOT NULL,
    moved_at BIGINT NOT NULL
);

-- The entries of each feed in the order of their first sight; an article amended after it was archived has a second place.
CREATE TABLE feed_members (
    feed BIGINT NOT NULL,
    place BIGINT NOT NULL,
    item BIGINT NOT NULL,
    PRIMARY KEY (feed, place)
) WITHOUT ROWID;
CREATE INDEX feed_members_by_item ON feed_members (item, feed);

-- Closed documents of a feed's history (RFC 5005): the places from `first_place` to `last_place`.
CREATE TABLE archives (
    feed BIGINT NOT NULL,
    number BIGINT NOT NULL,
    first_place BIGINT NOT NULL,
    last_place BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    PRIMARY KEY (feed, number)
);

-- Each amendment, an entry of its own: of the revision that carries the notice.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    article_id BIGINT NOT NULL REFERENCES articles (id),
    revision BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    UNIQUE (article_id, revision)
);
-- Whether a topic has articles enough for a feed of its own is asked whenever one is new.
CREATE INDEX article_topics_by_topic ON article_topics (folded, article_id);

-- Few revisions carry a notice: they are found without reading the words of the others.
CREATE INDEX revisions_with_notice ON revisions (article_id, number) WHERE correction_text IS NOT NULL;

-- What hubs are still to be told (WebSub). `version` is raised whenever the topic changes again.
CREATE TABLE pings (
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    version BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (hub, topic)
);
CREATE INDEX pings_by_due ON pings (due_at);

-- A person's own feed. Without topics of its own it has those of the digests the person is subscribed to.
CREATE TABLE personal_feeds (
    subscriber_id BIGINT NOT NULL PRIMARY KEY REFERENCES subscribers (id),
    uid TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    topics TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
