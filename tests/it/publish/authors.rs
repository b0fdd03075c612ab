//! Owns the test that an author's articles are all found, however the name is spelt and however many are called alike.

use postround::domain::FoundArticle;
use postround::publish::on_demand::{Means, author};
use postround::store::Store;
use serde_json::Value;

use super::newspaper::{Newspaper, at, story};
use crate::harness::store::store_test;

store_test!(an_author_is_found_behind_any_number_of_names_that_are_roughly_alike, |store: Store| async move {
    let paper = Newspaper::new(store);
    let by = |author: &str, word: &str, minute| FoundArticle {
        authors: vec![author.to_owned()],
        ..story(word, &[], minute)
    };
    for (minute, author) in (0..).zip(["Zoë Réed", "Zoe Reed", "ZOE REED"]) {
        paper.tell("round", &by(author, &format!("oak{minute}"), minute), &[], minute).await;
    }
    for minute in 3..205 {
        paper.tell("round", &by("Joe Lamb", &format!("elm{minute}"), minute), &[], minute).await;
    }
    let seal = paper.store.seal(postround::domain::REPORT_SEAL, at(0)).await.unwrap();
    let (store, options, judge) = (&paper.store, &paper.options, &paper.judge);
    let means = Means { store, options, judge, seal: &seal, now: at(205) };
    let made = author(&means, "zoe-reed").await.unwrap().expect("there is such an author");
    let document = made.iter().find(|packed| packed.ending.as_str() == "json").unwrap();
    let document: Value = serde_json::from_slice(&document.plain).unwrap();
    let titles: Vec<&str> =
        document["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["oak2", "oak1", "oak0"].map(|word| format!("Council decides about {word}")));
    assert!(author(&means, "zoe-reid").await.unwrap().is_none());
});
