//! Owns the room in which the flows from outside are tried: a workspace whose sources are a test's own, the newsroom as
//! a site over HTTP, and what the store holds after a round.

use chrono::{DateTime, Utc};
use postround::domain::{Article, Comment};
use postround::store::{ArticleFilter, Store};
use serde_json::Value;

use crate::harness::folder::{Output, Workspace};
use crate::harness::site::Site;
use crate::harness::source::files_below;
use crate::harness::{newsroom, root};

/// The address the newsroom's pages give themselves.
pub(crate) const PUBLIC: &str = "https://newsroom.example/";

/// A time after everything in the newsroom; the rounds of a test are at it or after it.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

const CONFIG: &str = r#"
[publication]
title = "The Round, gathered"
description = "News for general practice"
url = "http://127.0.0.1:8080/"
language = "en-GB"
contact = "editor@example.org"
zone = "Europe/London"

[store]
url = "@store@"

[gather]
schedule = "every 15m"
pause = "0s"
@limits@

@sources@

[publish]
folder = "@folder@/public"
@publish@

[[feed]]
name = "all"
title = "Everything & more"

[[feed]]
name = "funding"
title = "Funding"
topics = ["Funding"]

[[feed]]
name = "comments"
title = "Comments worth reading"
kind = "comments"

[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "30 6 * * *"

[[digest]]
name = "weekly"
title = "The Weekly Round"
schedule = "0 7 * * 6"

[mail]
from = "The Round <round@example.org>"
transport = "file"

[mail.file]
folder = "@folder@/outbox"

[web]
listen = "@listen@"
@web@
"#;

/// What a test's config says that is its own.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) sources: String,
    pub(crate) limits: String,
    pub(crate) store: String,
    pub(crate) listen: String,
    pub(crate) web: String,
    pub(crate) publish: String,
}

impl Settings {
    pub(crate) fn of(sources: &str) -> Self {
        Self {
            sources: sources.to_owned(),
            limits: "timeout = \"10s\"\nmax_size = \"1 MB\"".to_owned(),
            store: "sqlite:postround.db".to_owned(),
            listen: "127.0.0.1:0".to_owned(),
            web: String::new(),
            // Where a test is not about them, automatic feeds are only more to write.
            publish: "topics = false\nsources = false".to_owned(),
        }
    }

    /// The same with these lines under `[gather]`.
    pub(crate) fn limits(mut self, limits: &str) -> Self {
        limits.clone_into(&mut self.limits);
        self
    }
}

/// A workspace with a config, and its store.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) workspace: Workspace,
    settings: Settings,
}

/// An article and the comments under it, as the store holds them.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) article: Article,
    pub(crate) comments: Vec<Comment>,
}

impl Room {
    pub(crate) fn new(sources: &str) -> Self {
        Self::with(Settings::of(sources))
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let room = Self { workspace: Workspace::new("", &[]), settings };
        room.write();
        room
    }

    /// Writes the config with other sources.
    pub(crate) fn sources(&mut self, sources: &str) {
        sources.clone_into(&mut self.settings.sources);
        self.write();
    }

    /// Writes the config with other lines under `[gather]`.
    pub(crate) fn limits(&mut self, limits: &str) {
        limits.clone_into(&mut self.settings.limits);
        self.write();
    }

    /// Writes the config with other lines under `[publish]`.
    pub(crate) fn publish(&mut self, publish: &str) {
        publish.clone_into(&mut self.settings.publish);
        self.write();
    }

    fn write(&self) {
        let said = &self.settings;
        let values = [
            ("store", said.store.as_str()),
            ("limits", &said.limits),
            ("sources", &said.sources),
            ("listen", &said.listen),
            ("web", &said.web),
            ("publish", &said.publish),
        ];
        self.workspace.configure(CONFIG, &values);
    }

    /// One full round at [`NOW`]; what it says of its first source.
    #[track_caller]
    pub(crate) fn round(&self) -> Value {
        self.round_at(NOW)
    }

    /// One full round at `now`; what it says of its first source.
    #[track_caller]
    pub(crate) fn round_at(&self, now: &str) -> Value {
        let output = self.workspace.run(&["once", "--json", "--now", now]);
        summary(&output)["gathered"][0].clone()
    }

    /// The same, looking at all that is announced, whatever the schedule says.
    #[track_caller]
    pub(crate) fn round_of_all_at(&self, now: &str) -> Value {
        let output = self.workspace.run(&["once", "--all", "--json", "--now", now]);
        summary(&output)["gathered"][0].clone()
    }

    pub(crate) async fn store(&self) -> Store {
        let url: postround::store::options::StoreUrl = self.settings.store.parse().unwrap();
        Store::open(&url.within(&self.workspace.path(""))).await.unwrap()
    }

    /// Everything held, by address.
    pub(crate) async fn held(&self) -> Vec<Held> {
        let store = self.store().await;
        let mut held = Vec::new();
        for article in store.articles_latest(&ArticleFilter::default(), 10_000).await.unwrap() {
            let comments = store.comments_under(article.id).await.unwrap();
            held.push(Held { article, comments });
        }
        store.close().await;
        held.sort_by(|a, b| a.article.said.url.cmp(&b.article.said.url));
        held
    }

    /// The one article whose address ends so.
    pub(crate) async fn article(&self, ending: &str) -> Held {
        let mut found: Vec<Held> = self.held().await;
        found.retain(|held| held.article.said.url.path().ends_with(ending));
        assert_eq!(found.len(), 1, "articles ending in {ending}");
        found.remove(0)
    }

    /// Every published document with its bytes, the compressed copies and the manifest too; without what the folder
    /// remembers for itself.
    pub(crate) fn published(&self) -> Vec<(String, Vec<u8>)> {
        let folder = self.workspace.path("public");
        let name = |file: &std::path::Path| file.strip_prefix(&folder).unwrap().display().to_string();
        let files = self.workspace.files("public").into_iter();
        let files = files.filter(|file| !file.ends_with(".postround-state.json"));
        files.map(|file| (name(&file), std::fs::read(&file).unwrap())).collect()
    }

    /// One published JSON feed.
    pub(crate) fn json(&self, feed: &str) -> Value {
        serde_json::from_str(&self.workspace.read(&format!("public/feeds/{feed}.json"))).unwrap()
    }
}

/// What `once --json` printed.
#[track_caller]
pub(crate) fn summary(output: &Output) -> Value {
    serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}; stdout:\n{}\nstderr:\n{}", output.stdout, output.stderr))
}

/// The selectors of the shipped config.
pub(crate) fn selectors() -> String {
    let config = std::fs::read_to_string(root().join("config.toml")).unwrap();
    let rules = config.split_once("[source.links]").expect("the shipped config has selectors").1;
    format!("[source.links]{}", rules.split_once("\n# [[source]]").expect("a commented source follows").0)
}

/// A source of the kind `directory`: the newsroom's folder.
pub(crate) fn from_folder(rules: &str) -> String {
    let folder = newsroom().display().to_string();
    format!(
        "[[source]]\nname = \"newsroom\"\ntitle = \"The Round\"\nkind = \"directory\"\npath = \"{folder}\"\n\
         url = \"{PUBLIC}\"\nlisting = [\"index.html\"]\n{rules}\n"
    )
}

/// A source of the kind `page`: a site on this machine.
pub(crate) fn over_http(site: &Site, rules: &str) -> String {
    format!(
        "[[source]]\nname = \"newsroom\"\ntitle = \"The Round\"\nkind = \"page\"\nurl = \"{}\"\n\
         listing = [\"index.html\"]\nallow_private = true\n{rules}\n",
        site.url("/")
    )
}

/// The newsroom on a port of its own, whose pages call themselves by that address.
pub(crate) fn newsroom_site() -> Site {
    let site = Site::of(&newsroom());
    let here = site.url("/");
    for file in files_below(&newsroom()).into_iter().filter(|file| file.extension().is_some_and(|end| end == "html")) {
        let path = file.strip_prefix(newsroom()).unwrap().display().to_string();
        site.write(&path, site.read(&path).replace(PUBLIC, &here));
    }
    site
}

/// A small site of three articles, the second with two comments; quick to gather.
pub(crate) fn small_site() -> Site {
    let site = Site::empty();
    let link =
        |n: u32| format!("<article><h2><a href=\"news/story-{n}.html\">The story of surgery {n}</a></h2></article>");
    site.write("index.html", page("News", &(1..=3).map(link).collect::<String>()));
    for n in 1..=3 {
        site.write(&format!("news/story-{n}.html"), story(n, if n == 2 { &["First", "Second"] } else { &[] }));
    }
    site
}

/// The rules of [`small_site`].
pub(crate) const SMALL_RULES: &str = r#"
[source.links]
article = "h2 a"
[source.article]
title = "h1"
body = "div.body"
[source.comments]
item = "ul.comments > li"
author = "b"
text = "p"
stated = "h2.count"
next = "a.next"
"#;

/// A page of the small site.
pub(crate) fn page(title: &str, main: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title></head><body><main>{main}</main></body></html>"
    )
}

/// An article page of the small site with these comments.
pub(crate) fn story(n: u32, comments: &[&str]) -> String {
    let words = format!(
        "<p>Surgery {n} has opened its doors on a Saturday for the first time in eleven years, and patients came.</p>\
         <p>The partners of surgery {n} say that they will look at the figures again before the spring is out.</p>"
    );
    page(
        &format!("The story of surgery {n}"),
        &format!(
            "<article><h1>The story of surgery {n}</h1><div class=\"body\">{words}</div></article>{}",
            thread(comments)
        ),
    )
}

fn thread(comments: &[&str]) -> String {
    let item =
        |words: &&str| format!("<li><b>Dr {words}</b><p>{words} of all, we read this with great interest.</p></li>");
    let items: String = comments.iter().map(item).collect();
    format!("<h2 class=\"count\">Comments ({})</h2><ul class=\"comments\">{items}</ul>", comments.len())
}

/// A time for people who compare.
/// Whether it happened in a round that began at `now`: its clock runs on.
pub(crate) fn in_round_at(moment: DateTime<Utc>, now: &str) -> bool {
    (0..60).contains(&(moment - time(now)).num_seconds())
}

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
