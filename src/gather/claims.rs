//! Owns which article each address stands for in one round. A template's mistake gives many pages one canonical address:
//! they stay articles of their own.

use std::collections::HashMap;

use url::Url;

use super::clean;
use super::kind::{Ask, Role};
use crate::domain::FoundArticle;

/// What is known so far of the addresses of one round: the headline under each, where it is known.
#[derive(Debug, Default)]
pub(super) struct Claims {
    titles: HashMap<Url, Option<String>>,
}

impl Claims {
    /// The articles that were announced: each has its own address first.
    pub(super) fn announced<'a>(asks: impl IntoIterator<Item = &'a Ask>) -> Self {
        let claims = asks.into_iter().map(|ask| (own_address(ask), hinted(ask).map(str::to_owned)));
        Self { titles: claims.collect() }
    }

    /// Notes that an article stands under an address.
    pub(super) fn take(&mut self, url: &Url, title: &str) {
        self.titles.insert(url.clone(), Some(title.to_owned()));
    }

    /// The addresses that stand for articles of their own in this round.
    pub(super) fn addresses(&self) -> Vec<Url> {
        self.titles.keys().cloned().collect()
    }

    /// Whether the page names the address of another article. `held` is the headline that is stored under that address,
    /// where it is stored as another one. A page with the same headline is the same article at a second address.
    pub(super) fn refuses(&self, ask: &Ask, found: &FoundArticle, held: Option<&str>) -> bool {
        let is_same = |title: &str| {
            let named = [Some(found.title.as_str()), hinted(ask)];
            named.into_iter().flatten().any(|own| folded(own) == folded(title))
        };
        let claimed = self.titles.get(&found.url).map(|title| title.as_deref().is_some_and(is_same));
        found.url != own_address(ask) && (claimed == Some(false) || held.is_some_and(|title| !is_same(title)))
    }
}

/// Gives a page back the address it was announced under.
pub(super) fn give_back(ask: &Ask, found: &mut FoundArticle) {
    let own = own_address(ask);
    let claimed = std::mem::replace(&mut found.url, own);
    found.seen_at.retain(|other| *other != claimed && *other != found.url);
}

fn own_address(ask: &Ask) -> Url {
    let mut url = ask.url.clone();
    url.set_fragment(None);
    clean::without_trackers(url)
}

fn hinted(ask: &Ask) -> Option<&str> {
    match &ask.role {
        Role::Article { hint } => hint.title.as_deref(),
        _ => None,
    }
}

fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::kind::Hint;
    use super::*;

    fn ask(address: &str, title: Option<&str>) -> Ask {
        let hint = Hint { title: title.map(str::to_owned), ..Hint::default() };
        Ask { url: address.parse().unwrap(), role: Role::Article { hint } }
    }

    #[test]
    fn an_address_stands_for_one_article() {
        let asks = [ask("https://a.example/1", Some("One")), ask("https://a.example/2", None)];
        let mut claims = Claims::announced(&asks);
        let found = |address: &str, title: &str| FoundArticle::new(address.parse().unwrap(), title.to_owned());
        let refuses = |claims: &Claims, ask: &Ask, address, title| claims.refuses(ask, &found(address, title), None);
        assert!(!refuses(&claims, &asks[0], "https://a.example/1", "One"), "its own");
        assert!(!refuses(&claims, &asks[0], "https://a.example/other", "One"), "nobody's");
        assert!(refuses(&claims, &asks[1], "https://a.example/1", "Two"), "announced for another");
        assert!(!refuses(&claims, &asks[1], "https://a.example/1", "ONE "), "the same article twice");
        claims.take(&"https://a.example/other".parse().unwrap(), "One");
        assert!(refuses(&claims, &asks[1], "https://a.example/other", "Two"), "taken before");
        assert!(claims.refuses(&asks[1], &found("https://a.example/old", "Two"), Some("Three")), "held as another");
        let mut given = found("https://a.example/other", "Two");
        given.seen_at = ["https://a.example/2", "https://a.example/other"].map(|url| url.parse().unwrap()).to_vec();
        give_back(&asks[1], &mut given);
        assert_eq!((given.url.as_str(), given.seen_at.len()), ("https://a.example/2", 0));
    }
}
