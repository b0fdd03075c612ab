-- The ledger of each host: what was asked of it, what it said of being asked, and its robots.txt.
CREATE TABLE hosts (
    host TEXT NOT NULL PRIMARY KEY,
    requests BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    held_until BIGINT,
    robots TEXT,
    robots_until BIGINT,
    last_asked_at BIGINT
);
