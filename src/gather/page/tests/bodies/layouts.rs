//! Owns the old and odd layouts, and the names that lie about what they hold.

use super::{Sheet, assert_found};

const LAYOUTS: &[Sheet] = &[
    ("line breaks", 0.99, "<div id=wrap>{H}<div class=txt data-in>{S}<br><br>{S}<br><br>{S}<br><br>{S}</div></div>"),
    (
        "tables",
        0.98,
        "<table><tr><td><a href=/a>One</a><br><a href=/b>Two</a></td><td><h1>Nights are pooled in nine counties</h1><font size=2>{P}{P}{P}</font></td></tr></table>",
    ),
    (
        "sections as siblings",
        0.99,
        "<div class=page>{H}<section class=chunk>{P}{P}</section><section class=chunk>{P}</section><section class=chunk>{P}{P}</section></div>",
    ),
    (
        "live blog",
        0.97,
        "<div class=live>{H}<div class=entries><article class=live-entry><h3 data-in>The doors are opened</h3>{P}{P}</article><article class=live-entry><h3 data-in>The map is shown</h3>{P}</article><article class=live-entry><h3 data-in>A vote is called</h3>{P}{P}</article></div></div>",
    ),
    (
        "questions and answers",
        0.99,
        "<div class=qa>{H}<p data-in><strong>Who pays for it?</strong></p>{P}<p data-in><strong>Who drives at night?</strong></p>{P}<p data-in><strong>When does it begin?</strong></p>{P}</div>",
    ),
    (
        "interview of short lines",
        0.97,
        "<article>{H}<div class=article-text><p data-in>By the time we met she had slept</p>{p}{p}{p}{p}{p}<p data-in>It was in May 2019 that they met</p>{p}{p}</div></article>",
    ),
    (
        "recipe",
        0.98,
        "<article>{H}<div class=recipe>{P}<h2 data-in>What you need</h2><ul><li data-in>200 g of flour, sifted</li><li data-in>Two eggs from the valley</li><li data-in>A pinch of salt</li></ul><h2 data-in>How to do it</h2><ol><li data-in>{S}</li><li data-in>{S}</li></ol></div></article>",
    ),
    (
        "steps that name controls",
        0.99,
        "<article>{H}<div class=content>{P}<ol><li data-in>Log in to the rota with your card.</li><li data-in>Click here to see the map: the blue square.</li><li data-in>Sign up for a night.</li></ol>{P}</div></article>",
    ),
    (
        "few short paragraphs",
        0.99,
        "<article>{H}<div class=story>{p}{p}{p}</div></article><div class=more><h2>More stories</h2><ul><li>{a}</li><li>{a}</li><li>{a}</li></ul></div>",
    ),
    (
        "spread columns",
        0.98,
        "<div class=row><div class=col-8>{H}{P}{P}{P}{P}</div><div class=col-4><h3>Latest</h3><ul><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li></ul></div></div>",
    ),
    (
        "paywalled opening",
        0.99,
        "<article>{H}<div class=article-body>{P}{P}</div><div class=paywall><h2>Subscribe to read on</h2><p>Already a subscriber? <a href=/l>Log in</a></p></div></article>",
    ),
    (
        "German",
        0.99,
        "<main>{H}<div class=artikeltext><p data-in>Der Rat der neun Kreise hat am Montag, nach langem Streit, den gemeinsamen Nachtdienst beschlossen, der im Mai beginnt.</p><p data-in>Niemand stimmte dagegen, doch zwei Mitglieder fragten, wer am Sonntag den Bus bezahlt und wer die Schlüssel hat.</p><p>Lesen Sie auch: <a href=/b>Der Bus am Sonntag</a></p><p data-in>Die Zahlen, soweit es welche gibt, will der Rat im Herbst ansehen, wie es in dem Protokoll heißt.</p></div></main>",
    ),
    (
        "Japanese",
        0.9,
        "<main>{H}<div class=entry><p data-in>委員会は月曜日に会合を開き、 九つの郡が 夜勤を 共同で行う ことに 同意した。 反対する 者は いなかったが、 二人の 委員が 日曜日の バス代を 誰が払うのかと 尋ねた。</p><p data-in>最初の 共同夜勤は 五月に 行われ、 委員会は 秋に 数字を 確認する 予定である と 述べ、 議事録にも そう 書かれている。</p></div></main>",
    ),
    (
        "huge comment thread",
        0.98,
        "<article>{H}<div class=story-text>{P}{P}{P}</div></article><section id=comments><h2>6 comments</h2><div class=comment>{c}{c}</div><div class=comment>{c}{c}</div><div class=comment>{c}{c}</div><div class=comment>{c}{c}</div><div class=comment>{c}</div><div class=comment>{c}{c}</div></section>",
    ),
    (
        "body in the shadow",
        0.99,
        "<main>{H}<the-story><template shadowrootmode=open>{P}{P}{P}</template></the-story><template><p>A stencil of a card that nobody ever sees on this page</p></template></main>",
    ),
];

#[test]
fn old_and_odd_layouts() {
    assert_found(LAYOUTS);
}

const LIARS: &[Sheet] = &[
    ("sidebar-layout", 0.99, "<div class='sidebar-layout'><div class=a>{P}{P}{P}{P}</div></div>"),
    (
        "content-ad-wrapper",
        0.99,
        "<div class=head>{H}</div><div class=content-ad-wrapper>{P}{P}{P}{P}</div><div class=rest>{c}{c}</div>",
    ),
    (
        "comments-enabled",
        0.99,
        "<div class=head>{H}</div><div class='comments-enabled wide'>{P}{P}{P}</div><div class=low>{c}</div>",
    ),
    ("share-page", 0.99, "<div class=head>{H}</div><div class=share-page>{P}{P}{P}</div><div class=low>{c}{c}</div>"),
    ("promo", 0.99, "<div class=head>{H}</div><div class='promo wide'>{P}{P}{P}{P}</div><div class=low>{c}{c}</div>"),
    ("sponsored article", 0.99, "<div class=sponsored-post>{H}<div class=sponsored-text>{P}{P}{P}</div></div>"),
    (
        "callout in the body",
        0.99,
        "<article>{H}<div class=article-body>{P}{P}<div class=callout><p data-in>{S}</p><p data-in>{S}</p><p data-in>{S}</p></div>{P}</div></article>",
    ),
    ("hidden class on the page", 0.99, "<div class=hide>{H}{P}{P}{P}</div>"),
    (
        "page out of reach for a dialog",
        0.99,
        "<div id=page aria-hidden=true>{H}<div class=t>{P}{P}{P}</div></div><div class=consent-dialog><p>We and our partners keep cookies, as everybody does, and ask you for your leave.</p></div>",
    ),
];

#[test]
fn names_that_lie() {
    assert_found(LIARS);
}
