-- What pages say beyond the words: who may read an article, where its comments are, who wrote a comment.

ALTER TABLE articles ADD COLUMN access TEXT NOT NULL DEFAULT 'open';
ALTER TABLE articles ADD COLUMN image_credit TEXT;
ALTER TABLE articles ADD COLUMN comments_behind TEXT;

ALTER TABLE comments ADD COLUMN depth BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN permalink TEXT;
ALTER TABLE comments ADD COLUMN by_staff BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE comments ADD COLUMN removed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE comments ADD COLUMN edited_at BIGINT;

-- What a comment said before it was edited.
CREATE TABLE comment_revisions (
    comment_id BIGINT NOT NULL REFERENCES comments (id),
    number BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    PRIMARY KEY (comment_id, number)
);
