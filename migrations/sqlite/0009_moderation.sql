-- Secrets, made once: the tokens of report links and the operator's forms are sealed with them.
CREATE TABLE seals (
    purpose TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- What was decided of a comment; 'reported' was decided by the number of reports, and waits for the operator.
CREATE TABLE rulings (
    comment_id BIGINT NOT NULL PRIMARY KEY REFERENCES comments (id),
    ruling TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL
);

-- One report a person; person and place are keyed hashes that say nothing without the seal.
CREATE TABLE reports (
    comment_id BIGINT NOT NULL REFERENCES comments (id),
    person TEXT NOT NULL,
    place TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    why TEXT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (comment_id, person)
);

-- What is never quoted; origin is 'operator' (by the verb) or 'config' (by the file).
CREATE TABLE blocks (
    kind TEXT NOT NULL,
    folded TEXT NOT NULL,
    origin TEXT NOT NULL,
    words TEXT NOT NULL,
    blocked_at BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (kind, folded, origin)
);

-- Who did what to what, when and why; nothing is ever taken out.
CREATE TABLE moderation_log (
    id INTEGER PRIMARY KEY,
    done_at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    comment_id BIGINT REFERENCES comments (id),
    target TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX moderation_log_by_comment ON moderation_log (comment_id);
