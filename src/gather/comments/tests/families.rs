//! Owns the tests of the families of sites: the markup of each, and the comments read of it.

use super::{lines, read_here};

/// A family of sites, its markup, and what is read of it.
const FAMILIES: &[(&str, &str, &[&str])] = &[
    (
        "block theme of WordPress",
        "<div class=wp-block-comments><h2>2 responses to “Rotas”</h2><ol class=wp-block-comment-template>\
             <li id=comment-7 class='comment even depth-1'><div class=wp-block-comment-author-name><a href=/x>Ann</a></div>\
             <div class=wp-block-comment-date><time datetime=2017-11-27T12:07:00+00:00><a href='/rota/story.html#comment-7'>27 Nov</a></time></div>\
             <div class=wp-block-comment-content><p>One.</p></div><div class=wp-block-comment-reply-link><a>Reply</a></div>\
             <ol><li id=comment-9 class='comment bypostauthor depth-2'><div class=wp-block-comment-author-name>Bo</div>\
             <div class=wp-block-comment-content><p>Two.</p></div></li></ol></li></ol></div>",
        &["7 Ann|- <- @0 None: One.", "9 Bo|- <7 @1 None staff: Two."],
    ),
    (
        "Drupal 7",
        "<div id=comments><h2>Comments</h2><a id=comment-4></a><div class='comment comment-by-anonymous clearfix' typeof='sioc:Post sioct:Comment' about='/comment/4#comment-4'>\
             <div class=submitted>Submitted by <span class=username>Ann</span> on Mon, 27/11/2017 - 12:07</div><div class=content><div property=content:encoded><p>One.</p></div></div></div>\
             <div class=indented><a id=comment-6></a><div class='comment comment-by-node-author by-node-author' typeof='sioc:Post sioct:Comment'><div class=submitted><span class=username>Bo</span></div>\
             <div class=content><p>Two.</p></div></div></div></div>",
        &["4 Ann|- <- @0 None: One.", "6 Bo|- <4 @1 None staff: Two."],
    ),
    (
        "JComments",
        "<div id=comments><h4>Comments</h4><div id=comments-list class=comments-list><div class=even id=comment-item-15><div class=rbox><div class='comment-box usertype-guest'>\
             <span class=comments-vote><span id=comment-vote-holder-15><span class=vote-good>+2</span></span></span><a class=comment-anchor href='/rota/story.html#comment-15' id=comment-15>#1</a>\
             <span class=comment-author>Ann</span> <span class=comment-date>2017-11-27 12:07</span><div class=comment-body id=comment-body-15>One.</div></div></div></div></div></div>",
        &["15 Ann|- <- @0 Some(2): One."],
    ),
    (
        "Movable Type",
        "<div class=comments><h2 class=comments-header>1 Comment</h2><div class=comments-content><div class=comment id=comment-123><div class=inner><div class=comment-header>\
             <span class=byline><span class='vcard author'>Ann</span> | <a href='#comment-123'><abbr class=published title='2017-11-27T12:07:00Z'>November 27</abbr></a></span></div>\
             <div class=comment-content><p>One.</p></div></div></div></div></div>",
        &["123 Ann|- <- @0 None: One."],
    ),
    (
        "RDFa",
        "<section><div typeof=schema:Comment resource='#comment-8'><span property=schema:author typeof=schema:Person><span property=schema:name>Ann</span></span>\
             <span property=schema:dateCreated content='2017-11-27T12:07:00Z'>then</span><div property=schema:text>One.</div></div></section>",
        &["8 Ann|- <- @0 None: One."],
    ),
    (
        "microformats",
        "<section class='h-feed comments'><h2>Responses</h2><div class='h-cite u-comment p-comment' id=c31><a class='p-author h-card' href=/a>Ann</a>\
             <a class=u-url href='#c31'><time class=dt-published datetime=2017-11-27T12:07Z>then</time></a><p class='p-content'>One.</p></div></section>",
        &["31 Ann|- <- @0 None: One."],
    ),
    (
        "details",
        "<h2>Comments (2)</h2><div><details open><summary>Ann, 27 Nov 2017 12:07</summary><p>One.</p>\
             <details open><summary>Bo, 27 Nov 2017 12:09</summary><p>Two.</p></details></details></div>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <* @1 None: Two."],
    ),
    (
        "terms and words",
        "<h3>Your comments</h3><dl><dt><b>Ann</b>, locum, 27 Nov 2017 12:07pm</dt><dd><p>One.</p></dd><dt>Bo, 28 Nov 2017</dt><dd>Two.</dd></dl>",
        &["* Ann|locum <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "boxes of one make",
        "<h3>Comments (2)</h3><div class=x><div class=y><b>Ann</b><br>27 Nov 2017 12:07<br>One.</div><div class=ad>Buy tea</div><div class=y><b>Bo</b><br>27 Nov 2017 12:09<br>Two.</div></div>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "a table",
        "<h3>Comments</h3><table><tr><td><b>Ann</b><br>27 Nov 2017 12:07</td><td class=postbody>One.</td></tr><tr><td><b>Bo</b><br>27 Nov 2017 12:09</td><td class=postbody>Two.</td></tr></table>",
        &["* Ann|- <- @0 None: One.", "* Bo|- <- @0 None: Two."],
    ),
    (
        "Discourse for crawlers",
        "<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div id=post_1 class='topic-body crawler-post'><div class=post itemprop=text>The topic.</div></div>\
             <div id=post_2 itemprop=comment itemscope itemtype='http://schema.org/Comment' class='topic-body crawler-post'><div class=crawler-post-meta><span class=creator itemprop=author itemscope><span itemprop=name>ann</span></span>\
             <time datetime=2017-11-27T12:07:00Z class=post-time>then</time></div><div class=post itemprop=text><p>One.</p></div><span class=post-likes>3 Likes</span></div></div>",
        &["2 ann|- <- @0 Some(3): One."],
    ),
    (
        "Disqus for those without scripts",
        "<div id=disqus_thread><ul id=dsq-comments><li id=dsq-comment-55><div><cite>Ann</cite></div><div class=message>One.</div></li></ul></div>",
        &["55 Ann|- <- @0 None: One."],
    ),
    (
        "levels beside each other",
        "<ul class=comments><li class=level-0 data-comment-id=1a>One</li><li class=level-1 data-comment-id=1b>Two</li><li class=level-2 data-comment-id=1c>Three</li><li class=level-1 data-comment-id=1d>Four</li></ul>",
        &["1a -|- <- @0 None: One", "1b -|- <1a @1 None: Two", "1c -|- <1b @2 None: Three", "1d -|- <1a @1 None: Four"],
    ),
    (
        "indentation",
        "<div class=comment style='margin-left:0px' id=c11>One</div><div class=comment style='margin-left: 40px' id=c12>Two</div><div class=comment style='margin-left: 0' id=c13>Three</div>",
        &["11 -|- <- @0 None: One", "12 -|- <11 @1 None: Two", "13 -|- <- @0 None: Three"],
    ),
    (
        "badges, roles, votes, edits and removals",
        "<ul class=comment-list><li class=comment id=comment-61><span class=author>Ann <span class=badge>Moderator</span></span><span class=role>Staff nurse</span>\
             <span class=edited>edited <time datetime=2018-01-01T00:00Z>x</time></span><time datetime=2017-11-27T12:07Z>then</time><div class=text>One.</div>\
             <span class=up>7</span><span class=down>2</span></li>\
             <li class=comment id=comment-62><span class=author>Bo</span><span class=role>Staff nurse</span><div class=text>Two.</div><button aria-label='4 people like this'>♥</button></li>\
             <li class=comment id=comment-63><span class=author>Cy</span><div class=text>This comment has been removed by a moderator.</div></li>\
             <li class=comment id=comment-64><span class=author>[deleted]</span><div class=text>Four.</div><a class=rec>Recommend (4)</a></li></ul>",
        &[
            "61 Ann|Staff nurse <- @0 Some(5) staff: One.",
            "62 Bo|Staff nurse <- @0 Some(4): Two.",
            "63 -|- <- @0 None removed: ",
            "64 -|- <- @0 Some(4): Four.",
        ],
    ),
    (
        "forms, advertisements and pingbacks among them",
        "<div id=comments><ol class=comment-list><li class=comment id=comment-71><div class=comment-content>One.</div><div id=respond class=comment-respond><h3>Leave a reply</h3><form>x</form></div></li>\
             <li class='comment advert'>Buy tea</li><li class='comment pingback'>Pingback: another site</li></ol></div>\
             <aside><ul class=recent-comments><li class=comment>Ann on Another story</li></ul></aside>",
        &["71 -|- <- @0 None: One."],
    ),
];

#[test]
fn each_family_of_sites_is_read() {
    for (family, html, expected) in FAMILIES {
        assert_eq!(lines(&read_here(html)), *expected, "{family}");
    }
}
