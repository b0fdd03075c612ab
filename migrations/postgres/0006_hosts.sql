-- The ledger of each host: what was asked of it, what it said of being asked, and its robots.txt.
CREATE TABLE hosts (
    host TEXT NOT NULL PRIMARY KEY,
    requests BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    in_a_row BIGINT NOT NULL,
    held_until BIGINT,
    held_why TEXT NOT NULL,
    robots TEXT,
    robots_until BIGINT,
    robots_failing_since BIGINT,
    last_asked_at BIGINT
);
