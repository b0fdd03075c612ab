//! Owns the reading of `[[source]]`: which kind it is, which keys that kind takes, and the selectors of its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use crate::domain::{Name, Schedule};
use crate::gather::options::{
    ArticleRules, CommentRules, Css, FeedRules, Follow, KindOptions, LinkRules, PageRules, SitemapRules, SourceOptions,
};

use super::names::unique_name;
use super::read::Table;
use super::report::Mistake;
use super::surroundings::Surroundings;
use super::values;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Directory,
    Feed,
    Sitemap,
}

const KINDS: [(&str, Kind); 4] =
    [("page", Kind::Page), ("directory", Kind::Directory), ("feed", Kind::Feed), ("sitemap", Kind::Sitemap)];

/// Pages of a site map that changed longer ago are left alone, so that a first round does not fetch a whole archive.
const NEWER_THAN: Duration = Duration::from_hours(14 * 24);

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

pub(super) fn read(
    tables: Vec<Table<'_>>,
    gather_schedule: Option<&Schedule>,
    budget: u32,
    around: &Surroundings<'_>,
) -> Vec<SourceOptions> {
    let mut taken = BTreeMap::new();
    let read =
        |table| source(table, gather_schedule, &mut taken, around).map(|source| SourceOptions { budget, ..source });
    tables.into_iter().filter_map(read).collect()
}

fn source(
    table: Table<'_>,
    gather_schedule: Option<&Schedule>,
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
    let schedule =
        if own_schedule.is_present() { own_schedule.parsed(values::schedule(zone)) } else { gather_schedule.cloned() };
    let allow_private = table.key("allow_private").boolean().unwrap_or(false);
    let kind = kind_options(&table, kind, url.as_ref(), around);
    table.finish();
    Some(SourceOptions {
        name: name?,
        title: title?,
        kind: kind?,
        url: url?,
        schedule: schedule?,
        zone,
        allow_private,
        budget: u32::MAX,
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
    for (name, fields, of) in [
        ("directory", &[&path][..], Kind::Directory),
        ("feed", &[&feed, &articles], Kind::Feed),
        ("sitemap", &[&sitemap, &newer_than], Kind::Sitemap),
    ] {
        let others = fields.iter().filter(|_| kind.is_some_and(|kind| kind != of));
        others.for_each(|field| {
            let what = format!("only a source of kind \"{name}\" has this key");
            field.must_be_absent(&what, &format!("take it out, or write kind = \"{name}\""));
        });
    }
    let own_listing = match kind {
        Some(Kind::Feed) => Some(("feed", "a feed is its own listing")),
        Some(Kind::Sitemap) => Some(("sitemap", "a site map is its own listing")),
        _ => None,
    };
    if let Some((name, why)) = own_listing {
        for key in ["listing", "links"] {
            let what = format!("a source of kind \"{name}\" has no listing pages");
            table.key(key).must_be_absent(&what, &format!("take it out: {why}"));
        }
    }
    let rules = page_rules(table, kind, url);
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
            let follow = follow.unwrap_or(Follow::Entries);
            Some(KindOptions::Feed {
                feed: FeedRules { feed: address?, discover, follow, pages, comment_pages },
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
