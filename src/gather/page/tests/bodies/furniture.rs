//! Owns the furniture that is no part of a body, and what looks like furniture and is part of it.

use super::{Sheet, assert_found};

const INNOCENT: &[Sheet] = &[
    (
        "call to join in between paragraphs",
        0.99,
        "<article>{H}<div class=t>{P}{P}<p>Join the conversation</p>{P}{P}{P}</div></article>",
    ),
    (
        "jump link above the text",
        0.99,
        "<div class=art>{H}<div class=bar><a href=#c>5 comments</a></div>{P}{P}{P}{P}</div>",
    ),
    (
        "jump link after the standfirst",
        0.95,
        "<div class=art>{H}<p data-in>{S}</p><p><a href=#c>5 comments</a></p>{P}{P}{P}{P}</div>",
    ),
    (
        "a part headed as boxes are",
        0.94,
        "<article>{H}<div class=t>{P}{P}<section><h2 data-in>Categories</h2>{P}</section><section><h2 data-in>Related conditions</h2>{P}</section>{P}</div></article>",
    ),
    (
        "sentences that begin as furniture",
        0.99,
        "<article>{H}<div class=t>{P}<p data-in>Sign up rates fell by a third last winter, the board was told.</p><p data-in>Subscribers to the scheme paid three pounds each.</p><p data-in>“Read our minutes,” said the chair.</p>{P}</div></article>",
    ),
    (
        "round-up under linked headings",
        0.97,
        "<article>{H}<div class=article-body>{P}<div class=item><h3><a href=/1 data-in>The pooled rota of the north</a></h3>{P}</div><div class=item><h3><a href=/2 data-in>Fuel bills on the coast</a></h3>{P}</div><div class=item><h3><a href=/3 data-in>Locum fees in the towns</a></h3>{P}</div></div></article>",
    ),
    (
        "list of sources",
        0.97,
        "<article>{H}<div class=t>{P}{P}<p data-in>These are the papers that were laid before the board on that day:</p><ul><li data-in><a href=/1>The report of the first audit</a></li><li data-in><a href=/2>The map of the valleys, redrawn</a></li></ul>{P}</div></article>",
    ),
    (
        "doses by letter",
        0.99,
        "<article>{H}<div class=t>{P}<p data-in>a) 10 mg in the morning</p><p data-in>b) 15 mg at noon, if need be</p><p data-in>c) 20 mg at night, with water</p>{P}</div></article>",
    ),
    (
        "credit before a paragraph",
        0.9,
        "<article>{H}<div class=t>{P}<p data-in>© Ann Smith<br>{S}</p>{P}</div></article>",
    ),
    (
        "a post in public view",
        0.99,
        "<article>{H}<div class=t>{P}<blockquote class=twitter-tweet><p data-in>{S}</p></blockquote>{P}{P}</div></article>",
    ),
    (
        "figures in a table",
        0.97,
        "<article>{H}<div class=t>{P}<table><tr><th data-in>County</th><th data-in>Nights</th><th data-in>Share</th></tr><tr><td data-in>Thornbeck</td><td data-in>11</td><td data-in>40</td></tr><tr><td data-in>Ellwood</td><td data-in>12</td><td data-in>60</td></tr></table>{P}{P}</div></article>",
    ),
    (
        "code",
        0.98,
        "<article>{H}<div class=t>{P}<pre data-in><code>let rota = board.nights().take(11); println!(\"{S}\", rota);</code></pre>{P}{P}</div></article>",
    ),
    (
        "key points",
        0.98,
        "<article>{H}<div class=article-body><div class=key-points><h2 data-in>Key points of it</h2><ul><li data-in>{s}</li><li data-in>{s}</li><li data-in>{s}</li></ul></div>{P}{P}{P}</div></article>",
    ),
    (
        "footnotes",
        0.96,
        "<article>{H}<div class=entry-content>{P}{P}{P}<ol class=footnotes><li data-in>{S} <a href=#r1>↩</a></li><li data-in>{S} <a href=#r2>↩</a></li></ol></div></article>",
    ),
    (
        "transcript",
        0.98,
        "<article>{H}<div class=transcript><p data-in><b>ANN:</b> {s}</p><p data-in><b>BO:</b> {s}</p><p data-in><b>ANN:</b> {S}</p><p data-in><b>BO:</b> {S}</p></div></article>",
    ),
];

#[test]
fn rules_that_must_not_fire() {
    assert_found(INNOCENT);
}

const FURNISHED: &[Sheet] = &[
    (
        "related one-liners",
        0.99,
        "<article>{H}<div class=t>{P}<p><strong>Read more:</strong> {a}</p>{P}<p>Related: {a}</p>{P}</div></article>",
    ),
    (
        "sign-up between paragraphs",
        0.99,
        "<article>{H}<div class=t>{P}{P}<div class=box><h3>Get our newsletter</h3><p>The news of the night, every morning, in your box.</p><form><input><button>Go</button></form></div>{P}{P}</div></article>",
    ),
    (
        "quote lifted from the text",
        0.99,
        "<article>{H}<div class=t><p data-in>{S} Nobody should be weighing doses in that state, she said.</p><blockquote>Nobody should be weighing doses in that state</blockquote>{P}{P}</div></article>",
    ),
    (
        "hidden doubles",
        0.99,
        "<article>{H}<div class=t>{P}<span class=sr-only>{S}</span><div class=visuallyhidden>{S}</div><div aria-hidden=true>{S}</div><p style='display:none'>{S}</p><p hidden>{S}</p>{P}{P}</div></article>",
    ),
    (
        "no script and lazy images",
        0.99,
        "<article>{H}<div class=t>{P}<noscript><p>Please turn on scripts to see the map of the nine counties.</p></noscript><img src=data:x data-src=/a.jpg>{P}{P}</div></article>",
    ),
    (
        "captions",
        0.99,
        "<article>{H}<div class=t>{P}<figure><img src=/a.jpg><figcaption>A car at dawn</figcaption></figure>{P}{P}</div></article>",
    ),
    (
        "writer at the foot",
        0.99,
        "<article>{H}<div class=t>{P}{P}{P}</div><div class=author-bio><p>Ann Smith writes on nights for this paper.</p></div><p>Tags: <a href=/n>Nights</a>, <a href=/v>Valleys</a></p><p>Copyright 2020 The Dispenser. All rights reserved.</p></article>",
    ),
    (
        "consent wall",
        0.99,
        "<div id=onetrust-banner-sdk>{c}{c}</div><article>{H}<div class=t>{P}{P}{P}</div></article>",
    ),
    (
        "cards after the text",
        0.99,
        "<article>{H}<div class=t>{P}{P}{P}</div></article><div class=grid><div class=card><img src=/1.jpg><h3>{a}</h3><p>{s}</p></div><div class=card><img src=/2.jpg><h3>{a}</h3><p>{s}</p></div><div class=card><img src=/3.jpg><h3>{a}</h3><p>{s}</p></div></div>",
    ),
];

#[test]
fn furniture_in_the_body() {
    assert_found(FURNISHED);
}
