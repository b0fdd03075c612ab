//! Owns the measure of automatic extraction on pages in the manner of many systems (`tests/fixtures/unseen`): for each page
//! a file of the words that are its article's, against which the words read are counted. `cargo test -- unseen
//! --nocapture` prints the figures.

use std::collections::HashMap;
use std::fs;

use postround::gather::kind::{Ask, Hint, Kind, Page, Role};
use postround::gather::options::PageRules;
use postround::gather::page::PageKind;

use crate::harness::root;

/// No page may fall below.
const LEAST: f64 = 0.96;

/// Nor all of them together.
const MEAN: f64 = 0.99;

/// The words of a text without what stands around them; each sign of a script without spaces is one.
fn words(text: &str) -> Vec<String> {
    let is_sign = |c: char| ('\u{3040}'..='\u{9fff}').contains(&c);
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        if word.contains(is_sign) {
            words.extend(word.chars().filter(|c| c.is_alphanumeric()).map(String::from));
        } else {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            words.extend(Some(bare).filter(|bare| !bare.is_empty()));
        }
    }
    words
}

fn counted(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in words(text) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Precision, recall and their harmonic mean, by the multisets of words.
#[expect(clippy::cast_precision_loss, reason = "no page has so many words")]
fn measured(wanted: &str, found: &str) -> (f64, f64, f64) {
    let (wanted, found) = (counted(wanted), counted(found));
    let shared: usize = wanted.iter().map(|(word, n)| (*n).min(found.get(word).copied().unwrap_or(0))).sum();
    let share = |of: &HashMap<String, usize>| shared as f64 / of.values().sum::<usize>().max(1) as f64;
    let (precision, recall) = (share(&found), share(&wanted));
    (precision, recall, 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(50).collect()
}

/// What is read of a page without any rule: its text, after its standfirst where that stands apart.
fn read(html: &[u8], wanted: &str) -> String {
    let url: url::Url = "https://news.example/2026/story".parse().unwrap();
    let kind = PageKind::new(PageRules::default(), url.clone());
    let page = Page {
        url: &url,
        content_type: Some("text/html; charset=utf-8"),
        link: None,
        total_pages: None,
        body: html,
        fetched: "2026-11-22T12:00:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::London,
    };
    let ask = Ask { url: url.clone(), role: Role::Article { hint: Hint::default() } };
    let Ok(reading) = kind.read(&ask, &page) else { return String::new() };
    let article = &reading.articles[0];
    let lead = article.lead.clone().unwrap_or_default();
    let said = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let is_apart = said(wanted).contains(&letters(&lead)) && !said(&article.text).contains(&letters(&lead));
    if is_apart { format!("{lead}\n\n{}", article.text) } else { article.text.clone() }
}

#[test]
fn articles_are_found_on_pages_of_many_makes() {
    let folder = root().join("tests/fixtures/unseen");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    names.sort();
    assert!(names.len() >= 30, "{names:?}");
    let (mut sum, mut low) = (0.0, Vec::new());
    for path in &names {
        let wanted = fs::read_to_string(path.with_extension("txt")).unwrap();
        let found = read(&fs::read(path).unwrap(), &wanted);
        let (precision, recall, f1) = measured(&wanted, &found);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        println!("{name:18} precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
        sum += f1;
        if f1 < LEAST {
            low.push(format!("{name}: {f1:.3}\n{found}"));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "they are few")]
    let mean = sum / names.len() as f64;
    println!("mean F1 {mean:.4} of {} pages", names.len());
    assert!(low.is_empty(), "{}", low.join("\n\n"));
    assert!(mean >= MEAN, "{mean}");
}

#[test]
fn words_are_counted_as_multisets() {
    let (precision, recall, f1) = measured("a b b c", "A, b! d");
    assert!((precision - 2.0 / 3.0).abs() < 1e-9 && (recall - 0.5).abs() < 1e-9 && (f1 - 4.0 / 7.0).abs() < 1e-9);
    assert_eq!(words("試験は 二月。"), ["試", "験", "は", "二", "月"]);
}
