//! Owns the tests of a site that changes: a revision, a new comment, one that was taken away, and an article that moves.

use crate::room::{Room, in_round_at, newsroom_site, over_http, selectors, time};

const LATER: &str = "2026-11-22T13:00:00Z";

#[tokio::test]
async fn one_changed_page_is_one_revision() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let before = room.article("flu-claims-missing.html").await;
    let page = site.read("news/flu-claims-missing.html");
    let body = page.find("<div class=\"story-body\">").unwrap() + "<div class=\"story-body\">".len();
    site.write(
        "news/flu-claims-missing.html",
        format!("{}<p>New words stand here.</p>{}", &page[..body], &page[body..]),
    );
    site.forget();
    let round = room.round_of_all_at(LATER);
    assert_eq!(round["articles"], serde_json::json!({ "new": 0, "changed": 1, "same": 28, "failed": 0 }));
    assert_eq!(site.asked().iter().filter(|asked| asked.status == 200).count(), 1);
    let after = room.article("flu-claims-missing.html").await;
    assert_eq!((before.article.revision, after.article.revision), (1, 2));
    assert_eq!(after.article.uid, before.article.uid);
    assert!(in_round_at(after.article.changed, LATER));
    assert!(after.article.said.text.starts_with("New words stand here."), "{:.60}", after.article.said.text);
    let others = room.held().await;
    assert_eq!(others.iter().filter(|held| held.article.revision > 1).count(), 1);
}

#[tokio::test]
async fn a_change_of_furniture_or_markup_is_no_revision() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let page = site.read("news/flu-claims-missing.html");
    site.write(
        "news/flu-claims-missing.html",
        page.replace("<p>", "<p class=\"x\">").replace("3 Pestle Yard", "4 Pestle Yard"),
    );
    let before = room.article("flu-claims-missing.html").await.article;
    let round = room.round_of_all_at(LATER);
    assert_eq!(round["articles"]["changed"], 0);
    let after = room.article("flu-claims-missing.html").await.article;
    assert_eq!((before.revision, before.changed), (after.revision, after.changed));
}

fn comment(words: &str) -> String {
    format!(
        "<li class=\"comment\"><p class=\"comment-meta\"><span class=\"comment-author\">Dr Newcomer</span>\
         <span class=\"comment-time\">20 Nov 2026 9:41am</span></p><div class=\"comment-body\"><p>{words}</p></div></li>"
    )
}

#[tokio::test]
async fn a_new_comment_on_the_second_page_is_found() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let uids = uids(&room, "winter-access-fund.html").await;
    // As sites do: the count changes on every page, the comment stands on the last.
    for path in ["news/winter-access-fund.html", "news/winter-access-fund-comments-2.html"] {
        let page = site.read(path).replace("comments (12)", "comments (13)");
        site.write(path, page);
    }
    append(&site, "news/winter-access-fund-comments-2.html", &comment("A thirteenth voice is heard at last."));
    let round = room.round_of_all_at(LATER);
    assert_eq!(
        round["comments"],
        serde_json::json!({ "new": 1, "edited": 0, "withdrawn": 0, "articles_short": 0 }),
        "{round}"
    );
    assert_eq!(round["articles"]["changed"], 0, "a comment is no revision");
    let held = room.article("winter-access-fund.html").await;
    assert_eq!(held.comments.len(), 13);
    assert_eq!(held.article.said.comments_stated, Some(13));
    assert_eq!(held.comments[12].said.author.as_deref(), Some("Dr Newcomer"));
    assert_eq!(held.comments[12].said.posted, Some(time("2026-11-20T09:41:00Z")));
    assert_eq!(held.comments.iter().take(12).map(|comment| comment.uid.clone()).collect::<Vec<_>>(), uids);
}

#[tokio::test]
async fn a_new_comment_is_found_where_only_its_own_page_changed() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    append(&site, "news/winter-access-fund-comments-2.html", &comment("A thirteenth voice is heard at last."));
    let round = room.round_of_all_at(LATER);
    assert_eq!(round["comments"]["new"], 1, "{round}");
    assert_eq!(room.article("winter-access-fund.html").await.comments.len(), 13);
}

async fn uids(room: &Room, name: &str) -> Vec<String> {
    room.article(name).await.comments.into_iter().map(|comment| comment.uid).collect()
}

fn append(site: &crate::harness::site::Site, path: &str, item: &str) {
    let page = site.read(path);
    let end = page.rfind("</ul>\n<p class=\"").unwrap_or_else(|| page.rfind("</ul>").unwrap());
    site.write(path, format!("{}{item}{}", &page[..end], &page[end..]));
}

/// Takes the comment with these words out of a page.
fn take_away(site: &crate::harness::site::Site, path: &str, words: &str) {
    let page = site.read(path);
    let at = page.find(words).unwrap_or_else(|| panic!("{path} says {words:?}"));
    let start = page[..at].rfind("<li class=\"comment\"").unwrap();
    let end = at + page[at..].find("</li>").unwrap() + "</li>".len();
    site.write(path, format!("{}{}", &page[..start], &page[end..]));
}

#[tokio::test]
async fn a_comment_taken_away_leaves_every_feed() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    // The most surely quoted comment: the first that the comments feed has of this article.
    let items = room.json("comments")["items"].as_array().unwrap().clone();
    let winter = |item: &&serde_json::Value| item["url"].as_str().unwrap().contains("winter-access-fund");
    let chosen = items.iter().find(winter).expect("somebody under the winter fund is quoted").clone();
    let id = chosen["id"].as_str().unwrap().to_owned();
    let held = room.article("winter-access-fund.html").await;
    let gone = held.comments.iter().find(|comment| comment.uid == id).unwrap();
    let words: String = gone.said.text.split(['\n', '‘', '’']).next().unwrap().chars().take(40).collect();
    let first = gone.said.position < 10;
    let path = if first { "news/winter-access-fund.html" } else { "news/winter-access-fund-comments-2.html" };
    assert!(room.workspace.read("public/feeds/all.json").contains(&words), "{words:?} is quoted under the article");
    take_away(&site, path, &words);
    for path in ["news/winter-access-fund.html", "news/winter-access-fund-comments-2.html"] {
        site.write(path, site.read(path).replace("comments (12)", "comments (11)"));
    }
    let round = room.round_of_all_at(LATER);
    assert_eq!(round["comments"]["withdrawn"], 1, "{round}");
    assert_eq!(round["comments"]["new"], 0, "{round}");
    let held = room.article("winter-access-fund.html").await;
    assert_eq!(held.comments.len(), 11);
    for ending in ["json", "atom", "rss"] {
        let comments = room.workspace.read(&format!("public/feeds/comments.{ending}"));
        assert!(!comments.contains(&id), "comments.{ending} still has it");
        assert!(
            !room.workspace.read(&format!("public/feeds/all.{ending}")).contains(&words),
            "all.{ending} still quotes it"
        );
    }

    // And back again, as the same comment.
    let restored = newsroom_site();
    for path in ["news/winter-access-fund.html", "news/winter-access-fund-comments-2.html"] {
        site.write(path, restored.read(path).replace(&restored.url("/"), &site.url("/")));
    }
    room.round_of_all_at("2026-11-22T14:00:00Z");
    assert!(uids(&room, "winter-access-fund.html").await.contains(&id), "it keeps its id");
}

#[tokio::test]
async fn an_article_that_moves_stays_the_same_article() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let before = room.article("flu-claims-missing.html").await.article;
    // The page moves; the listing links the new place, and the old one redirects to it.
    let (old, new) = ("news/flu-claims-missing.html", "news/2026/flu-claims.html");
    let here = site.url("/");
    let page = site.read(old).replace("../", "../../").replace(&format!("{here}{old}"), &format!("{here}{new}"));
    site.write(new, page);
    site.fault(&format!("/{old}"), crate::harness::site::Fault::redirect(301, &format!("/{new}")));
    let moved = room.round_of_all_at(LATER);
    assert_eq!(moved["articles"]["new"], 0, "{moved}");
    for listing in ["index.html", "page-2.html", "page-3.html"] {
        site.write(listing, site.read(listing).replace(old, new));
    }
    let round = room.round_of_all_at("2026-11-22T14:00:00Z");
    assert_eq!(round["articles"]["new"], 0, "{round}");
    let after = room.article("2026/flu-claims.html").await.article;
    assert_eq!((after.uid, after.revision), (before.uid, 1));
    assert_eq!(room.held().await.len(), 29);
}

#[tokio::test]
async fn an_article_gone_for_a_day_is_withdrawn_and_may_come_back() {
    let site = newsroom_site();
    let room = Room::new(&over_http(&site, &selectors()));
    room.round();
    let (name, page) = ("flu-claims-missing.html", site.read("news/flu-claims-missing.html"));
    let uid = room.article(name).await.article.uid;
    site.remove(&format!("news/{name}"));
    assert_eq!(room.round_of_all_at(LATER)["articles"]["failed"], 1);
    assert_eq!(room.article(name).await.article.uid, uid, "one look is not enough");
    assert_eq!(room.round_of_all_at("2026-11-23T13:01:00Z")["articles"]["failed"], 0);
    assert!(room.held().await.iter().all(|held| held.article.uid != uid), "gone twice, a day apart");
    let published = room.published();
    assert!(published.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(&uid)), "it is in a feed still");
    site.write(&format!("news/{name}"), page);
    assert_eq!(room.round_of_all_at("2026-11-23T14:00:00Z")["articles"]["same"], 29);
    assert_eq!(room.article(name).await.article.uid, uid);
}
