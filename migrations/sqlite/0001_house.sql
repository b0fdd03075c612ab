-- Times are milliseconds since 1970 UTC. Lists of plain words are JSON arrays. The PostgreSQL twin of this file has the
-- same tables and columns.

CREATE TABLE sources (
    name TEXT NOT NULL PRIMARY KEY,
    first_seen_at BIGINT NOT NULL,
    last_try_at BIGINT,
    last_ok_at BIGINT,
    failures BIGINT NOT NULL,
    problem TEXT NOT NULL
);

CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    problem TEXT NOT NULL,
    notes TEXT NOT NULL,
    articles_new BIGINT NOT NULL,
    articles_changed BIGINT NOT NULL,
    articles_same BIGINT NOT NULL,
    articles_failed BIGINT NOT NULL,
    comments_new BIGINT NOT NULL,
    comments_withdrawn BIGINT NOT NULL,
    comments_short BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
CREATE INDEX rounds_by_source ON rounds (source, id);

CREATE TABLE pages (
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    rules TEXT NOT NULL,
    asks TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (source, url)
);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    published_at BIGINT,
    updated_at BIGINT,
    image_url TEXT,
    image_alt TEXT,
    language TEXT,
    revision BIGINT NOT NULL,
    words TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    sort_at BIGINT NOT NULL,
    comments_stated BIGINT,
    gone_at BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX articles_by_time ON articles (sort_at, id);
CREATE INDEX articles_by_first_seen ON articles (first_seen_at);

CREATE TABLE aliases (
    alias TEXT NOT NULL PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES articles (id)
);

CREATE TABLE article_topics (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    position BIGINT NOT NULL,
    topic TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
);

CREATE TABLE revisions (
    article_id BIGINT NOT NULL REFERENCES articles (id),
    number BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    correction_text TEXT,
    correction_at BIGINT,
    PRIMARY KEY (article_id, number)
);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    article_id BIGINT NOT NULL REFERENCES articles (id),
    key TEXT NOT NULL,
    author TEXT,
    role TEXT,
    posted_at BIGINT,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    votes BIGINT,
    parent TEXT,
    position BIGINT NOT NULL,
    page TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (article_id, key)
);

CREATE TABLE feeds (
    name TEXT NOT NULL PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    defined_at BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    published_at BIGINT,
    problem TEXT NOT NULL
);

CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    name TEXT,
    since_at BIGINT NOT NULL,
    suppressed TEXT
);

CREATE TABLE subscriptions (
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id),
    digest TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    method TEXT NOT NULL,
    since_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (subscriber_id, digest)
);

CREATE TABLE digests (
    name TEXT NOT NULL PRIMARY KEY,
    known_since_at BIGINT NOT NULL
);

CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    date TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    cut_at BIGINT NOT NULL,
    stale_at BIGINT NOT NULL,
    frozen_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    mail_domain TEXT NOT NULL,
    candidates BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    UNIQUE (digest, date),
    UNIQUE (digest, from_at)
);

CREATE TABLE edition_articles (
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    article_id BIGINT NOT NULL REFERENCES articles (id),
    revision BIGINT NOT NULL,
    position BIGINT,
    comments_total BIGINT NOT NULL,
    PRIMARY KEY (edition_id, article_id)
);
CREATE INDEX edition_articles_by_article ON edition_articles (article_id);

CREATE TABLE edition_quotes (
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    article_id BIGINT NOT NULL REFERENCES articles (id),
    comment_id BIGINT NOT NULL REFERENCES comments (id),
    position BIGINT NOT NULL,
    excerpt TEXT NOT NULL,
    reason TEXT NOT NULL,
    answered_id BIGINT,
    answers TEXT,
    PRIMARY KEY (edition_id, comment_id)
);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    edition_id BIGINT NOT NULL REFERENCES editions (id),
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id),
    proof BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    reply TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (edition_id, subscriber_id)
);
-- In the order of the claim, so that it stops at the first row it may take.
CREATE INDEX deliveries_by_state ON deliveries (state, proof DESC, id);
CREATE INDEX deliveries_proofs ON deliveries (edition_id) WHERE proof;
