//! Owns the names that sites give to the parts of a comment: the surest first in each list.

use std::sync::LazyLock;

use scraper::Selector;

use super::super::pick::selector;

fn selectors(list: &[&str]) -> Vec<Selector> {
    list.iter().map(|css| selector(css)).collect()
}

pub(super) static AUTHORS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='author'] [itemprop~='name'], [itemprop~='creator'] [itemprop~='name'], \
         [property~='author' i] [property~='name' i], [rel~='schema:author'] [property~='schema:name']",
        "[itemprop~='author'], [itemprop~='creator'], [property~='schema:author'], [property~='author'], [rel~='sioc:has_creator']",
        ".comment-author .fn, .fn, .p-author .p-name, .h-card .p-name, .p-author, .h-card",
        ".comment-author-name, .comment__author, .comment-author, .commentAuthor, .commenter, .commenter-name, \
         .comment_author, .wp-block-comment-author-name, .comment-author-link, .kmt-author, .comment-user",
        ".names .username, .username, [rel~='author'], .user-name, .author-name",
        ".author, .vcard, .name, .postauthor, .poster, cite",
    ])
});

pub(super) static ROLES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='jobTitle'], [property~='jobTitle'], .p-job-title",
        ".comment-role, .comment__role, .commentRole, .user-role, .job-title, .jobtitle, .role, .occupation, .user-title, \
         .comment_role, .userrole, .job-role, .profession, .user-flair, .postrank",
    ])
});

pub(super) static TIMES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "time[datetime], [itemprop~='dateCreated'], [itemprop~='datePublished'], [itemprop~='commentTime'], \
         [property~='dateCreated'], [property~='datePublished'], [property~='schema:dateCreated'], [property~='dc:date']",
        "time, [data-time], [data-timestamp], [data-posted], abbr[title], .dt-published",
        ".comment-time, .comment-date, .comment__time, .comment__date, .commentDate, .comment-metadata, .timestamp, .posted, \
         .wp-block-comment-date, .comment_date, .kmt-time, .comments-post, .postdetails",
        ".date, .time, .published, .comment__submitted, .submitted, .created, .when",
    ])
});

pub(super) static META: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[class*='comment'][class*='meta' i], .comment-header, .comment__meta, .comment-info, .commentInfo, .comment-byline, \
         .comment_postinfo, .comments-post, .comment-footer",
        ".meta, .byline, .submitted, .comment__submitted, header, .info, .vcard, summary, .postauthor",
    ])
});

pub(super) static TEXTS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='text'], [itemprop~='commentText'], [itemprop~='description'], [itemprop~='reviewBody'], \
         [property~='schema:text'], [property~='text'], [property~='content:encoded']",
        ".comment-content, .comment-text, .comment__text, .comment__content .field--name-comment-body, .commentText, \
         .comment_text, .wp-block-comment-content, .comment_area .comment-content, .kmt-body, .e-content, .p-content",
        ".cooked, .comment__content, .comment__body, .comment-body__text, .comment-message, .field-name-comment-body, \
         .comment-copy, .postbody .content, .postbody",
        "div.comment-body, p.comment-body, section.comment-body, .commentBody, blockquote.comment-body, .comment_body",
        ".content, .text, .body, .message",
    ])
});

pub(super) static BADGES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[class*='badge' i], [class*='flair' i], .label, .tag, .author-tag, .user-label, .post-author, .by-author, \
         .staff, .moderator, .is-staff, .editor, .chip, .pill",
    ])
});

/// Counts of votes that are one number, or the votes in favour.
pub(super) static VOTES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[class*='vote-count' i], [class*='votecount' i], [class*='votes' i], [class*='like-count' i], [class*='likes' i], \
         [class*='recommend' i], [class*='likecount' i], .comment-vote",
        ".score, .points, .rating-count, .karma, .rating",
        "[aria-label*='like' i], [aria-label*='vote' i], [aria-label*='recommend' i], [class*='like' i], [class*='vote' i]",
    ])
});

pub(super) static VOTES_UP: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='upvoteCount'], [property~='upvoteCount'], [data-upvotes]",
        "[class*='upvote' i], [class*='vote-up' i], [class*='thumbs-up' i], [class*='vote-good' i], [class~='up'], [class*='likes-up' i], \
         [aria-label*='upvote' i], [aria-label*='up vote' i], [aria-label*='thumbs up' i]",
    ])
});

pub(super) static VOTES_DOWN: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop~='downvoteCount'], [property~='downvoteCount'], [data-downvotes]",
        "[class*='downvote' i], [class*='vote-down' i], [class*='thumbs-down' i], [class*='vote-poor' i], [class*='vote-bad' i], \
         [class~='down'], [class*='dislike' i], [aria-label*='downvote' i], [aria-label*='down vote' i], \
         [aria-label*='thumbs down' i], [aria-label*='dislike' i]",
    ])
});

pub(super) static PERMALINKS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "a[itemprop~='url'][href*='#'], link[itemprop~='url'][href*='#'], a.comment-permalink[href], a.permalink[href], \
         a.u-url[href*='#'], a[rel~='bookmark'][href], .comment__permalink a[href], a.comment-anchor[href], a.comment-link[href], \
         a[class*='permalink' i][href]",
        "a[href*='#comment-'], a[href*='#comment_'], a[href*='#comment'], a[href*='#c'], a[href*='#post'], a[href*='#p'], \
         a[href*='#reply'], a[href*='#div-comment-'], a[href*='#kmt-']",
    ])
});
