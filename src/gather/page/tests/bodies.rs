//! Owns the tests of bodies found on made-up pages of many families: what is marked `data-in` is the article, and the
//! measure is the F1 of runs of four words, as in the public measures of extraction.

mod furniture;
mod layouts;
mod systems;

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
