//! Owns the tests of the last look: what a site takes away between gathering and freezing is not quoted (I4), and a site
//! that does not answer is quoted as it stood.

use crate::harness::site::{Fault, Site};
use crate::room::{Room, SMALL_RULES, over_http, page};

const SAID: [&str; 6] = [
    "We opened our doors on a Saturday for a year because patients asked, and forty came each week to the surgery.",
    "Our practice closed its Saturday clinic since nobody could staff it after the first winter, whatever was paid.",
    "As a manager I counted the cost: heating and reception come to 300 pounds a Saturday, and the board pays 200.",
    "The nurses here will not work a Saturday for that rate: I asked all six, and two of them said they would leave.",
    "In my surgery the partners took turns, therefore each of us worked one Saturday in five, and it held for years.",
    "Patients who work in the week thanked us; however, half of the appointments went to those who could have come on Monday.",
];

fn site_with(said: &[&str]) -> Site {
    let site = Site::empty();
    site.write("index.html", page("News", "<h2><a href=\"news/saturday.html\">Surgeries open on a Saturday</a></h2>"));
    comment(&site, said);
    site
}

fn comment(site: &Site, said: &[&str]) {
    let item = |words: &&str| format!("<li><b>Dr {}</b><p>{words}</p></li>", &words[..6]);
    let items = said.iter().map(item).collect::<Vec<_>>().concat();
    let article = format!(
        "<h1>Surgeries open on a Saturday</h1><div class=\"body\"><p>Surgeries have opened their doors on a Saturday for the \
         first time in eleven years, and patients came.</p><p>The partners will look at the figures again.</p></div>\
         <h2 class=\"count\">Comments ({})</h2><ul class=\"comments\">{items}</ul>",
        said.len()
    );
    site.write("news/saturday.html", page("Surgeries open on a Saturday", &article));
}

async fn quoted(room: &Room) -> Vec<String> {
    let store = room.store().await;
    let id = store.editions_of(&"daily".parse().unwrap(), 1).await.unwrap().remove(0);
    let edition = store.edition(id).await.unwrap().unwrap();
    store.close().await;
    edition.entries[0].quotes.iter().map(|quote| quote.excerpt.clone()).collect()
}

fn gathered(site: &Site) -> Room {
    // What was said a moment ago may be quoted here: another test holds the cooling-off.
    let room = Room::new(&format!("{}\n[rank]\ncooling_off = \"0s\"\n", over_http(site, SMALL_RULES)));
    room.workspace.run(&["gather"]).expect_code(0);
    room
}

#[tokio::test]
async fn what_the_site_took_away_since_is_not_quoted() {
    let site = site_with(&SAID);
    let room = gathered(&site);
    room.workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    let at_first = quoted(&room).await;
    assert!(!at_first.is_empty());

    let other = gathered(&site);
    let left: Vec<&str> = SAID.into_iter().filter(|said| *said != at_first[0]).collect();
    assert_eq!(left.len(), SAID.len() - 1, "{at_first:?}");
    comment(&site, &left);
    site.forget();
    other.workspace.run(&["preview", "daily", "--out", "preview"]).expect_code(0);
    assert!(site.asked().is_empty(), "a preview asks nobody");
    other.workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    let then = quoted(&other).await;
    assert!(!then.is_empty() && !then.contains(&at_first[0]), "{then:?}");
    let asked: Vec<String> = site.asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked.iter().filter(|path| *path != "/robots.txt").collect::<Vec<_>>(), ["/news/saturday.html"]);
    assert!(site.asked_for("/news/saturday.html")[0].if_none_match().is_some(), "on a condition");

    // A marker in the last place, which has no id, is no comment; but it fills the place that the page counts.
    let mut order = [left.clone(), vec![at_first[0].as_str()]].concat();
    comment(&site, &order);
    let third = gathered(&site);
    order[SAID.len() - 1] = "This comment was removed by a moderator.";
    comment(&site, &order);
    third.workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    let then = quoted(&third).await;
    assert!(!then.is_empty() && !then.contains(&at_first[0]), "{then:?}");
}

#[tokio::test]
async fn a_site_that_does_not_answer_is_quoted_as_it_stood_and_a_page_that_is_gone_is_not() {
    let site = site_with(&SAID);
    let (room, other) = (gathered(&site), gathered(&site));
    site.fault("/news/saturday.html", Fault::status(500));
    let said = room.workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    assert!(said.stderr.contains("as it stood"), "{}", said.stderr);
    assert!(!quoted(&room).await.is_empty());
    site.fault("/news/saturday.html", Fault::status(404));
    other.workspace.run(&["compose", "daily", "--early"]).expect_code(0);
    assert_eq!(quoted(&other).await, Vec::<String>::new(), "it may come back, but nobody is quoted from it now");
}
