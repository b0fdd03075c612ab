//! Owns the tests of bodies found on made-up pages of many families: what is marked `data-in` is the article, and the
//! measure is the F1 of runs of four words, as in the public measures of extraction.

use std::collections::HashSet;

use scraper::{Html, Selector};

use super::{article, read_as, without_rules};

/// Family, least F1, markup. `{P}` is a paragraph of the article, `{p}` a short one; `{S}` and `{s}` are the words of
/// such; `{c}` is a paragraph of a reader, `{a}` a link to another story, `{H}` the headline.
type Sheet = (&'static str, f64, &'static str);

const SUBJECTS: [&str; 12] = [
    "The regional board",
    "A driver from Thornbeck",
    "Her deputy",
    "The winter fund",
    "One dispensary",
    "Nobody in the gallery",
    "The older map",
    "A second audit",
    "Their landlord",
    "The county nurse",
    "This pharmacy chain",
    "An engineer",
];
const VERBS: [&str; 11] = [
    "weighed",
    "put off",
    "agreed to",
    "measured",
    "argued over",
    "paid for",
    "praised",
    "rewrote",
    "took apart",
    "asked about",
    "withdrew",
];
const OBJECTS: [&str; 13] = [
    "the pooled rota",
    "eleven night shifts",
    "a licence for small shops",
    "the fuel bill",
    "its own shelves",
    "a pair of vans",
    "the ferry timetable",
    "two wards of beds",
    "packaging rules",
    "the locum fees",
    "an unpaid invoice",
    "the drainage scheme",
    "every third ledger",
];
const TAILS: [&str; 7] = [
    "before the spring, as the minutes show",
    "after a long quarrel, which few had expected",
    "with care, though not with joy",
    "in the valleys, where roads are narrow",
    "for a fourth year, at some cost",
    "by letter, signed and dated",
    "at noon, when the doors were shut",
];

#[derive(Default)]
struct Writer {
    said: usize,
}

impl Writer {
    fn sentence(&mut self, with_tail: bool) -> String {
        let n = self.said;
        self.said += 1;
        let (subject, verb) = (SUBJECTS[n * 5 % 12], VERBS[n * 7 % 11]);
        let (object, tail) = (OBJECTS[n * 4 % 13], TAILS[n * 3 % 7]);
        if with_tail { format!("{subject} {verb} {object} {tail}.") } else { format!("{subject} {verb} {object}.") }
    }

    fn long(&mut self) -> String {
        format!("{} {}", self.sentence(true), self.sentence(true))
    }

    fn page(&mut self, sheet: &str) -> String {
        let mut html = String::from(
            "<!DOCTYPE html><html lang=en><head><title>Nights are pooled in nine counties | The Dispenser</title></head><body>\
             <div class=top><nav><a href=/>Home</a> <a href=/news>News</a></nav></div>",
        );
        let mut rest = sheet;
        while let Some(at) = rest.find('{') {
            html.push_str(&rest[..at]);
            let words = match &rest[at..at + 3] {
                "{P}" => format!("<p data-in>{}</p>", self.long()),
                "{p}" => format!("<p data-in>{}</p>", self.sentence(false)),
                "{S}" => self.long(),
                "{s}" => self.sentence(false),
                "{c}" => format!("<p>{}</p>", self.long()),
                "{a}" => {
                    let words = self.sentence(false);
                    format!("<a href='/n/{}'>{}</a>", self.said, words.trim_end_matches('.'))
                }
                "{H}" => "<h1>Nights are pooled in nine counties</h1>".to_owned(),
                other => panic!("{other} in {sheet}"),
            };
            html.push_str(&words);
            rest = &rest[at + 3..];
        }
        html + rest
            + "<footer><p>About us, our terms and how to complain</p><p>© The Dispenser 2020</p></footer></body></html>"
    }
}

fn shingles(text: &str) -> HashSet<Vec<String>> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.windows(4).map(<[String]>::to_vec).collect()
}

fn marked(html: &str) -> String {
    let doc = Html::parse_document(html);
    let selector = Selector::parse("[data-in]").unwrap();
    doc.select(&selector).map(|e| e.text().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" ")
}

/// F1, and what was found.
fn measure(sheet: &str) -> (f64, String, String) {
    let html = Writer::default().page(sheet);
    let wanted_text = marked(&html);
    let found = read_as(&without_rules(), article(), "https://news.example/nights", &html);
    let text = found.map_or_else(|error| error.to_string(), |found| found.articles[0].text.clone());
    let (wanted, got) = (shingles(&wanted_text), shingles(&text));
    let both = wanted.intersection(&got).count() as f64;
    (2.0 * both / (wanted.len() + got.len()).max(1) as f64, wanted_text, text)
}

#[track_caller]
fn assert_found(sheets: &[Sheet]) {
    let mut wrong = Vec::new();
    for (family, floor, sheet) in sheets {
        let (f1, wanted, found) = measure(sheet);
        if f1 < *floor {
            wrong.push(format!("## {family}: {f1:.3} of {floor}\nwanted: {wanted}\nfound: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

const SYSTEMS: &[Sheet] = &[
    (
        "WordPress classic",
        0.99,
        "<div id=main><div class='post hentry'>{H}<div class=entry-meta>Posted on 2 May 2020 by Ann</div><div class=entry-content>{P}{P}<h2 data-in>What comes next</h2>{P}{P}<div class=sharedaddy><h3>Share this:</h3><ul><li><a href=/t>Twitter</a></li></ul></div></div><div class=entry-footer>Filed under <a href=/n>Nights</a></div></div></div>",
    ),
    (
        "WordPress blocks",
        0.99,
        "<main class=wp-block-group>{H}<div class='entry-content wp-block-post-content'>{P}<figure class=wp-block-image><img src=/a.jpg></figure>{P}<ul class=wp-block-list><li data-in>{s}</li><li data-in>{s}</li><li data-in>{s}</li></ul>{P}<div class=wp-block-buttons><a class=wp-block-button__link href=/s>Subscribe</a></div></div></main>",
    ),
    (
        "Drupal 8",
        0.99,
        "<article class='node node--type-article node--published node-published'>{H}<div class=node__content><div class='field field--name-field-tags'><a href=/t>Nights</a></div><div class='clearfix text-formatted field field--name-body field--type-text-with-summary field__item'>{P}{P}{P}</div></div></article>",
    ),
    (
        "Drupal 7, short",
        0.99,
        "<div id=content><div class='node node-news node-published clearfix'>{H}<div class=content><div class=field-items><div class='field-item even'>{P}{p}{p}</div></div></div></div></div>",
    ),
    (
        "Ghost",
        0.99,
        "<main><article class='article post tag-nights'><header class='article-header gh-canvas'>{H}<aside class=article-byline>Ann Smith</aside></header><section class='gh-content gh-canvas'>{P}{P}<blockquote data-in>{S}</blockquote>{P}</section></article><section class='footer-cta'><h2>Sign up for more</h2></section></main>",
    ),
    (
        "Medium-like",
        0.99,
        "<article><div><div><section><div><div class='fa fb'>{H}<p class=pw-post-body-paragraph data-in>{S}</p><p class=pw-post-body-paragraph data-in>{S}</p></div></div></section><section><div><div class='fa fb'><p class=pw-post-body-paragraph data-in>{S}</p><p class=pw-post-body-paragraph data-in>{S}</p></div></div></section></div></div></article>",
    ),
    (
        "Blogger",
        0.99,
        "<div class='blog-posts hfeed'><div class='post hentry'><h3 class='post-title entry-title'>Nights are pooled in nine counties</h3><div class='post-body entry-content'><div data-in>{S}</div><br><div data-in>{S}</div><br><div data-in>{S}</div></div><div class=post-footer><span class=post-author>Posted by Ann</span></div></div></div>",
    ),
    (
        "Squarespace",
        0.99,
        "<main><article class='h-entry entry'>{H}<div class=sqs-layout><div class=row><div class='sqs-block html-block'><div class=sqs-block-content>{P}{P}</div></div><div class='sqs-block image-block'><img src=/a.jpg></div><div class='sqs-block html-block'><div class=sqs-block-content>{P}{P}</div></div></div></div></article></main>",
    ),
    (
        "Arc",
        0.99,
        "<main><div class=b-it-top>{H}<h2 class=b-article-subheadline>A rota for the valleys</h2></div><article class='b-article-body article-body-wrapper'><p class=c-paragraph data-in>{S}</p><p class=c-paragraph data-in>{S}</p><div class='c-ad'>Advertisement</div><p class=c-paragraph data-in>{S}</p><p class=c-paragraph data-in>{S}</p></article></main>",
    ),
    (
        "AEM",
        0.99,
        "<div class='root container responsivegrid'><div class=aem-Grid><div class='title aem-GridColumn'>{H}</div><div class='text parbase aem-GridColumn'><div class=cmp-text>{P}{P}</div></div><div class='image parbase aem-GridColumn'><img src=/a.jpg></div><div class='text parbase aem-GridColumn'><div class=cmp-text>{P}{P}</div></div></div></div>",
    ),
    (
        "AMP",
        0.99,
        "<main><article>{H}<amp-img src=/a.jpg></amp-img><div class=amp-wp-article-content>{P}<amp-ad type=x></amp-ad>{P}{P}<amp-social-share type=x></amp-social-share></div></article></main>",
    ),
    (
        "page builder",
        0.99,
        "<div class='elementor elementor-12'><section class=elementor-section><div class='elementor-widget elementor-widget-heading'>{H}</div><div class='elementor-widget elementor-widget-text-editor'><div class=elementor-widget-container>{P}{P}{P}</div></div></section></div>",
    ),
    (
        "custom elements",
        0.99,
        "<story-page>{H}<story-body><story-text data-in>{S}</story-text><story-text data-in>{S}</story-text><story-text data-in>{S}</story-text></story-body></story-page>",
    ),
    (
        "forum",
        0.98,
        "<div class=thread>{H}<div class='post first'><div class=post-meta>ann, 2 May 2020</div><div class=post-content>{P}{P}{P}</div></div></div>",
    ),
    (
        "encyclopaedia",
        0.97,
        "<div id=content>{H}<div id=mw-content-text class=mw-body-content><div class=mw-parser-output>{P}<div id=toc class=toc><h2>Contents</h2><ul><li><a href=#a>History</a></li><li><a href=#b>Use</a></li></ul></div><h2><span class=mw-headline data-in>History of it</span><span class=mw-editsection>[<a href=/e>edit</a>]</span></h2>{P}{P}<h2 data-in>Use in towns</h2>{P}</div></div></div>",
    ),
    (
        "government",
        0.99,
        "<main id=content class=govuk-main-wrapper>{H}<div class=govuk-grid-row><div class=govuk-grid-column-two-thirds><div class='govspeak'>{P}<h2 data-in id=who>Who it is for</h2>{P}<ol><li data-in>{s}</li><li data-in>{s}</li></ol><h2 data-in>How to apply</h2>{P}</div></div><div class=govuk-grid-column-one-third><nav><h2>Related content</h2><ul><li>{a}</li></ul></nav></div></div></main>",
    ),
    (
        "press release",
        0.99,
        "<div class=release>{H}<div class=release-body><p data-in><strong>THORNBECK, 2 May 2020</strong> – {S}</p>{P}{P}<p data-in>Notes to editors: {s}</p></div></div>",
    ),
];

#[test]
fn systems_of_many_makes() {
    assert_found(SYSTEMS);
}

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

const BUILT: &[Sheet] = &[
    (
        "named captions",
        0.99,
        "<article>{H}<div class=entry-content>{P}<div class='wp-caption alignleft'><img src=/a.jpg><p class=wp-caption-text>A car at dawn, in the valley of the older map</p></div>{P}<div class=image><img src=/b.jpg><span class=caption>A bus at noon, on the coast, in the winter of last year</span></div>{P}</div></article>",
    ),
    (
        "pictures and their words",
        0.8,
        "<article>{H}<div class=gallery><figure><img src=/a.jpg><figcaption data-in>{S}</figcaption></figure><figure><img src=/b.jpg><figcaption data-in>{S}</figcaption></figure><figure><img src=/c.jpg><figcaption data-in>{S}</figcaption></figure></div></article>",
    ),
    (
        "companion columns",
        0.99,
        "<article id=story><header>{H}<p id=article-summary>A rota for the valleys</p></header><section name=articleBody><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}{P}</div></div><div><div id=story-ad-1><p>Advertisement</p><a href=#after>SKIP ADVERTISEMENT</a></div></div><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}{P}</div></div><div class='css-1 StoryBodyCompanionColumn'><div class=css-5>{P}</div></div></section></article>",
    ),
    (
        "blocks by attribute",
        0.99,
        "<article><header data-component=headline-block>{H}</header><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p></div></div><div data-component=image-block><figure><img src=/a.jpg><figcaption>A car</figcaption></figure></div><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p></div></div><div data-component=subheadline-block><h2 data-in>Who drives at night</h2></div><div data-component=text-block><div class=x1><p class=x2 data-in>{S}</p><p class=x2 data-in>{S}</p></div></div><div data-component=links-block><p>More on this story</p><ul><li>{a}</li><li>{a}</li></ul></div></article>",
    ),
    (
        "paragraphs as boxes",
        0.99,
        "<main><div class=article__main>{H}<div class=article-body__content><div data-testid=paragraph-0 class=text__text data-in>{S}</div><div data-testid=paragraph-1 class=text__text data-in>{S}</div><div data-testid=paragraph-2 class=text__text data-in>{S}</div></div></div></main>",
    ),
    (
        "large first letter",
        0.97,
        "<article>{H}<div class=t><p data-in><span class=dropcap>T</span>he board met, as it does each month, in the hall by the river, and spoke of the rota until it was dark.</p>{P}{P}</div></article>",
    ),
    (
        "folded answers",
        0.99,
        "<main>{H}<div class=faq><details><summary data-in>Who pays for the pooled rota?</summary>{P}</details><details><summary data-in>Who has the keys of the shops?</summary>{P}</details><details><summary data-in>When does the first night begin?</summary>{P}</details></div></main>",
    ),
    (
        "terms and their meaning",
        0.98,
        "<main>{H}<div class=t>{P}<dl><dt data-in>Pooled rota</dt><dd data-in>{S}</dd><dt data-in>Locum fee</dt><dd data-in>{S}</dd></dl></div></main>",
    ),
    (
        "all in one form",
        0.99,
        "<form id=aspnetForm><div id=main>{H}<div id=ctl00_body>{P}{P}{P}</div></div><div id=foot><input name=q></div></form>",
    ),
    (
        "links in every sentence",
        0.97,
        "<article>{H}<div class=t><p data-in>{S} <a href=/1>See the act</a> and <a href=/2>the order</a>, as amended.</p><p data-in>{S} <a href=/3>The court held</a> otherwise.</p><p data-in><a href=/4>In its ruling</a> {S}</p></div></article>",
    ),
    (
        "long sidebar first",
        0.97,
        "<div class=wrap><div class=left-col><h3>On this page of ours</h3><ul><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li><li>{a}</li></ul></div><div class=mid-col>{H}{P}{P}{P}</div></div>",
    ),
    (
        "more stories by links",
        0.97,
        "<article>{H}<div class=t>{P}{P}<h3>You may also like</h3><ul><li>{a}</li><li>{a}</li></ul>{P}</div></article>",
    ),
    (
        "thanks and helpers",
        0.99,
        "<article>{H}<div class=t>{P}{P}<p data-in><em>Bo Jones in Thornbeck helped with this report.</em></p></div></article>",
    ),
    (
        "a letter",
        0.97,
        "<article>{H}<div class=t><p data-in>Dear readers,</p>{P}{P}<p data-in>With thanks for your patience</p></div></article>",
    ),
    (
        "text straight in the box",
        0.97,
        "<div class=art>{H}<div class=t data-in>{S} <b>{s}</b> {S}<p>{S}</p>{S}</div></div>",
    ),
    (
        "related in the aside",
        0.99,
        "<article>{H}<div class=article-body>{P}<aside class=inline-related><h4>Related</h4><a href=/x>Fuel bill doubles on the coast again</a></aside>{P}{P}</div></article>",
    ),
    (
        "notes beside",
        0.99,
        "<main><div class=grid><article class=main-story>{H}{P}{P}{P}</article><aside class=rail><h3>Most read</h3><ol><li>{a}</li><li>{a}</li></ol><div class=box>{c}</div></aside></div></main>",
    ),
    (
        "crossheads in bold",
        0.99,
        "<article>{H}<div class=t>{P}<p data-in><b>Fuel and drivers</b></p>{P}<p data-in><b>Latest</b> {s}</p>{P}</div></article>",
    ),
];

#[test]
fn sites_as_they_are_built() {
    assert_found(BUILT);
}

#[test]
fn standfirsts() {
    let lead = "<meta property='og:description' content='Nine counties will pool their nights from May, the board says today.'>";
    let words = "Nine counties will pool their nights from May, the board says today.";
    for class in ["lead", "intro", "lede", "article-lead", "first-paragraph lead", "standfirst"] {
        for description in [lead, ""] {
            let html = format!(
                "{description}<header>{{H}}</header><div class=story-text><p class='{class}' data-in>{words}</p>{{P}}{{P}}{{P}}</div>"
            );
            let (f1, wanted, found) = measure(&html);
            assert!(f1 > 0.99, "{class}: {f1}\n{wanted}\n{found}");
            let html = format!(
                "{description}<article><header>{{H}}<p class='{class}'>{words}</p></header><div class=story-text>{{P}}{{P}}{{P}}</div></article>"
            );
            let (f1, wanted, found) = measure(&html);
            assert!(f1 > 0.99, "head, {class}: {f1}\n{wanted}\n{found}");
        }
    }
    let other = lead.replace("today", "on Monday, it seems");
    let html = format!(
        "{other}<article><div class=head>{{H}}<p class=standfirst>{words}</p></div><div class=story-text>{{P}}{{P}}{{P}}</div></article>"
    );
    let (f1, _, found) = measure(&html);
    assert!(f1 > 0.99, "in other words: {found}");
    // The same words in the head and in the body stand once.
    let html = format!(
        "{lead}<article><div class=head>{{H}}<p class=standfirst>{words}</p></div><div class=story-text><p data-in>{words}</p>{{P}}{{P}}{{P}}</div></article>"
    );
    let (f1, _, found) = measure(&html);
    assert!(f1 > 0.99 && found.matches("Nine counties will").count() == 1, "twice: {found}");
}
