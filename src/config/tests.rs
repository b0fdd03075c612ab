//! The whole file: the shipped one, broken ones, and any text at all.

use std::time::Duration;

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::deliver::options::{Security, Transport};
use crate::gather::options::{Follow, KindOptions};

mod apis;
mod broken;

const SMALL: &str = r#"
[publication]
title = "The Round"
url = "https://round.example.org/news"
contact = "editor@example.org"
zone = "Europe/London"

[[source]]
name = "paper"
title = "The Paper"
kind = "page"
url = "https://paper.example/"
"#;

fn shipped() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")).expect("the shipped file")
}

fn parse(text: &str) -> Result<Config, Problems> {
    Config::parse(text, Path::new("config.toml"), &|_| None)
}

fn parsed(text: &str) -> Config {
    parse(text).unwrap_or_else(|problems| panic!("{problems}"))
}

fn problems(text: &str) -> Vec<Problem> {
    match parse(text) {
        Ok(_) => panic!("no problem was found in {text}"),
        Err(Problems(problems)) => problems,
    }
}

#[test]
fn the_shipped_file_has_no_problem() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    let config = Config::load(&path, &|_| None).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(config.folder, Path::new(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(config.publication.url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.store_url, StoreUrl::Sqlite(config.folder.join("var/postround.db")));
    assert_eq!(config.gather_schedule.to_string(), "every 15m");
    assert_eq!((config.net.max_size, config.net.timeout), (8_000_000, Duration::from_secs(30)));
    let kept = config.answers.as_ref().expect("answers are kept");
    assert_eq!(
        (kept.folder.as_path(), kept.keep),
        (&*config.folder.join("var/answers"), Duration::from_hours(14 * 24))
    );
    let [source] = &config.sources[..] else { panic!("one source") };
    let KindOptions::Directory { path, rules } = &source.kind else { panic!("a directory") };
    assert_eq!(*path, config.folder.join("examples/newsroom"));
    assert_eq!(rules.listing[0].as_str(), "https://newsroom.example/index.html");
    assert_eq!(rules.article.remove.len(), 3);
    assert!(rules.comments.as_ref().is_some_and(|rules| rules.stated.is_some()));
    assert_eq!((config.publish.feeds.len(), config.publish.ttl), (5, 15));
    assert_eq!(config.publish.entries, 50, "a document that readers poll stays small");
    assert_eq!(config.publish.feeds[1].description, "Articles on Workforce");
    let names: Vec<String> = config.digests.iter().map(|digest| digest.name.to_string()).collect();
    assert_eq!(names, ["daily", "weekly"]);
    assert_eq!(config.digests[1].stale_after, Duration::from_hours(48));
    assert!(matches!(&config.mail.transport, Transport::File { folder } if folder.ends_with("var/outbox")));
    assert_eq!(config.web.listen.to_string(), "127.0.0.1:8080");
}

#[test]
fn what_other_editors_save_is_read_as_well() {
    let text = format!("\u{feff}{}", shipped().replace('\n', "\r\n"));
    assert_eq!(parsed(&text).sources.len(), 1);
    let told = problems(&text.replace("quotes = 3", "quotes = -3"));
    let line = shipped().lines().position(|line| line.starts_with("quotes")).map(|index| index + 1);
    assert_eq!(told[0].line.and_then(|line| usize::try_from(line).ok()), line);
}

/// What the shipped file says in comments must be true as well.
#[test]
fn the_shipped_comments_load_when_they_are_taken_at_their_word() {
    let text: String = shipped()
        .replace("transport = \"file\"", "transport = \"smtp\"")
        .replace("folder = \"my-templates\"", "folder = \"templates\"")
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(code) if code.starts_with('[') || code.contains(" = ") => format!("{code}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = Config::parse(&text, Path::new("config.toml"), &|name| {
        (name == "POSTROUND_SMTP_PASSWORD").then(|| "secret".to_owned())
    });
    let config = config.unwrap_or_else(|problems| panic!("{problems}"));
    let Transport::Smtp(smtp) = &config.mail.transport else { panic!("smtp") };
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.security), ("smtp.example.org", 587, Security::StartTls));
    assert_eq!(smtp.login.as_ref().map(|login| login.password.as_str()), Some("secret"));
}

/// The documentation of this module says that a section that is left out has the shipped values.
#[test]
fn what_is_left_out_is_as_shipped() {
    let (small, shipped) = (parsed(SMALL), parsed(&shipped()));
    assert_eq!(small.folder, Path::new("."));
    assert_eq!(small.store_url, shipped.store_url);
    assert_eq!(small.net, shipped.net);
    assert_eq!(small.answers, shipped.answers.map(|kept| AnswerOptions { folder: "var/answers".into(), ..kept }));
    assert_eq!(small.rank, shipped.rank);
    assert_eq!(small.web, shipped.web);
    assert_eq!(small.gather_schedule.to_string(), shipped.gather_schedule.to_string());
    assert_eq!((small.publish.folder, small.publish.entries), (shipped.publish.folder, shipped.publish.entries));
    assert_eq!(small.mail.connections, shipped.mail.connections);
    assert_eq!(small.mail.uncertain, shipped.mail.uncertain);
    assert!(matches!(&small.mail.transport, Transport::File { folder } if folder == Path::new("var/outbox")));
    assert_eq!(small.mail.from.address.as_str(), "editor@example.org");
    assert_eq!(small.publication.url.as_str(), "https://round.example.org/news/");
    let KindOptions::Page(rules) = &small.sources[0].kind else { panic!("a page") };
    assert_eq!((rules.pages, rules.comment_pages, rules.comments.is_none()), (10, 20, true));
}

#[test]
fn hours_are_the_sources_own_or_those_of_all() {
    let night = SMALL.replace("[[source]]", "[gather]\nhours = \"22:00-06:00\"\nkeep_answers = \"0d\"\n[[source]]");
    let config = parsed(&night);
    assert_eq!(config.sources[0].hours.map(|hours| hours.to_string()).as_deref(), Some("22:00-06:00"));
    assert_eq!(config.answers, None);
    let own = parsed(&format!("{night}\nhours = \"09:00-17:30\""));
    assert_eq!(own.sources[0].hours.map(|hours| hours.to_string()).as_deref(), Some("09:00-17:30"));
    assert_eq!(parsed(SMALL).sources[0].hours, None);
    let told = problems(&format!("{SMALL}\nhours = \"at night\""));
    assert!(told[0].key.ends_with("hours") && told[0].cure.contains("22:00-06:00"), "{}", told[0]);
}

#[test]
fn a_source_may_differ_from_the_rest() {
    let text = format!(
        r#"{SMALL}
        zone = "America/New_York"
        schedule = "0 * * * *"
        allow_private = true

        [[source]]
        name = "wire"
        title = "The Wire"
        kind = "feed"
        url = "https://wire.example/"
        feed = "https://wire.example/rss"
        articles = "pages"
        schedule = "*/5 * * * *"

        [[source]]
        name = "wire2"
        title = "The Second Wire"
        kind = "feed"
        url = "https://wire2.example/rss"
        "#
    );
    let config = parsed(&text);
    let [paper, wire, second] = &config.sources[..] else { panic!("three sources") };
    assert_eq!((paper.zone, paper.schedule.zone()), (Tz::America__New_York, Tz::America__New_York));
    assert!(paper.allow_private && !wire.allow_private);
    assert_eq!(config.publish.ttl, 5);
    let KindOptions::Feed { feed, .. } = &wire.kind else { panic!("a feed") };
    assert_eq!((feed.feed.as_str(), feed.follow, feed.discover), ("https://wire.example/rss", Follow::Pages, false));
    let KindOptions::Feed { feed, .. } = &second.kind else { panic!("a feed") };
    assert_eq!((feed.feed.as_str(), feed.follow), ("https://wire2.example/rss", Follow::Entries));
    assert_eq!((feed.discover, feed.pages, feed.comment_pages), (true, 1, 20));
    assert_eq!(second.schedule.to_string(), "every 15m");
}

#[test]
fn the_environment_goes_first() {
    let text = format!("{SMALL}\n[store]\nurl = \"sqlite:a.db\"");
    let with = |value: &'static str| {
        let environment = move |name: &str| (name == "POSTROUND_STORE_URL").then(|| value.to_owned());
        Config::parse(&text, Path::new("/etc/postround/config.toml"), &environment)
    };
    let store = |value| with(value).map(|config| config.store_url);
    assert_eq!(store(""), Ok(StoreUrl::Sqlite("/etc/postround/a.db".into())));
    assert_eq!(store("postgres://u@h/n"), Ok(StoreUrl::Postgres("postgres://u@h/n".into())));
    let problems = store("postgres://u:hunter2@").expect_err("no host").0;
    assert_eq!((problems[0].key.as_str(), problems[0].line), ("POSTROUND_STORE_URL", None));
    assert!(!problems[0].to_string().contains("hunter2"));
}

#[test]
fn passwords_come_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("secret"), "hunter2 \r\n").expect("a file");
    std::fs::write(folder.path().join("empty"), "\n").expect("a file");
    let with = |file: &str| {
        let smtp = "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"smtp.example.org\"\nuser = \"u\"";
        let text = format!("{SMALL}\n{smtp}\npassword_file = {file:?}");
        Config::parse(&text, &folder.path().join("config.toml"), &|_| None)
    };
    let Transport::Smtp(smtp) = with("secret").expect("a good file").mail.transport else { panic!("smtp") };
    assert_eq!(smtp.login.map(|login| login.password), Some("hunter2 ".to_owned()));
    for (file, what) in [("empty", "is empty"), ("none", "cannot read")] {
        let problems = with(file).expect_err(file).0;
        assert_eq!((problems.len(), problems[0].key.as_str()), (1, "mail.smtp.password_file"));
        assert!(problems[0].what.contains(what), "{}", problems[0]);
    }
}

#[test]
fn the_operators_password_comes_from_the_environment_first() {
    let text = format!("{SMALL}\n[web]\noperator_password = \"of the file\"\n[moderation]\nwords = [\"rubbish\"]");
    let with = |value: &'static str| {
        Config::parse(&text, Path::new("config.toml"), &|name| {
            (name == "POSTROUND_OPERATOR_PASSWORD").then(|| value.to_owned())
        })
    };
    for (value, password) in [("", "of the file"), ("of the environment", "of the environment")] {
        let config = with(value).expect("a good password");
        assert!(config.web.operator.as_ref().is_some_and(|operator| operator.is(password) && !operator.is("")));
        assert_eq!(config.blocks, [(crate::domain::BlockKind::Word, "rubbish".to_owned())]);
        assert!(!format!("{:?}", config.web).contains(password), "a password is never shown");
    }
    let problems = with("short").expect_err("too short").0;
    assert!(problems.len() == 1 && problems[0].what.contains("fewer than 8"), "{}", problems[0]);
    assert_eq!(parsed(SMALL).web.operator, None);
    assert_eq!((parsed(SMALL).web.hide_after_reports, parsed(SMALL).blocks), (3, Vec::new()));
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_with_a_cure() {
    let problems = Config::load(Path::new("nowhere/config.toml"), &|_| None).expect_err("no file").0;
    assert_eq!((problems.len(), problems[0].file.as_str()), (1, "nowhere/config.toml"));
    assert!(problems[0].cure.contains("--config"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    std::fs::write(&path, b"[publication]\ntitle = \"caf\xe9\"\n").expect("a file");
    let problems = Config::load(&path, &|_| None).expect_err("not UTF-8").0;
    assert_eq!((problems.len(), problems[0].line), (1, Some(2)));
}

proptest! {
    #[test]
    fn no_text_panics(text in "(?s).{0,200}|[\\[\\]a-z=\"'.\n 0-9#{}]{0,200}") {
        if let Err(Problems(problems)) = parse(&text) {
            prop_assert!(!problems.is_empty());
        }
    }

    /// Any value of the shipped file is replaced by any other.
    #[test]
    fn no_value_panics(
        line in 0..200_usize,
        value in "\"[^\"\\\\\n]{0,20}\"|[0-9-]{1,22}|true|1\\.5|\\[\\]|\\[1, \"a\"\\]|\\{ a = 1 \\}|1979-05-27|\\[\\[\\{\\}\\]\\]",
    ) {
        let change = |(number, text): (usize, &str)| match text.split_once(" = ") {
            Some((key, _)) if number == line => format!("{key} = {value}\n"),
            _ => format!("{text}\n"),
        };
        let text: String = shipped().lines().enumerate().map(change).collect();
        if let Err(Problems(problems)) = parse(&text) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| !problem.what.is_empty() && !problem.cure.is_empty()));
        }
    }

    /// Any line of the shipped file is lost or doubled.
    #[test]
    fn no_missing_line_panics(line in 0..200_usize, times in 0..3_usize) {
        let change = |(number, text): (usize, &str)| format!("{text}\n").repeat(if number == line { times } else { 1 });
        let text: String = shipped().lines().enumerate().map(change).collect();
        if let Err(Problems(problems)) = parse(&text) {
            prop_assert!(!problems.is_empty());
        }
    }
}
