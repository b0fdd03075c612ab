//! Owns the account of a search for what announces articles: what was asked in turn and did not answer with it, and what
//! the lists hold that were found. Where all comes to nothing, the error says all of it.

use url::Url;

use super::kind::{Listed, ReadError, Reading};

/// So many addresses that were tried are named.
const MOST_NAMED: usize = 6;

/// So many addresses show what a list holds.
const SAMPLE: usize = 3;

/// What was tried, and what was seen.
#[derive(Debug, Default)]
pub(super) struct Search {
    tried: Vec<String>,
    listed: Listed,
    /// A list that shows what is wrong.
    list: Option<Url>,
    /// Whether something was read that announces, or is as it was when it did.
    is_fine: bool,
}

impl Search {
    /// An address did not answer with what it should, and others are asked in its place.
    pub(super) fn tried(&mut self, url: &Url, why: &str) {
        // What an error says of its address first, is said here already.
        let why = why.strip_prefix(url.as_str()).map_or(why, |rest| rest.trim_start_matches(": "));
        self.tried.push(format!("{url} ({why})"));
    }

    /// A page that announces is as it was.
    pub(super) fn is_as_it_was(&mut self) {
        self.is_fine = true;
    }

    /// A page was read.
    pub(super) fn read(&mut self, url: &Url, reading: &Reading) {
        if let Some(why) = &reading.refused {
            self.tried(url, why);
        }
        if let Some(listed) = &reading.listed {
            self.listed.pages += listed.pages;
            self.listed.likely += listed.likely;
            if listed.likely == 0 {
                self.list.get_or_insert_with(|| url.clone());
            }
            let room = SAMPLE.saturating_sub(self.listed.sample.len());
            self.listed.sample.extend(listed.sample.iter().take(room).cloned());
        } else {
            self.is_fine |= !reading.articles.is_empty();
        }
    }

    /// The error at the end of a search, with all that was asked before.
    pub(super) fn in_vain(&self, error: anyhow::Error, cure: &str) -> anyhow::Error {
        if self.tried.is_empty() {
            return error;
        }
        let named = self.tried.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = self.tried.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let cure = if cure.is_empty() { String::new() } else { format!("{cure}; ") };
        error.context(format!("{cure}asked in turn: {named}{more}, and at last"))
    }

    /// Fails where lists were read and nothing on them can be an article.
    pub(super) fn conclude(&self, cure: &str) -> anyhow::Result<()> {
        let Listed { pages, likely, sample } = &self.listed;
        let Some(list) = self.list.as_ref().filter(|_| !self.is_fine && *pages > 0 && *likely == 0) else {
            return Ok(());
        };
        let sample = sample.iter().map(Url::as_str).collect::<Vec<_>>().join(", ");
        let says = match pages {
            1 => format!("the one page that is listed does not look like an article: {sample}"),
            _ => format!("none of the {pages} pages that are listed looks like an article, such as {sample}"),
        };
        Err(anyhow::Error::new(ReadError::Nothing(format!(": {says}; {cure}"))).context(list.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Url {
        format!("https://news.example/{path}").parse().expect("an address")
    }

    #[test]
    fn a_search_in_vain_tells_each_answer() {
        let mut search = Search::default();
        let last = || anyhow::anyhow!("it answered 404").context(url("feed/"));
        assert_eq!(format!("{:#}", search.in_vain(last(), "x")), "https://news.example/feed/: it answered 404");
        search.tried(&url("wp-json/"), "https://news.example/wp-json/: it answered 401");
        let said = format!("{:#}", search.in_vain(last(), "both are closed"));
        let wanted = "both are closed; asked in turn: https://news.example/wp-json/ (it answered 401), and at last: \
                      https://news.example/feed/: it answered 404";
        assert_eq!(said, wanted);
        for n in 0..9 {
            search.tried(&url(&n.to_string()), "nothing");
        }
        assert!(format!("{:#}", search.in_vain(last(), "")).contains(" and 4 more, and at last: "));
    }

    #[test]
    fn lists_without_anything_likely_are_a_fault_unless_something_else_announces() {
        let list = |pages, likely| Reading {
            listed: Some(Listed { pages, likely, sample: vec![url("about"), url("contact")] }),
            ..Reading::default()
        };
        let told = |readings: &[Reading], same: bool| {
            let mut search = Search::default();
            for reading in readings {
                search.read(&url("map.xml"), reading);
            }
            if same {
                search.is_as_it_was();
            }
            search.conclude("look elsewhere").map_err(|error| format!("{error:#}")).err()
        };
        let said = told(&[list(7, 0), list(5, 0)], false).expect("a fault");
        assert!(said.contains("map.xml") && said.contains("none of the 12 pages") && said.contains("/about"), "{said}");
        assert!(said.ends_with("look elsewhere"), "{said}");
        assert!(told(&[list(1, 0)], false).is_some_and(|said| said.contains("the one page")));
        for (readings, same) in [(vec![list(7, 0), list(5, 1)], false), (vec![list(7, 0)], true), (vec![], false)] {
            assert_eq!(told(&readings, same), None);
        }
    }
}
