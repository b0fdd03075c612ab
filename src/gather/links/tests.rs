//! Owns the tests of finding articles on a listing without selectors.

use super::*;

const STORIES: &[&str] = &[
    "Valley dispensaries to share a night rota",
    "Coast scheme wound up as its fuel bill doubles",
    "Locum fees rise for the third year in a row",
    "What the new licence means for small shops",
];

const NAVIGATION: &str = "<header><nav><a href='/news'>All the news of the week</a></nav><div class='menu'><a href='/long-reads-of-the-year'>Long reads of the year</a></div></header>";
const FOOT: &str = "<div class='pagination'><a href='/news?page=2'>To the next page of news</a></div><footer><a href='/how-we-work-and-why'>How we work, and why we do</a></footer>";

fn slug(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

fn found(html: &str) -> Vec<(String, String)> {
    let base = Url::parse("https://www.news.example/news").expect("an address");
    let links = find(&Html::parse_document(html), &base);
    links.into_iter().map(|link| (link.url.path().to_owned(), link.title)).collect()
}

fn wanted(prefix: &str) -> Vec<(String, String)> {
    STORIES.iter().map(|title| (format!("{prefix}{}", slug(title)), (*title).to_owned())).collect()
}

fn listing(item: impl Fn(&str, &str) -> String) -> String {
    let items: String = STORIES.iter().map(|title| item(title, &slug(title))).collect();
    format!("<body>{NAVIGATION}<main>{items}</main>{FOOT}</body>")
}

#[test]
fn headlines_are_found_in_many_layouts() {
    let layouts = [
        listing(|title, slug| {
            format!(
                "<h2><a href='/a/{slug}'>{title}</a></h2><p>Words. <a href='/a/{slug}#comments'>3 comments so far on this</a></p>"
            )
        }),
        listing(|title, slug| {
            format!(
                "<div class='teaser'><a href='/a/{slug}'><img src='x'></a><a href='/a/{slug}?utm_source=list'><h3>{title}</h3><p>A few words more</p></a><a href='/a/{slug}'>Read more about this one</a><a href='/author/ann'>By our own Ann Smith</a></div>"
            )
        }),
        listing(|title, slug| {
            format!(
                "<li><a href='https://news.example/a/{slug}'>{title}</a> <a href='/tag/nights'>More about nights and rotas</a></li>"
            )
        }),
        listing(|title, slug| format!("<tr><td><font><a href='/a/{slug}'>{title}</a></font><br></td></tr>")),
    ];
    for html in layouts {
        assert_eq!(found(&html), wanted("/a/"), "{html}");
    }
}

#[test]
fn numbered_addresses_are_found_by_their_place() {
    let html = listing(|title, _| format!("<p class='item'><a href='/story.asp?id={}'>{title}</a></p>", title.len()));
    assert_eq!(found(&html).len(), STORIES.len());
}

#[test]
fn other_pages_are_not_articles() {
    for href in [
        "https://other.example/a/a-long-story-about-nights",
        "/author/ann-smith-of-the-valleys",
        "/tag/nights-and-rotas-and-more",
        "/news?page=3",
        "/files/the-rota-in-all-its-detail.pdf",
        "/login",
        "mailto:editor@news.example",
        "javascript:void(0)",
        "#top-of-the-page-again",
        "/",
    ] {
        let html = format!("<h2><a href='{href}'>Valley dispensaries to share a night rota</a></h2>");
        assert_eq!(found(&html), [], "{href}");
    }
    assert_eq!(found(""), []);
}
