//! Owns the tests of the pages for people, and of what a supervisor asks.

mod large;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use scraper::{Html, Selector};
use serde_json::json;
use sha2::Digest as _;

use super::Served;
use super::wire::Answer;
use crate::room::{Room, from_folder, selectors};

fn select(answer: &Answer, css: &str) -> Vec<scraper::node::Element> {
    let selector = Selector::parse(css).unwrap();
    Html::parse_document(&answer.text()).select(&selector).map(|element| element.value().clone()).collect()
}

fn text_of(answer: &Answer, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).unwrap();
    let words = |element: scraper::ElementRef<'_>| {
        element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Html::parse_document(&answer.text()).select(&selector).map(words).collect()
}

/// A page runs nothing, or the one script whose hash its policy names.
#[track_caller]
fn assert_only_known_lines_run(answer: &Answer, policy: &str) {
    let page = answer.text();
    let scripts: Vec<&str> =
        page.split("<script>").skip(1).map(|rest| rest.split_once("</script>").expect("it ends").0).collect();
    assert_eq!(page.matches("<script").count(), scripts.len(), "a script with attributes");
    assert!(!page.contains("javascript:") && !policy.contains("unsafe-eval"), "{policy}");
    let allowed: Vec<&str> = policy.split(';').filter_map(|part| part.trim().strip_prefix("script-src ")).collect();
    let wanted: Vec<String> = scripts
        .iter()
        .map(|script| format!("'sha256-{}'", BASE64_STANDARD.encode(sha2::Sha256::digest(script.as_bytes()))))
        .collect();
    assert_eq!(allowed, wanted, "{policy}");
}

/// The newsroom with the feeds that are made without being named.
fn with_topics() -> Room {
    let mut room = Room::new(&from_folder(&selectors()));
    room.publish("topics = true\nsources = false");
    room.round();
    room
}

#[track_caller]
fn assert_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("set-cookie"), None);
    let policy = answer.header("content-security-policy").expect("a page has a policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_only_known_lines_run(answer, policy);
    assert!(select(answer, "iframe, object, embed, img, link[rel=stylesheet], script[src]").is_empty());
    for landmark in ["body > header", "body > main#main", "body > footer", "a.skip[href='#main']"] {
        assert_eq!(select(answer, landmark).len(), 1, "{landmark}");
    }
    let unlabelled = select(answer, "input:not([id]):not([type=hidden])");
    assert!(unlabelled.is_empty(), "{unlabelled:?}");
    assert!(answer.body.len() < 50_000, "{} bytes", answer.body.len());
    assert!(
        select(answer, "html[lang]").len() == 1
            && select(answer, "title").len() == 1
            && select(answer, "h1").len() == 1
    );
}

fn autodiscovery(answer: &Answer) -> Vec<(String, String, String)> {
    let links = select(answer, "head link[rel=alternate]").into_iter();
    let attr = |link: &scraper::node::Element, name: &str| link.attr(name).unwrap_or_default().to_owned();
    links.map(|link| (attr(&link, "type"), attr(&link, "title"), attr(&link, "href"))).collect()
}

#[test]
fn the_first_page_leads_to_every_feed_and_digest() {
    let served = Served::newsroom();
    let page = served.get("/");
    assert_page(&page, 200);
    assert_eq!(page.header("cache-control"), Some("public, max-age=60"));
    let links = autodiscovery(&page);
    assert_eq!(links.len(), 9, "three feeds in three formats");
    let titles: std::collections::BTreeSet<_> = links.iter().map(|(_, title, _)| title).collect();
    assert_eq!(titles.len(), 9, "each with a title of its own: {titles:?}");
    for (kind, title, href) in &links {
        let path = href.strip_prefix("http://127.0.0.1:8080").expect("links are absolute");
        let document = served.get(path);
        assert_eq!(document.status, 200, "{href}");
        assert!(document.header("content-type").unwrap().starts_with(kind), "{title}: {kind}");
    }
    let words = page.text();
    for said in [
        "The Round, gathered",
        "News for general practice",
        "Everything &amp; more",
        "The Daily Round",
        "The Weekly Round",
        "editor@example.org",
    ] {
        assert!(words.contains(said), "{said}");
    }
    for name in ["all", "funding", "comments"] {
        assert!(words.contains(&format!("http://127.0.0.1:8080/feeds/{name}\"")), "{name}");
    }
}

#[test]
fn the_page_of_a_feed_shows_its_articles_with_quotes() {
    let served = Served::newsroom();
    let page = served.get("/feeds/all");
    assert_page(&page, 200);
    let found = autodiscovery(&page);
    let own: Vec<_> = found.iter().take(3).map(|(_, _, href)| href.as_str()).collect();
    let documents = ["rss", "atom", "json"].map(|ending| format!("http://127.0.0.1:8080/feeds/all.{ending}"));
    assert_eq!(own, documents, "its own are found first");
    let titles: std::collections::BTreeSet<_> = found.iter().map(|(_, title, _)| title).collect();
    assert_eq!((found.len(), titles.len()), (9, 9), "then the others, each with a title of its own");
    let json = served.room.json("all");
    let titles: Vec<_> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .take(20)
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect();
    let shown: Vec<_> = text_of(&page, "h2 a, h3 a").into_iter().filter(|title| titles.contains(title)).collect();
    assert_eq!(shown, titles, "the newest twenty, in order");
    let all = text_of(&page, "body").join(" ");
    let quotes = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .take(20)
        .flat_map(|item| item["_postround"]["quotes"].as_array().unwrap().clone());
    let mut count = 0;
    for quote in quotes {
        count += 1;
        let start: String = quote["text"].as_str().unwrap().split_whitespace().take(5).collect::<Vec<_>>().join(" ");
        assert!(all.contains(&start), "{start:?}");
        assert!(all.contains(quote["reason"].as_str().unwrap()), "{}", quote["reason"]);
    }
    assert!(count >= 3);
    for href in select(&page, "a[href]") {
        let href = href.attr("href").unwrap().to_owned();
        assert!(
            ["http://", "https://", "mailto:", "#", "/", "feed:http"].iter().any(|start| href.starts_with(start)),
            "{href}"
        );
    }
    let talk = served.get("/feeds/comments");
    assert_page(&talk, 200);
    assert!(!select(&talk, "article").is_empty());
    // Who wrote a comment has no page, and whoever is called the same is somebody else.
    assert!(select(&talk, "a[href*='/feeds/authors/']").is_empty());
    let mut led = 0;
    for page in [&page, &talk] {
        for link in select(page, "a[href^='http://127.0.0.1:8080/feeds'], a[href^='http://127.0.0.1:8080/articles']") {
            let path = link.attr("href").unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
            assert_eq!(served.get(path.split('#').next().unwrap()).status, 200, "{path}");
            led += usize::from(path.starts_with("/feeds/authors/"));
        }
    }
    assert!(led > 0, "who wrote an article has one");
}

#[test]
fn a_page_shows_nothing_that_runs_whatever_its_source_says() {
    let site = crate::room::small_site();
    let evil = "<script>alert(1)</script>\"onload='x' <img src=x onerror=alert(1)> {{ 7*7 }} </title>";
    let escaped = evil.replace('&', "&amp;").replace('<', "&lt;");
    let page = site.read("news/story-1.html").replace("The story of surgery 1", &escaped);
    site.write("news/story-1.html", page);
    let room = Room::new(&crate::room::over_http(&site, crate::room::SMALL_RULES));
    room.round();
    let served = Served::of(room);
    let page = served.get("/feeds/all");
    assert_page(&page, 200);
    assert!(select(&page, "img, [onload], [onerror]").is_empty());
    let titles = text_of(&page, "h2 a, h3 a").join("\n");
    assert!(titles.contains("<script>alert(1)</script>") && titles.contains("{{ 7*7 }}"), "as words: {titles}");
}

#[test]
fn an_edition_has_a_page_and_the_first_page_links_it() {
    let room = Room::new(&from_folder(&selectors()));
    room.workspace.run(&["subscribers", "add", "ann@example.org"]).expect_code(0);
    room.round();
    let served = Served::of(room);
    let links = select(&served.get("/"), "a[href*='/editions/daily/'], a[href*='/editions/weekly/']");
    assert!(!links.is_empty(), "the first page links no edition");
    for link in links {
        let path = link.attr("href").unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
        let page = served.get(&path);
        assert_page(&page, 200);
        assert!(text_of(&page, "h2, h3").len() >= 3, "{path} shows articles");
        let words = page.text();
        assert!(!words.contains("ann@example.org") && !words.contains("/unsubscribe/"), "{path} is everybody's page");
        assert_eq!(served.get(&format!("{path}0")).status, 404);
    }
}

#[test]
fn what_the_site_takes_back_leaves_the_page_of_an_edition() {
    let site = crate::room::newsroom_site();
    let room = Room::new(&crate::room::over_http(&site, &selectors()));
    room.workspace.run(&["subscribers", "add", "ann@example.org"]).expect_code(0);
    room.round();
    let served = Served::of(room);
    let link = select(&served.get("/"), "a[href*='/editions/weekly/'], a[href*='/editions/daily/']");
    let path = link[0].attr("href").unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned();
    let quotes = text_of(&served.get(&path), "blockquote");
    assert!(!quotes.is_empty(), "{path} quotes somebody");
    // The comments of every article go.
    for file in crate::harness::source::files_below(&crate::harness::newsroom().join("news")) {
        let name = format!("news/{}", file.file_name().unwrap().to_string_lossy());
        let page = site.read(&name);
        if let (Some(start), Some(end)) = (page.find("<ul class=\"comment-list\">"), page.rfind("</ul>\n<p class")) {
            let count = page.find("Readers' comments (").map(|at| at + "Readers' comments (".len()).unwrap();
            let close = count + page[count..].find(')').unwrap();
            let mut bare = format!("{}{}", &page[..start], &page[end + "</ul>".len()..]);
            bare.replace_range(count..close, "0");
            site.write(&name, bare.replace("class=\"next-comments\" rel=\"next\"", "class=\"x\""));
        }
    }
    served.room.workspace.run(&["gather", "--all"]).expect_code(0);
    let left = text_of(&served.get(&path), "blockquote");
    assert!(left.len() < quotes.len(), "{left:?}");
}

#[test]
fn a_supervisor_is_answered() {
    let served = Served::newsroom();
    for (path, words) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, words));
        assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
        assert_eq!(served.head(path, &[]).status, 200);
    }
}

#[test]
fn the_addresses_of_a_feed_can_be_taken_without_a_script() {
    let served = Served::newsroom();
    let page = served.get("/feeds/all");
    let fields = select(&page, ".address input[readonly]");
    let addresses: Vec<_> = fields.iter().map(|field| field.attr("value").unwrap()).collect();
    assert_eq!(addresses, ["rss", "atom", "json"].map(|ending| format!("http://127.0.0.1:8080/feeds/all.{ending}")));
    for field in &fields {
        let label = format!("label[for={}]", field.attr("id").unwrap());
        assert_eq!(text_of(&page, &label).len(), 1, "{label}");
    }
    assert!(select(&page, "button").is_empty(), "a button that does nothing without the script");
    let readers = text_of(&page, ".follow .chips a");
    let known = ["Feedly", "Inoreader", "NewsBlur", "The Old Reader", "Feedbin", "A program on this device"];
    assert_eq!(readers, known);
    for link in &select(&page, ".follow .chips a")[..5] {
        let href = link.attr("href").unwrap();
        assert!(href.ends_with("http%3A%2F%2F127.0.0.1%3A8080%2Ffeeds%2Fall.rss"), "{href}");
    }
    assert_eq!(select(&page, "a[href='http://127.0.0.1:8080/feeds.opml']").len(), 1);
    let list = served.get("/feeds");
    assert_page(&list, 200);
    for name in ["all", "funding", "comments"] {
        assert_eq!(select(&list, &format!("main a[href='http://127.0.0.1:8080/feeds/{name}']")).len(), 1, "{name}");
    }
}

#[test]
fn the_feeds_are_taken_as_opml_in_folders() {
    let served = Served::of(with_topics());
    let answer = served.get("/feeds.opml");
    let opml = answer.text();
    let groups: Vec<&str> =
        opml.split("<outline text=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for group in ["Main feeds", "By topic", "Comments and corrections", "Editions of the digests"] {
        assert_eq!(groups.iter().filter(|shown| **shown == group).count(), 1, "{group}: {groups:?}");
    }
    for name in ["all", "funding", "comments"] {
        let address = format!("http://127.0.0.1:8080/feeds/{name}");
        assert!(opml.contains(&format!("xmlUrl=\"{address}.rss\" htmlUrl=\"{address}\"")), "{opml}");
    }
    assert!(opml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
    assert!(!opml.contains("/my/"));
}

#[test]
fn feeds_that_nobody_named_have_pages_too() {
    let served = Served::of(with_topics());
    let page = served.get("/");
    let headings = text_of(&page, "h2");
    for heading in ["Main feeds", "By topic", "Comments and corrections", "Editions of the digests", "Digests by mail"]
    {
        assert!(headings.iter().any(|shown| shown == heading), "{heading}: {headings:?}");
    }
    for path in ["/feeds/corrections", "/editions/daily"] {
        let page = served.get(path);
        assert_page(&page, 200);
        let own: Vec<_> = autodiscovery(&page).into_iter().take(3).map(|(_, _, href)| href).collect();
        assert_eq!(own, ["rss", "atom", "json"].map(|ending| format!("http://127.0.0.1:8080{path}.{ending}")));
    }
    let topics = select(&page, "#topics + ul a");
    let first = topics[0].attr("href").unwrap().strip_prefix("http://127.0.0.1:8080").unwrap();
    let page = served.get(first);
    assert_page(&page, 200);
    assert!(!select(&page, "article").is_empty(), "{first}");
    // The topics of an entry lead to their own pages: that of "Funding" is the configured feed.
    let led = select(&served.get("/feeds/all"), ".topics a");
    let of_funding = led.iter().find(|link| link.attr("href") == Some("http://127.0.0.1:8080/feeds/funding"));
    assert!(of_funding.is_some(), "{led:?}");
    for path in
        ["/feeds/topics/there-is-none", "/feeds/topics", "/feeds/all.archive-99", "/editions/nobody", "/feeds/../all"]
    {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
}

#[test]
fn the_page_of_corrections_marks_what_changed() {
    let room = Room::new(&from_folder(&selectors()));
    // Under another name, beside one of articles that is called so.
    let feeds = "[[feed]]\nname = \"amended\"\ntitle = \"Put right\"\nkind = \"corrections\"\n\n\
                 [[feed]]\nname = \"corrections\"\ntitle = \"Of prisons\"\n";
    room.workspace.write("config.toml", format!("{}\n{feeds}", room.workspace.read("config.toml")));
    room.round();
    let changes = "<p>The fee is <del>two</del> <ins>three &lt;b&gt;</ins>.</p>";
    let notice = "<h3>What the notice says</h3><blockquote><p>Amended.</p></blockquote>";
    let behind = "<p><a href=\"https://news.example/\">Read the article</a></p>";
    let items = json!([{
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001", "url": "https://news.example/", "title": "Correction: Fees",
        "summary": "Amended. “two” became “three”", "date_published": "2026-11-22T09:00:00Z",
        "content_html": format!("{notice}<h3>What changed</h3>{changes}{behind}"), "_postround": { "quotes": [] },
    }]);
    for name in ["amended", "corrections"] {
        let mut document = room.json(name);
        document["items"] = items.clone();
        document["next_url"] = format!("http://127.0.0.1:8080/feeds/{name}.archive-1.json").into();
        room.workspace.write(&format!("public/feeds/{name}.json"), document.to_string());
    }
    let served = Served::of(room);
    let page = served.get("/feeds/amended");
    assert_page(&page, 200);
    assert_eq!(text_of(&page, "article h3"), ["What changed"]);
    let marked = [("del", "[taken out: two]"), ("ins", "[put in: three <b>]")];
    for (mark, words) in marked {
        assert_eq!(text_of(&page, &format!(".changed {mark}")), [words]);
    }
    assert_eq!(text_of(&page, "article > p[dir]"), ["Amended."], "which tells the changes once");
    assert_eq!(text_of(&page, "article a strong"), ["Read it where it stands"], "and leads there once");
    let older = select(&page, "a[rel=prev]");
    assert_eq!(older[0].attr("href"), Some("http://127.0.0.1:8080/feeds/amended.archive-1"), "and to older ones");
    let page = served.get("/feeds/corrections");
    assert_page(&page, 200);
    assert_eq!(text_of(&page, "article h3"), Vec::<String>::new());
    assert_eq!(text_of(&page, "article > p[dir]"), ["Amended. “two” became “three”"]);
    assert_eq!(text_of(&served.get("/feeds"), "#main + ul a"), ["Everything & more", "Funding", "Of prisons"]);
}
