//! Owns the post office of these tests: a small site of our own words, a configuration that mails it to the test
//! server, and questions asked of the store behind the program's back.

use std::fmt::Write as _;

use postround::store::Store;
use postround::store::options::StoreUrl;
use serde_json::Value;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::harness::folder::{Output, Workspace};
use crate::harness::smtp::Sink;

/// A Monday in winter, half past seven in London.
pub(super) const MONDAY: &str = "2026-02-02T07:30:00Z";

/// The configuration, but for digests, sources and the way out.
pub(crate) const HEAD: &str = r#"
[publication]
title = "The Round"
url = "https://round.example.org/"
contact = "editor@round.example.org"
zone = "Europe/London"

[store]
url = "@store@"

[gather]
pause = "0s"

[rank]
min_comments = 1

[publish]
folder = "public"

[[feed]]
name = "all"
title = "Everything"

[[source]]
name = "site"
title = "The Site"
kind = "directory"
path = "site"
url = "https://site.example.org/"
listing = ["index.html"]
[source.links]
article = "h2 a"
[source.article]
title = "h1"
lead = "p.lead"
published = "time.published"
body = "div.body"
[source.comments]
item = "ul.comments > li"
author = ".author"
time = "time"
text = ".text"
"#;

/// One digest at half past six every day.
pub(crate) const DAILY: &str = r#"
[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "30 6 * * *"
"#;

/// Mail over SMTP to the test server.
pub(crate) const SMTP: &str = r#"
[mail]
from = "The Round <round@mail.example.org>"
transport = "smtp"
connections = 4
@mail@
[mail.smtp]
host = "@host@"
port = @port@
security = "@security@"
timeout = "5s"
@smtp@
"#;

/// An article of the site.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) body: String,
    /// Author and words.
    pub(crate) comments: Vec<(String, String)>,
}

impl Piece {
    /// A plain one.
    pub(crate) fn plain(number: usize) -> Self {
        let said = [
            ("A Partner", "We tried this in our practice last year and the waiting list fell by a third within weeks."),
            ("Nurse Ogden", "The clinic on Tuesdays works because the receptionists run it, not because of the money."),
            ("Anonymous", "Has anybody counted the appointments lost while the new system was being set up?"),
        ];
        Self {
            slug: format!("piece-{number}"),
            title: format!("Report number {number} on the waiting lists of village surgeries"),
            body: format!(
                "Surgeries told the board that list {number} had grown again, and asked for two more nurses."
            ),
            comments: said
                .iter()
                .map(|(author, words)| ((*author).to_owned(), format!("{words} ({number})")))
                .collect(),
        }
    }
}

/// Puts characters into a page so that a browser would read them back as they are.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '"' | '\r' | '\n' => write!(out, "&#{};", u32::from(c)).unwrap(),
            c => out.push(c),
        }
    }
    out
}

/// Writes the site into the workspace.
pub(crate) fn write_site(workspace: &Workspace, pieces: &[Piece]) {
    let mut listing = String::from("<!doctype html><html lang=en><title>The Site</title><main>");
    for piece in pieces {
        let (slug, title) = (&piece.slug, escaped(&piece.title));
        write!(listing, "<h2><a href=\"news/{slug}.html\">{title}</a></h2>").unwrap();
        let mut page = format!(
            "<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><p class=lead>{body}</p>\
             <time class=published datetime=\"2026-01-30T09:00:00Z\">30 January</time><div class=body><p>{body}</p>\
             <p>{body}</p></div><ul class=comments>",
            body = escaped(&piece.body)
        );
        for (position, (author, words)) in piece.comments.iter().enumerate() {
            write!(
                page,
                "<li><b class=author>{}</b><time datetime=\"2026-01-30T1{position}:00:00Z\"></time>\
                 <div class=text><p>{}</p></div></li>",
                escaped(author),
                escaped(words)
            )
            .unwrap();
        }
        page.push_str("</ul>");
        workspace.write(&format!("site/news/{slug}.html"), page);
    }
    workspace.write("site/index.html", listing);
}

/// What varies between the offices of the tests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan<'a> {
    /// The store; nothing is a SQLite file in the workspace.
    pub(super) store: &'a str,
    pub(super) digests: &'a str,
    /// More lines of `[mail]`.
    pub(super) mail: &'a str,
    /// More lines of `[mail.smtp]`.
    pub(super) smtp: &'a str,
    pub(super) security: &'a str,
    pub(super) subscribers: usize,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self { store: "sqlite:postround.db", digests: DAILY, mail: "", smtp: "", security: "none", subscribers: 3 }
    }
}

/// A workspace, its subscribers and the server its mail goes to.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) workspace: Workspace,
    pub(super) sink: Sink,
}

impl Office {
    /// With three plain articles and so many subscribers, imported from a file.
    pub(super) fn open(plan: Plan<'_>) -> Self {
        Self::with(plan, Sink::start())
    }

    pub(super) fn with(plan: Plan<'_>, sink: Sink) -> Self {
        let template = format!("{HEAD}{}{SMTP}", plan.digests);
        let port = sink.port().to_string();
        let host = sink.host();
        let values = [
            ("store", plan.store),
            ("mail", plan.mail),
            ("smtp", plan.smtp),
            ("security", plan.security),
            ("host", &host),
            ("port", &port),
        ];
        let workspace = Workspace::new(&template, &values);
        write_site(&workspace, &[Piece::plain(1), Piece::plain(2), Piece::plain(3)]);
        subscribe(&workspace, plan.subscribers);
        Self { workspace, sink }
    }

    /// A round at `now`.
    pub(super) fn once(&self, now: &str) -> Output {
        self.workspace.run(&["once", "--now", now])
    }

    /// Takes `from` out of the configuration and puts `to` there.
    pub(super) fn reconfigure(&self, from: &str, to: &str) {
        let config = self.workspace.read("config.toml");
        assert!(config.contains(from), "the configuration has no {from:?}");
        self.workspace.write("config.toml", config.replace(from, to));
    }

    /// The state and the last reply of one recipient's delivery, and its attempts.
    pub(super) fn delivery(&self, address: &str) -> (String, String, i64) {
        let sql = format!(
            "SELECT d.state, d.reply, d.attempts FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id \
             WHERE s.address = '{address}' ORDER BY d.id DESC LIMIT 1"
        );
        let row = self.ask(&sql);
        (row.get(0), row.get(1), row.get(2))
    }

    /// The unsubscribe token of a subscriber.
    pub(super) fn token(&self, address: &str) -> String {
        let sql = format!(
            "SELECT p.token FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id \
             WHERE s.address = '{address}'"
        );
        self.ask(&sql).get(0)
    }

    /// Ends a subscription as a click on the unsubscribe page does.
    pub(super) fn leave(&self, address: &str) {
        let (token, file) = (self.token(address), self.workspace.path("postround.db"));
        block_on(async move {
            let url: StoreUrl = format!("sqlite:{}", file.display()).parse().unwrap();
            let store = Store::open(&url).await.unwrap();
            assert!(store.leave(&token, chrono::Utc::now()).await.unwrap().is_some());
            store.close().await;
        });
    }

    /// One row of the SQLite store.
    fn ask(&self, sql: &str) -> sqlx::sqlite::SqliteRow {
        let file = self.workspace.path("postround.db");
        block_on(async move {
            let mut store = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut store).await.unwrap()
        })
    }

    /// `status --json`.
    pub(super) fn status(&self) -> Value {
        status(&self.workspace)
    }

    /// What one recipient was sent, by Message-ID.
    pub(super) fn message_ids(&self, address: &str) -> Vec<String> {
        self.sink.taken_for(address).iter().map(|taken| taken.header("Message-ID").unwrap()).collect()
    }
}

/// Imports subscribers called `s000@reader.example` and so on.
pub(crate) fn subscribe(workspace: &Workspace, number: usize) {
    let mut people = String::from("email,name\n");
    for one in 0..number {
        writeln!(people, "{},Reader {one}", reader(one)).unwrap();
    }
    workspace.write("people.csv", people);
    workspace.run(&["subscribers", "import", "people.csv"]).expect_code(0);
}

/// The address of a subscriber.
pub(crate) fn reader(number: usize) -> String {
    format!("s{number:03}@reader.example")
}

pub(crate) fn status(workspace: &Workspace) -> Value {
    let told = workspace.run(&["status", "--json"]).expect_code(0);
    serde_json::from_str(&told.stdout).unwrap()
}

/// The balance of each edition that went out, by digest and date.
pub(crate) fn balances(status: &Value) -> Vec<(String, Value)> {
    let editions = status["editions"].as_array().unwrap().iter().filter(|edition| edition["state"] == "frozen");
    editions
        .map(|edition| (format!("{} {}", text(&edition["digest"]), text(&edition["date"])), edition["balance"].clone()))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Runs a future where no runtime is.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime needs nothing but file handles").block_on(future)
}
