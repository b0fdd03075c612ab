//! Owns which articles a round looks at, and in which order: new ones first, then those of which most is expected.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use url::Url;

use super::kind::{Ask, Hint, Role};
use super::revisit::{self, Turn};
use super::walk::Looking;
use crate::domain::{ArticleId, Sighting};
use crate::store::Look;

/// One article that may be looked at.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its address, as it was announced.
    pub(super) article: Url,
    /// How its page is asked for; `None` where a feed holds it whole.
    pub(super) page: Option<Ask>,
    /// What begins its comments beside its page.
    pub(super) comments: Option<Ask>,
    /// The store's number, where it is held.
    pub(super) id: Option<ArticleId>,
    /// How it stood before this round.
    pub(super) look: Option<Look>,
    /// How many comments its announcement counts.
    pub(super) counted: Option<u32>,
    /// Whether a listing or feed announces it still.
    pub(super) announced: bool,
    /// Which of the pages read in this round announced it.
    pub(super) sheet: Option<usize>,
    /// Whether that page was read before and did not announce it.
    pub(super) surprising: bool,
}

impl Item {
    fn at(article: Url) -> Self {
        Self {
            article,
            page: None,
            comments: None,
            id: None,
            look: None,
            counted: None,
            announced: false,
            sheet: None,
            surprising: false,
        }
    }

    /// An article held whole by the document that announced it, with what begins its comments.
    pub(super) fn whole(article: Url, comments: Ask, id: ArticleId, look: Option<Look>, counted: Option<u32>) -> Self {
        Self { comments: Some(comments), id: Some(id), look, counted, announced: true, ..Self::at(article) }
    }

    /// An article that is due although nothing announces it any more.
    pub(super) fn from_store(look: Look) -> Option<Self> {
        let article: Url = look.url.parse().ok()?;
        let asks: Vec<Ask> = look.asks.as_deref().and_then(|asks| serde_json::from_str(asks).ok()).unwrap_or_default();
        let (comments, mut pages): (Vec<_>, Vec<_>) =
            asks.into_iter().partition(|ask| matches!(ask.role, Role::Comments { .. }));
        if pages.is_empty() && comments.is_empty() {
            pages.push(Ask { url: article.clone(), role: Role::Article { hint: Hint::default() } });
        }
        let page = pages.into_iter().next();
        let article = page.as_ref().map_or(article, |ask| ask.url.clone());
        let id = Some(look.id);
        Some(Self { page, comments: comments.into_iter().next(), id, look: Some(look), ..Self::at(article) })
    }

    /// A page that has not changed announces it still, by this request.
    pub(super) fn announced_by(&mut self, ask: &Ask) {
        self.announced = true;
        self.counted = hint(ask).and_then(|hint| hint.comments_stated);
        if self.page.is_some() && hint(ask).is_some() {
            self.page = Some(ask.clone());
        }
    }

    /// Whether it is its turn, and how much a look is worth.
    pub(super) fn turn(&self, looking: Looking, now: DateTime<Utc>) -> Turn {
        let Some(look) = &self.look else { return Turn::New };
        let stated = look.stated.max(self.counted.and_then(|_| counted_before(look)));
        let known = revisit::Known { looked: look.looked, next: look.next, stated, held: look.held };
        match revisit::turn(&known, self.counted, now) {
            // Another source had it first and looks at it; this one only has to be named.
            _ if !look.own && looking == Looking::Due => {
                if look.told {
                    Turn::Not
                } else {
                    Turn::New
                }
            }
            Turn::Not if looking == Looking::All => Turn::Due(0),
            turn => turn,
        }
    }

    /// Whether it is to be looked at because of what is announced, not by the schedule.
    pub(super) fn is_news(&self, now: DateTime<Utc>) -> bool {
        matches!(self.turn(Looking::Due, now), Turn::New | Turn::Counted(_))
    }

    /// Whether its comments were had from elsewhere than its own page when it was last looked at.
    pub(super) fn has_comments_elsewhere(&self) -> bool {
        let asks = self.look.as_ref().and_then(|look| look.asks.as_deref());
        let asks: Vec<Ask> = asks.and_then(|asks| serde_json::from_str(asks).ok()).unwrap_or_default();
        self.comments.is_some() && asks.iter().any(|ask| matches!(ask.role, Role::Comments { .. }))
    }

    /// Whether nobody here has seen it.
    pub(super) fn is_unknown(&self) -> bool {
        self.look.is_none()
    }

    /// Whether this source is known to tell it.
    pub(super) fn is_told(&self) -> bool {
        self.look.as_ref().is_some_and(|look| look.own || look.told)
    }

    /// What its announcement says of it.
    pub(super) fn sighting(&self) -> Sighting {
        let hint = self.page.as_ref().and_then(hint);
        Sighting {
            urls: vec![self.article.clone()],
            title: hint.and_then(|hint| hint.title.clone()),
            published: hint.and_then(|hint| hint.published_ms).and_then(DateTime::from_timestamp_millis),
        }
    }

    /// The requests of its next look. Comments that its own page shows are not asked for elsewhere.
    pub(super) fn asks(&self, page_has_comments: bool) -> Option<String> {
        let comments = self.comments.as_ref().filter(|_| !page_has_comments || self.page.is_none());
        let asks: Vec<&Ask> = self.page.iter().chain(comments).collect();
        serde_json::to_string(&asks).ok()
    }
}

fn hint(ask: &Ask) -> Option<&Hint> {
    match &ask.role {
        Role::Article { hint } => Some(hint),
        _ => None,
    }
}

/// What its announcement counted when it was looked at last: a listing that always counts more than there are is no news.
fn counted_before(look: &Look) -> Option<u32> {
    let asks: Vec<Ask> = serde_json::from_str(look.asks.as_deref()?).ok()?;
    asks.iter().find_map(hint)?.comments_stated
}

/// One request for an article or its comments, the page that gave rise to it, and whether it is a surprise there.
pub(super) type Announced = (Ask, usize, bool);

/// The articles that were announced, in order: the request for a page and the one for its comments are one article.
pub(super) fn items(announced: Vec<Announced>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut places: HashMap<Url, usize> = HashMap::new();
    for (ask, sheet, surprising) in announced {
        let article = match &ask.role {
            Role::Comments { article, .. } => article.clone(),
            _ => ask.url.clone(),
        };
        let place = *places.entry(article.clone()).or_insert_with(|| {
            items.push(Item { announced: true, sheet: Some(sheet), surprising, ..Item::at(article) });
            items.len() - 1
        });
        let item = &mut items[place];
        if matches!(ask.role, Role::Comments { .. }) {
            item.comments.get_or_insert(ask);
        } else {
            item.counted = item.counted.or(hint(&ask).and_then(|hint| hint.comments_stated));
            item.page.get_or_insert(ask);
        }
    }
    items
}

/// Those whose turn it is, in the order in which they are looked at.
pub(super) fn due(items: Vec<Item>, looking: Looking, now: DateTime<Utc>) -> Vec<Item> {
    let mut due: Vec<(Turn, Item)> =
        items.into_iter().map(|item| (item.turn(looking, now), item)).filter(|(turn, _)| *turn != Turn::Not).collect();
    // Stable: those of one worth stay in the order of the announcement. All are looked at in that order anyway.
    if looking == Looking::Due {
        due.sort_by_key(|(turn, _)| std::cmp::Reverse(*turn));
    }
    due.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(name: &str) -> Url {
        format!("https://a.example/{name}").parse().unwrap()
    }

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
    }

    fn page(name: &str, counted: Option<u32>) -> Ask {
        Ask { url: url(name), role: Role::Article { hint: Hint { comments_stated: counted, ..Hint::default() } } }
    }

    fn comments(name: &str) -> Ask {
        Ask { url: url(&format!("{name}/feed")), role: Role::Comments { article: url(name), offset: 0, number: 1 } }
    }

    fn look(name: &str, next: Option<i64>, held: u32) -> Look {
        Look {
            id: ArticleId(1),
            url: url(name).to_string(),
            title: name.to_owned(),
            own: true,
            told: false,
            published: None,
            first_seen: at(0),
            changed: at(0),
            comments_changed: None,
            looked: Some(at(0)),
            next: next.map(at),
            asks: None,
            stated: Some(held),
            held,
        }
    }

    #[test]
    fn a_page_and_its_comments_are_one_article() {
        let announced = vec![(page("a", Some(3)), 0, true), (comments("a"), 0, true), (comments("b"), 1, false)];
        let items = items(announced);
        assert_eq!(items.len(), 2);
        assert_eq!((items[0].counted, items[0].page.is_some(), items[0].comments.is_some()), (Some(3), true, true));
        assert_eq!((items[1].article.clone(), items[1].page.is_none(), items[1].sheet), (url("b"), true, Some(1)));
        let both: Vec<Ask> = serde_json::from_str(&items[0].asks(false).unwrap()).unwrap();
        let one: Vec<Ask> = serde_json::from_str(&items[0].asks(true).unwrap()).unwrap();
        assert_eq!((both.len(), one.len()), (2, 1));
        let again = Item::from_store(Look { asks: items[0].asks(false), ..look("a", Some(1), 0) }).unwrap();
        assert_eq!((again.page, again.comments), (items[0].page.clone(), items[0].comments.clone()));
    }

    #[test]
    fn a_listing_that_always_counts_more_than_there_are_is_news_once() {
        let looked = Look { stated: Some(2), held: 2, ..look("a", Some(600), 0) };
        let at_first =
            Item { look: Some(looked.clone()), counted: Some(7), page: Some(page("a", Some(7))), ..Item::at(url("a")) };
        assert_eq!(at_first.turn(Looking::Due, at(30)), Turn::Counted(5));
        let again = Item { look: Some(Look { asks: at_first.asks(true), ..looked }), ..at_first };
        assert_eq!(again.turn(Looking::Due, at(30)), Turn::Not);
        assert_eq!(Item { counted: Some(8), ..again }.turn(Looking::Due, at(30)), Turn::Counted(1));
    }

    #[test]
    fn new_articles_come_first_and_then_what_is_worth_most() {
        let with =
            |name: &str, counted, look| Item { look, counted, page: Some(page(name, counted)), ..Item::at(url(name)) };
        let items = || {
            vec![
                with("little", Some(5), Some(look("little", Some(60), 4))),
                with("later", None, Some(look("later", Some(600), 0))),
                with("due", None, Some(look("due", Some(29), 0))),
                with("long-due", None, Some(look("long-due", Some(10), 0))),
                with("much", Some(30), Some(look("much", Some(60), 4))),
                with("new", None, None),
                with("another's", None, Some(Look { own: false, told: true, ..look("another's", Some(1), 0) })),
                with("unnamed", None, Some(Look { own: false, ..look("unnamed", None, 0) })),
            ]
        };
        let names = |looking| -> Vec<String> {
            due(items(), looking, at(30)).iter().map(|item| item.article.path()[1..].to_owned()).collect()
        };
        assert_eq!(names(Looking::Due), ["new", "unnamed", "much", "little", "long-due", "due"]);
        assert_eq!(names(Looking::All).len(), 8);
        assert_eq!(names(Looking::All)[..2], ["little", "later"]);
    }
}
