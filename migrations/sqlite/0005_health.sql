-- What each round saw, from which the next ones are judged.
ALTER TABLE rounds ADD COLUMN state TEXT NOT NULL DEFAULT 'well';
ALTER TABLE rounds ADD COLUMN announced BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN put_off BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN quarantined BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN pages_read BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN with_date BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN with_author BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN with_body BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN comments_found BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN comments_stated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN comments_edited BIGINT NOT NULL DEFAULT 0;

ALTER TABLE sources ADD COLUMN state TEXT NOT NULL DEFAULT 'well';
ALTER TABLE sources ADD COLUMN state_since_at BIGINT;
ALTER TABLE sources ADD COLUMN state_words TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN state_sample TEXT NOT NULL DEFAULT '';
CREATE INDEX articles_by_source ON articles (source, first_seen_at);

-- What the operator is told of by mail: once when it begins, once when it ends. `told_to` are the addresses that have
-- the letter under way already.
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    words TEXT NOT NULL,
    sample TEXT NOT NULL,
    told_to TEXT NOT NULL,
    ended_at BIGINT,
    told_at BIGINT,
    end_told_at BIGINT,
    attempts BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    problem TEXT NOT NULL
);
CREATE INDEX alarms_by_source ON alarms (source, id);

-- Readings that were not believed, and why.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    why TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    settled_at BIGINT,
    UNIQUE (source, url)
);
