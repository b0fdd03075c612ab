//! Owns what an error says of the source as a whole.

use url::Url;

use super::super::kind::ReadError;
use super::super::wall::{self, Walled};
use crate::domain::{Sample, SourceState};
use crate::net::NetError;

/// Why a round failed, as far as the state of its source goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The state it speaks of; [`SourceState::Empty`] where nothing was announced, rightly or not.
    pub state: SourceState,
    /// What happened, with its address.
    pub words: String,
    /// What shows it.
    pub sample: Sample,
    /// It is the robots.txt that could not be had.
    pub no_robots: bool,
}

impl Failure {
    /// Reads an error of a round: `announcing` where the listing or the feed itself failed.
    pub fn of(error: &anyhow::Error, announcing: bool) -> Self {
        let url = error.downcast_ref::<Url>().cloned();
        let mut sample = Sample { url: url.as_ref().map(Url::to_string).unwrap_or_default(), text: String::new() };
        let mut words = format!("{error:#}");
        let state = if let Some(walled) = walled(error, url.as_ref()) {
            // A refusal says by its number less than by what came with it.
            let by = error.downcast_ref::<NetError>().map_or_else(String::new, |refusal| format!("; {refusal}"));
            words = format!("{} ({}{by})", walled.wall, sample.url);
            sample.text = walled.words;
            walled.wall.state()
        } else if let Some(error) = error.downcast_ref::<NetError>() {
            of_net(error, announcing)
        } else {
            match error.downcast_ref::<ReadError>() {
                Some(ReadError::Nothing(_) | ReadError::Bare) if announcing => SourceState::Empty,
                Some(ReadError::Missing { .. }) if !announcing => SourceState::Degraded,
                _ => SourceState::Failing,
            }
        };
        let no_robots = matches!(error.downcast_ref(), Some(NetError::NoRobots { .. }));
        Self { state, words, sample, no_robots }
    }
}

/// The wall an error speaks of: a page's, or one that came with a refusal.
pub fn walled(error: &anyhow::Error, url: Option<&Url>) -> Option<Walled> {
    if let Some(walled) = error.downcast_ref::<Walled>() {
        return Some(walled.clone());
    }
    match (error.downcast_ref::<NetError>(), url) {
        (Some(NetError::Status { code, body, .. }), Some(url)) if !body.is_empty() => {
            wall::refuse(*code, url, url, None, body).err()
        }
        _ => None,
    }
}

fn of_net(error: &NetError, announcing: bool) -> SourceState {
    match error {
        NetError::Robots { .. } => SourceState::Disallowed,
        NetError::Status { code: 410, .. } if announcing => SourceState::Gone,
        NetError::Held { .. } | NetError::Status { code: 429 | 503, left_alone: Some(_), .. } => SourceState::Held,
        _ => SourceState::Failing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn each_error_speaks_of_a_state() {
        let status = |code, left_alone, body: &str| NetError::Status { code, left_alone, body: body.into() };
        let host = || "paper.example".to_owned();
        let cases = [
            (status(500, None, ""), true, SourceState::Failing),
            (status(410, None, ""), true, SourceState::Gone),
            (status(410, None, ""), false, SourceState::Failing),
            (status(429, Some(Duration::from_secs(9)), ""), true, SourceState::Held),
            (status(429, None, ""), true, SourceState::Failing),
            (status(403, None, "<title>Just a moment...</title><script src=/cdn-cgi/x>"), true, SourceState::BotWall),
            (status(403, None, "<title>Members only</title><input type=password>"), true, SourceState::Login),
            (NetError::Robots { host: host(), rule: "Disallow: /".into() }, true, SourceState::Disallowed),
            (
                NetError::NoRobots {
                    host: host(),
                    why: "the server answered 500".into(),
                    again: chrono::DateTime::UNIX_EPOCH,
                },
                true,
                SourceState::Failing,
            ),
            (
                NetError::Held { host: host(), until: chrono::DateTime::UNIX_EPOCH, why: "it said so".into() },
                true,
                SourceState::Held,
            ),
            (NetError::Cut(3), true, SourceState::Failing),
        ];
        for (error, announcing, state) in cases {
            let shown = error.to_string();
            let url: Url = "https://paper.example/news".parse().unwrap();
            let error = anyhow::Error::new(error).context(url);
            let failure = Failure::of(&error, announcing);
            assert_eq!(failure.state, state, "{shown}");
            assert!(failure.words.contains("https://paper.example/news") && failure.words.contains(&shown));
            let by_name = matches!(state, SourceState::BotWall | SourceState::Login);
            assert_eq!(failure.words.contains("stands in front of the page"), by_name, "{}", failure.words);
            assert_eq!(failure.sample.url, "https://paper.example/news");
        }
        let missing = |what| anyhow::Error::new(ReadError::Missing { what, hint: String::new() });
        assert_eq!(Failure::of(&missing("body"), false).state, SourceState::Degraded);
        assert_eq!(Failure::of(&missing("body").context("not one of 3"), false).state, SourceState::Degraded);
        let nothing = anyhow::Error::new(ReadError::Nothing(String::new()));
        assert_eq!(Failure::of(&nothing, true).state, SourceState::Empty);
    }
}
