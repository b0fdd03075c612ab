//! Owns the choice among what a site map lists: pages of the site that look like articles and are new enough, and site
//! maps that may hold such.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use url::Url;

use super::document::Listed;
use crate::gather::{kind, links};

/// So many pages of one site map are asked for, the newest.
const MOST_PAGES: usize = 500;

/// So many where nothing tells which are new.
const MOST_UNDATED: usize = 100;

/// Enough for the address of an article; among maps of articles one less is enough.
const LIKELY: i32 = 2;

/// What pages are chosen by.
pub(super) struct Within<'a> {
    pub(super) site: &'a Url,
    /// The site map's own address.
    pub(super) map: &'a Url,
    /// Older ones are left alone.
    pub(super) oldest: Option<DateTime<Utc>>,
}

/// Whether an address is of the site: its host, one below it, or the one it is below.
pub(super) fn is_of_site(url: &Url, site: &Url) -> bool {
    let bare = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let (host, own) = (bare(url), bare(site));
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    !host.is_empty() && (host == own || below(&host, &own))
}

/// So many addresses show what a site map lists.
const SAMPLE: usize = 3;

/// The pages to ask for, newest first, and what the site map lists on the whole.
pub(super) fn pages(listed: Vec<Listed>, within: &Within<'_>, notes: &mut Vec<String>) -> (Vec<Listed>, kind::Listed) {
    let all = listed.len();
    let name = within.map.path().to_ascii_lowercase();
    let least = LIKELY - i32::from(["post", "news", "article", "stor"].iter().any(|word| name.contains(word)));
    let sample: Vec<Url> = listed.iter().take(SAMPLE).map(|page| page.url.clone()).collect();
    let own: Vec<Listed> = listed.into_iter().filter(|page| is_of_site(&page.url, within.site)).collect();
    if own.len() < all {
        notes.push(format!("{} pages of other sites were not followed", all - own.len()));
    }
    let is_likely = |page: &Listed| {
        page.is_news || links::address_score(&page.url, &root(&page.url)).is_some_and(|score| score >= least)
    };
    let likely: Vec<Listed> = own.into_iter().filter(is_likely).collect();
    let found = kind::Listed { pages: all, likely: likely.len(), sample };
    let is_new = |page: &Listed| page.at.zip(within.oldest).is_none_or(|(at, oldest)| at >= oldest);
    let mut chosen: Vec<Listed> = likely.into_iter().filter(is_new).collect();
    chosen.sort_by_key(|page| std::cmp::Reverse(page.at));
    let mut seen = std::collections::HashSet::new();
    chosen.retain(|page| seen.insert(page.url.clone()));
    let dated = chosen.iter().filter(|page| page.at.is_some()).count();
    let most = MOST_PAGES.min(dated + MOST_UNDATED);
    if chosen.len() > most {
        notes.push(format!("only {most} of the {} articles that the site map lists were followed", chosen.len()));
        chosen.truncate(most);
    }
    if chosen.is_empty() {
        notes.push(format!("the site map lists {all} pages, and none that looks like a new article"));
    }
    (chosen, found)
}

/// The site maps of an index to ask for: of news first, then the newest.
pub(super) fn children(
    listed: Vec<Listed>,
    site: &Url,
    oldest: Option<DateTime<Utc>>,
    most: usize,
    notes: &mut Vec<String>,
) -> Vec<Url> {
    let all = listed.len();
    let is_new = |child: &Listed| {
        let dated = child.at.or_else(|| end_of_named_month(child.url.path()));
        dated.zip(oldest).is_none_or(|(at, oldest)| at >= oldest)
    };
    let mut chosen: Vec<Listed> =
        listed.into_iter().filter(|child| is_of_site(&child.url, site) && is_new(child)).collect();
    if chosen.iter().any(|child| !is_of_other_things(child.url.path())) {
        chosen.retain(|child| !is_of_other_things(child.url.path()));
    }
    chosen.sort_by_cached_key(|child| {
        let is_news = child.url.path().to_ascii_lowercase().contains("news");
        (!is_news, std::cmp::Reverse(child.at.or_else(|| end_of_named_month(child.url.path()))))
    });
    if chosen.len() > most {
        notes.push(format!(
            "only {most} of the {} site maps that may hold new articles were read: pages = {most}",
            chosen.len()
        ));
        chosen.truncate(most);
    }
    if chosen.is_empty() {
        notes.push(format!("the index lists {all} site maps, and none that may hold new articles"));
    }
    chosen.into_iter().map(|child| child.url).collect()
}

/// The start of the site that a page is of.
fn root(url: &Url) -> Url {
    url.join("/").unwrap_or_else(|_| url.clone())
}

/// Whether a site map is by its name of something else than articles.
fn is_of_other_things(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    [
        "category",
        "categories",
        "tag",
        "author",
        "user",
        "page-sitemap",
        "image",
        "video",
        "product",
        "taxonom",
        "section",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// The end of the month in a name such as "sitemap-2026-03.xml": nothing in it is newer.
fn end_of_named_month(path: &str) -> Option<DateTime<Utc>> {
    let figures: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let at = figures.iter().position(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")))?;
    let year: i32 = figures[at].parse().ok()?;
    let month = figures.get(at + 1).and_then(|part| part.parse::<u32>().ok()).filter(|month| (1..=12).contains(month));
    let last = NaiveDate::from_ymd_opt(year, month.unwrap_or(12), 28)?;
    // Four days past the 28th lie in the next month.
    let end = last.checked_add_days(Days::new(4))?.with_day(1)?;
    Some(end.and_hms_opt(0, 0, 0)?.and_utc())
}
