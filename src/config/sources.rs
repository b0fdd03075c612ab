//! Owns the reading of `[[source]]`: which kind it is, which keys that kind takes, and the selectors of its pages.

mod json;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use crate::domain::{Hours, Name, Schedule};
use crate::gather::options::{
    ArticleRules, CommentRules, Css, FeedRules, Follow, KindOptions, LinkRules, PageRules, SitemapRules, SourceOptions,
};

use super::names::unique_name;
use super::read::Table;
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

const HOUR: Duration = Duration::from_hours(1);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Directory,
    Feed,
    Sitemap,
    WordPress,
    Discourse,
    Json,
    LinkedData,
}

const KINDS: [(&str, Kind); 8] = [
    ("page", Kind::Page),
    ("directory", Kind::Directory),
    ("feed", Kind::Feed),
    ("sitemap", Kind::Sitemap),
    ("wordpress", Kind::WordPress),
    ("discourse", Kind::Discourse),
    ("json", Kind::Json),
    ("linked_data", Kind::LinkedData),
];

/// Pages of a site map that changed longer ago are left alone, so that a first round does not fetch a whole archive.
const NEWER_THAN: Duration = Duration::from_hours(14 * 24);

/// An API that lists what changed last is asked for so many answers a round where nothing else is said.
const API_PAGES: u32 = 1;

/// The tables, at least one.
pub(super) fn tables<'t>(root: &Table<'t>) -> Vec<Table<'t>> {
    let cure = "add a [[source]] with name, title, kind and url";
    let field = root.key("source").required_table(cure);
    if field.is_empty_list() {
        field.refuse(Mistake::new("there is no source", cure));
    }
    field.tables()
}

/// What the tables call themselves, rightly or wrongly.
pub(super) fn names(tables: &[Table<'_>]) -> BTreeSet<String> {
    tables.iter().filter_map(|table| table.peek("name")).map(str::to_owned).collect()
}

/// What a source has where it says nothing of its own.
#[derive(Clone, Copy)]
pub(super) struct Defaults<'a> {
    pub(super) schedule: Option<&'a Schedule>,
    pub(super) hours: Option<Hours>,
    pub(super) budget: u32,
}

pub(super) fn read(tables: Vec<Table<'_>>, defaults: Defaults<'_>, around: &Surroundings<'_>) -> Vec<SourceOptions> {
    let mut taken = BTreeMap::new();
    tables.into_iter().filter_map(|table| source(table, defaults, &mut taken, around)).collect()
}

fn source(
    table: Table<'_>,
    defaults: Defaults<'_>,
    taken: &mut BTreeMap<Name, String>,
    around: &Surroundings<'_>,
) -> Option<SourceOptions> {
    let name = unique_name(&table, "\"newsroom\"", taken);
    let title = table.key("title").required("\"The Round\"").parsed(values::line);
    let kind = table.key("kind").required("\"page\"").choice(&KINDS);
    let url = table.key("url").required("\"https://www.example.org/news/\"");
    // A folder stands for the address of a folder; elsewhere the address is the operator's to the letter.
    let url = if kind == Some(Kind::Directory) { url.parsed(values::base_url) } else { url.parsed(values::url) };
    let zone = table.key("zone").parsed(values::zone).unwrap_or(around.zone);
    let own_schedule = table.key("schedule");
    let schedule = if own_schedule.is_present() {
        own_schedule.parsed(values::schedule(zone))
    } else {
        defaults.schedule.cloned()
    };
    let hours = table.key("hours").parsed(values::hours).or(defaults.hours);
    let allow_private = table.key("allow_private").boolean().unwrap_or(false);
    let silent_after = table.key("silent_after").parsed(values::duration(HOUR..=1000 * 24 * HOUR));
    let kind = kind_options(&table, kind, url.as_ref(), around);
    table.finish();
    Some(SourceOptions {
        name: name?,
        title: title?,
        kind: kind?,
        url: url?,
        schedule: schedule?,
        hours,
        zone,
        allow_private,
        silent_after,
        budget: defaults.budget,
    })
}

fn kind_options(
    table: &Table<'_>,
    kind: Option<Kind>,
    url: Option<&Url>,
    around: &Surroundings<'_>,
) -> Option<KindOptions> {
    let path = table.key("path");
    let (feed, articles) = (table.key("feed"), table.key("articles"));
    let (sitemap, newer_than) = (table.key("sitemap"), table.key("newer_than"));
    let (api, json_table) = (table.key("api"), table.key("json"));
    refuse_strangers(table, kind);
    without_listing(table, kind);
    let mut rules = page_rules(table, kind, url);
    if matches!(kind, Some(Kind::WordPress | Kind::Discourse)) && !table.key("pages").is_present() {
        rules.pages = API_PAGES;
    }
    match kind? {
        Kind::Page => Some(KindOptions::Page(rules)),
        Kind::Directory => {
            let path = path.required("\"examples/newsroom\"").parsed(values::path)?;
            Some(KindOptions::Directory { path: around.resolve(&path), rules })
        }
        Kind::Feed => {
            let follow = articles.choice(&[("entries", Follow::Entries), ("pages", Follow::Pages)]);
            let discover = !feed.is_present();
            let address = if discover { url.cloned() } else { feed.parsed(values::url) };
            let (pages, comment_pages) = (rules.pages, rules.comment_pages);
            let (follow, assumed) = (follow.unwrap_or(Follow::Entries), !articles.is_present());
            Some(KindOptions::Feed {
                feed: FeedRules { feed: address?, discover, follow, assumed, pages, comment_pages },
                rules,
            })
        }
        Kind::Sitemap => {
            let own = if sitemap.is_present() { Some(sitemap.parsed(values::url)?) } else { None };
            let range = Duration::from_hours(1)..=Duration::from_hours(24 * 365 * 50);
            let newer_than = newer_than.parsed(values::duration(range)).unwrap_or(NEWER_THAN);
            let map = SitemapRules { site: url.cloned()?, sitemap: own, pages: rules.pages, newer_than };
            Some(KindOptions::Sitemap { map, rules })
        }
        Kind::WordPress => {
            let follow = articles.choice(&[("entries", Follow::Entries), ("pages", Follow::Pages)]);
            let api = api.parsed(values::url);
            Some(KindOptions::WordPress { api, follow: follow.unwrap_or(Follow::Pages), rules })
        }
        Kind::Discourse => Some(KindOptions::Discourse { pages: rules.pages, comment_pages: rules.comment_pages }),
        Kind::Json => {
            let api = json::rules(&json_table.required_table("add [source.json] with articles, url and title"), url)?;
            Some(KindOptions::Json { api: Box::new(api), rules })
        }
        Kind::LinkedData => Some(KindOptions::LinkedData(rules)),
    }
}

/// Reports the keys that only other kinds have.
fn refuse_strangers(table: &Table<'_>, kind: Option<Kind>) {
    const OWNERS: [(&str, &[Kind]); 7] = [
        ("path", &[Kind::Directory]),
        ("feed", &[Kind::Feed]),
        ("articles", &[Kind::Feed, Kind::WordPress]),
        ("sitemap", &[Kind::Sitemap]),
        ("newer_than", &[Kind::Sitemap]),
        ("api", &[Kind::WordPress]),
        ("json", &[Kind::Json]),
    ];
    let word = |kind: &Kind| KINDS.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| word);
    for (key, owners) in OWNERS {
        if kind.is_some_and(|kind| !owners.contains(&kind)) {
            let words: Vec<String> = owners.iter().map(|kind| format!("\"{}\"", word(kind))).collect();
            let words = words.join(" or ");
            let what = format!("only a source of kind {words} has this key");
            let mut cure = format!("take it out, or write kind = {words}");
            if matches!((key, kind), ("api", _) | ("articles", Some(Kind::Json))) {
                cure += &format!("; the {key} of a source of kind \"json\" stands in its [source.json]");
            }
            if key == "articles"
                && matches!(kind, Some(Kind::Page | Kind::Sitemap | Kind::LinkedData | Kind::Directory))
            {
                cure += "; a source of this kind always reads the articles' pages";
            }
            table.key(key).must_be_absent(&what, &cure);
        }
    }
}

/// Reports what only pages have, of sources that announce their articles otherwise.
fn without_listing(table: &Table<'_>, kind: Option<Kind>) {
    let (names, what, cure): (&[&'static str], _, _) = match kind {
        Some(Kind::Feed) => (
            &["listing", "links"],
            "a source of kind \"feed\" has no listing pages",
            "take it out: a feed is its own listing",
        ),
        Some(Kind::Sitemap) => (
            &["listing", "links"],
            "a source of kind \"sitemap\" has no listing pages",
            "take it out: a site map is its own listing",
        ),
        Some(Kind::WordPress | Kind::Json) => {
            (&["listing", "links"], "an API lists its articles itself", "take it out; pages = limits its lists")
        }
        Some(Kind::Discourse) => (
            &["listing", "links", "article", "comments"],
            "a forum's API says itself what its parts are",
            "take it out; pages = limits its lists",
        ),
        _ => return,
    };
    for name in names {
        table.key(name).must_be_absent(what, cure);
    }
}

fn page_rules(table: &Table<'_>, kind: Option<Kind>, url: Option<&Url>) -> PageRules {
    let listing = table.key("listing");
    let inside = kind == Some(Kind::Directory);
    let page = |text: &str| url.map(|url| listing_page(text, url, inside)).transpose();
    PageRules {
        listing: listing.list(|item| item.parsed(page).flatten()).unwrap_or_default(),
        // Older documents of a feed are asked for only where the operator wants them: each round asks again.
        pages: table.key("pages").integer(1..=1000).unwrap_or(if kind == Some(Kind::Feed) { 1 } else { 10 }),
        comment_pages: table.key("comment_pages").integer(1..=1000).unwrap_or(20),
        links: link_rules(table.key("links").table()),
        article: article_rules(table.key("article").table()),
        comments: comment_rules(table.key("comments").table()),
    }
}

fn listing_page(text: &str, url: &Url, inside: bool) -> Result<Url, Mistake> {
    let cure = format!("write an address relative to {url}, such as \"index.html\"");
    let page = match url.join(text.trim()) {
        Ok(page) => values::http(page)?,
        Err(error) => return Err(Mistake::new(format!("{text:?} is not an address: {error}"), cure)),
    };
    if inside && !page.as_str().starts_with(url.as_str()) {
        return Err(Mistake::new(format!("{text:?} lies outside the site, which is all that its folder holds"), cure));
    }
    Ok(page)
}

fn link_rules(table: Table<'_>) -> LinkRules {
    let rules = LinkRules { article: on_page(&table, "article"), next: on_page(&table, "next") };
    table.finish();
    rules
}

fn article_rules(table: Table<'_>) -> ArticleRules {
    let rules = ArticleRules {
        title: on_page(&table, "title"),
        lead: on_page(&table, "lead"),
        authors: on_page(&table, "authors"),
        published: on_page(&table, "published"),
        updated: on_page(&table, "updated"),
        topics: on_page(&table, "topics"),
        body: on_page(&table, "body"),
        image: on_page(&table, "image"),
        correction: on_page(&table, "correction"),
        remove: table.key("remove").list(|item| item.parsed(values::css)).unwrap_or_default(),
    };
    table.finish();
    rules
}

fn comment_rules(table: Table<'_>) -> Option<CommentRules> {
    if !table.is_present() {
        table.finish();
        return None;
    }
    let in_item = |name| table.key(name).parsed(values::css_within);
    let item = table.key("item").required("\"ul.comments > li\"").parsed(values::css);
    let (author, role, time, text) = (in_item("author"), in_item("role"), in_item("time"), in_item("text"));
    let (votes, key, parent) = (in_item("votes"), in_item("key"), in_item("parent"));
    let (stated, next) = (on_page(&table, "stated"), on_page(&table, "next"));
    table.finish();
    Some(CommentRules { item: item?, author, role, time, text, votes, key, parent, stated, next })
}

fn on_page(table: &Table<'_>, name: &'static str) -> Option<Css> {
    table.key(name).parsed(values::css)
}
