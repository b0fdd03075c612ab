//! Each mistake an operator can make, one at a time in the shipped file, and many at once.

use super::*;

/// What is changed in the shipped file, and what must be said of it.
struct Case {
    find: &'static str,
    replace: &'static str,
    /// Where it is said: the first line with this text after the change; empty: no line.
    at: &'static str,
    key: &'static str,
    what: &'static str,
    cure: &'static str,
}

/// find => replace @ at: key, what, cure
macro_rules! cases {
    ($($find:literal => $replace:literal @ $at:literal: $key:literal, $what:literal, $cure:literal;)*) => {
        [$(Case { find: $find, replace: $replace, at: $at, key: $key, what: $what, cure: $cure }),*]
    };
}

fn assert_told(cases: &[Case]) {
    for Case { find, replace, at, key, what, cure } in cases {
        let shipped = shipped();
        assert!(shipped.contains(find), "the shipped file has no {find:?}");
        let text = shipped.replacen(find, replace, 1);
        let line = text.lines().position(|line| !at.is_empty() && line.contains(at)).map(|index| index + 1);
        let line = line.and_then(|line| u32::try_from(line).ok());
        let told = problems(&text);
        let listed = Problems(told.clone());
        assert_eq!(told.len(), 1, "{find:?} => {replace:?}: {listed}");
        assert_eq!((told[0].line, told[0].key.as_str()), (line, *key), "{find:?} => {replace:?}: {listed}");
        assert!(told[0].what.contains(what), "{find:?} => {replace:?}: {listed}");
        assert!(told[0].cure.contains(cure), "{find:?} => {replace:?}: {listed}");
    }
}

#[test]
fn in_the_general_sections() {
    assert_told(&cases! {
        "title = \"The Round, gathered\"" => "title = The Round" @ "title = The Round": "", "not TOML", "in quotes";
        "title = \"The Round, gathered\"" => "title = \"A\"\ntitle = \"B\"" @ "\"B\"": "", "stands twice", "keep one";
        "title = \"The Round, gathered\"" => "titel = \"A\"\ntitle = \"B\"" @ "titel": "publication.titel", "no such key", "\"title\"?";
        "title = \"The Round, gathered\"" => "" @ "[publication]": "publication.title", "missing", "add title =";
        "title = \"The Round, gathered\"" => "title = 5" @ "title = 5": "publication.title", "expected a text, found a number", "quotes";
        "title = \"The Round, gathered\"" => "title = \"\"" @ "title = \"\"": "publication.title", "empty", "words";
        "title = \"The Round, gathered\"" => "title = \"a\\nBcc: b\"" @ "Bcc": "publication.title", "line break", "one line";
        "http://127.0.0.1:8080/" => "ftp://x.org/" @ "ftp:": "publication.url", "not an http", "https://";
        "http://127.0.0.1:8080/" => "round.example.org" @ "round.example.org": "publication.url", "not an address", "https://";
        "http://127.0.0.1:8080/" => "https://x.org/?a=b" @ "x.org/?": "publication.url", "\"?\"", "up to there";
        "en-GB" => "english" @ "english": "publication.language", "language tag", "en-GB";
        "contact = \"editor@example.org\"" => "contact = \"editor\"" @ "contact =": "publication.contact", "not an e-mail", "editor@example.org";
        "Europe/London" => "London" @ "\"London\"": "publication.zone", "not a time zone", "\"Europe/London\"?";
        "Europe/London" => "Europe/Lodnon" @ "Lodnon": "publication.zone", "not a time zone", "\"Europe/London\"?";
        "[store]" => "[stroe]" @ "[stroe]": "stroe", "no such key", "\"store\"?";
        "sqlite:var/postround.db" => "mysql:x" @ "mysql": "store.url", "neither", "postgres://";
        "every 15m" => "every now" @ "every now": "gather.schedule", "not a length of time", "15m";
        "every 15m" => "0 0 31 2 *" @ "31 2": "gather.schedule", "never comes", "last day";
        "every 15m" => "61 * * * *" @ "61 *": "gather.schedule", "not a cron line", "every 15m";
        "timeout = \"30s\"" => "timeout = \"30\"" @ "timeout = ": "gather.timeout", "not a length of time", "30s";
        "timeout = \"30s\"" => "timeout = 30" @ "timeout = ": "gather.timeout", "found a number", "quotes";
        "timeout = \"30s\"" => "timeout = \"0s\"" @ "timeout = ": "gather.timeout", "out of range", "\"1s\" to \"10m\"";
        "max_size = \"8 MB\"" => "max_size = \"8 megabytes\"" @ "megabytes": "gather.max_size", "not a size", "8 MB";
        "max_size = \"8 MB\"" => "max_size = \"0 MB\"" @ "0 MB": "gather.max_size", "out of range", "8 MB";
        "max_redirects = 5" => "max_redirects = 0" @ "max_redirects": "gather.max_redirects", "0 is out of range", "from 1 to 20";
        "max_redirects = 5" => "max_redirects = -1" @ "max_redirects": "gather.max_redirects", "-1 is out of range", "from 1 to 20";
        "max_redirects = 5" => "max_redirects = \"5\"" @ "max_redirects": "gather.max_redirects", "found a text", "without quotes";
        "budget = 200" => "budget = 0" @ "budget = 0": "gather.budget", "0 is out of range", "from 1 to 100000";
        "quotes = 3" => "quotes = 3.5" @ "quotes = 3.5": "rank.quotes", "with a fraction", "whole number";
        "excerpt = 400" => "excerpt = 0" @ "excerpt": "rank.excerpt", "out of range", "from 40";
        "cooling_off = \"45m\"" => "cooling_off = 45" @ "cooling_off": "rank.cooling_off", "found a number", "quotes";
        "cooling_off = \"45m\"" => "cooling_off = \"30d\"" @ "cooling_off": "rank.cooling_off", "out of range", "7d";
        "# floor = 15" => "floor = 0.15" @ "floor = 0.15": "rank.floor", "with a fraction", "whole number";
        "# [rank.weights]" => "[rank.weights]\nanswers = 3" @ "answers = 3": "rank.weights.answers", "no such key", "known here";
        "# [rank.guards]" => "[rank.guards]\nabuse = 101" @ "abuse = 101": "rank.guards.abuse", "101 is out of range", "from 0 to 100";
        "[rank]" => "[[rank]]" @ "[[rank]]": "rank", "expected a table, found a list", "header";
        "listen = \"127.0.0.1:8080\"" => "listen = \"localhost:80\"" @ "localhost:80": "web.listen", "IP address", "127.0.0.1:80";
        "# [templates]" => "[templates]" @ "[templates]": "templates.folder", "missing", "my-templates";
    });
}

#[test]
fn in_sources() {
    assert_told(&cases! {
        "kind = \"directory\"" => "kind = \"dir\"" @ "kind = \"dir\"": "source[0].kind", "not known", "write \"page\", \"directory\", \"feed\"";
        "kind = \"directory\"" => "kind = \"page\"" @ "path = ": "source[0].path", "only a source of kind \"directory\"", "directory";
        "path = \"examples/newsroom\"" => "" @ "[[source]]": "source[0].path", "missing", "add path";
        "url = \"https://newsroom.example/\"" => "url = \"newsroom\"" @ "url = \"newsroom\"": "source[0].url", "not an address", "https://";
        "listing = [\"index.html\"]" => "listing = \"index.html\"" @ "listing": "source[0].listing", "expected a list, found a text", "brackets";
        "listing = [\"index.html\"]" => "listing = [\"a\",\n\"https://x.org/\"]" @ "x.org": "source[0].listing[1]", "outside the site", "relative to";
        "listing = [\"index.html\"]" => "listing = [\"mailto:a@b.org\"]" @ "mailto:": "source[0].listing[0]", "not an http", "https://";
        "listing = [\"index.html\"]" => "listing = [\"a\", 5]" @ "listing": "source[0].listing[1]", "found a number", "quotes";
        "pages = 10" => "pages = 0" @ "pages = 0": "source[0].pages", "out of range", "from 1";
        "pages = 10" => "newer_than = \"2d\"" @ "newer_than = ": "source[0].newer_than", "only a source of kind \"sitemap\"", "take it out";
        "pages = 10" => "feed = \"https://x.org/\"" @ "feed = ": "source[0].feed", "only a source of kind \"feed\"", "take it out";
        "pages = 10" => "zone = \"Paris\"" @ "zone = \"Paris\"": "source[0].zone", "not a time zone", "Europe/Paris";
        "pages = 10" => "schedule = \"daily\"" @ "schedule = \"daily\"": "source[0].schedule", "five fields", "every 15m";
        "pages = 10" => "allow_private = \"no\"" @ "allow_private": "source[0].allow_private", "expected true or false", "without quotes";
        "title = \"h1.headline\"" => "title = \"h1[\"" @ "title = \"h1[\"": "source[0].article.title", "not a selector", "CSS";
        "title = \"h1.headline\"" => "title = \"h1 >> a\"" @ "h1 >> a": "source[0].article.title", "not a selector: dangling combinator", "CSS";
        "title = \"h1.headline\"" => "headline = \"h1\"" @ "headline = \"h1\"": "source[0].article.headline", "no such key", "title, lead";
        "\".related\"" => "\"..\"" @ "remove = ": "source[0].article.remove[1]", "not a selector", "CSS";
        "article = \"main h2 a\"" => "article = \"@href\"" @ "@href": "source[0].links.article", "not of what", "before it";
        "item = \"ul.comment-list > li.comment\"" => "" @ "[source.comments]": "source[0].comments.item", "missing", "add item";
    });
}

#[test]
fn in_moderation_and_the_operators_door() {
    assert_told(&cases! {
        "words = []" => "words = [\"?!\"]" @ "?!": "moderation.words[0]", "no letter", "whole word";
        "people = []" => "people = [5]" @ "[5]": "moderation.people[0]", "expected a text", "quotes";
        "hide_after_reports = 3" => "hide_after_reports = 5000" @ "5000": "moderation.hide_after_reports", "out of range", "0 to 1000";
        "[moderation]" => "[moderation]\nword = \"x\"" @ "word = ": "moderation.word", "no such key", "\"words\"?";
        "[moderation]" => "[moderation]\nsources = [\"newsrom\"]" @ "newsrom\"": "moderation.sources[0]", "no source", "\"newsroom\"?";
        "[web]" => "[web]\nhammer_limit = 2000000" @ "2000000": "web.hammer_limit", "out of range", "0 to 1000000";
        "[web]" => "[web]\nconnections = 9000000" @ "9000000": "web.connections", "out of range", "1 to 1000000";
        "[web]" => "[web]\nhammer_behind_proxy = 1" @ "hammer_behind_proxy = 1": "web.hammer_behind_proxy", "", "true";
        "[web]" => "[web]\noperator_password = \"short\"" @ "short": "web.operator_password", "fewer than 8", "longer one";
        "[web]" => "[web]\noperator_password = \"long enough\"\noperator_password_file = \"f\"" @ "_file = \"f\"": "web.operator_password_file", "both", "keep one";
        "[web]" => "[web]\noperator_password_file = \"/no/such\"" @ "/no/such": "web.operator_password_file", "cannot read", "into a file";
        "[web]" => "[web]\nproxies = [\"proxy\"]" @ "\"proxy\"": "web.proxies[0]", "not an IP address", "172.18.0.2";
    });
}

#[test]
fn in_feeds_and_digests() {
    assert_told(&cases! {
        "name = \"workforce\"" => "name = \"all\" # again" @ "# again": "feed[1].name", "taken by feed[0]", "its own name";
        "sources = [\"newsroom\"]" => "sources = [\"newsrom\"]" @ "newsrom\"": "feed[3].sources[0]", "no source called", "\"newsroom\"?";
        "sources = [\"newsroom\"]" => "sources = [\"other\"]" @ "\"other\"": "feed[3].sources[0]", "no source called", "write \"newsroom\"";
        "kind = \"comments\"" => "kind = \"coments\"" @ "coments": "feed[4].kind", "not known", "did you mean \"comments\"";
        "name = \"workforce\"" => "name = \"workforce\"\nwas = [\"all\"]" @ "was = [\"all\"]": "feed[1].was[0]", "taken by feed[0]", "called no more";
        "to = \"web\"" => "to = \"disk\"" @ "to = \"disk\"": "publish.to", "not known", "write \"web\"";
        "text = \"full\"" => "text = \"ful\"" @ "text = \"ful\"": "publish.text", "not known", "did you mean \"full\"";
        "topics = [\"Workforce\"]" => "topics = [\"\"]" @ "topics = [\"\"]": "feed[1].topics[0]", "empty", "words";
        "entries = 50" => "entries = 0" @ "entries = 0": "publish.entries", "out of range", "from 1";
        "folder = \"var/public\"" => "folder = \"\"" @ "folder = \"\"": "publish.folder", "path is empty", "var/public";
        "name = \"weekly\"" => "name = \"daily\" # again" @ "# again": "digest[1].name", "taken by digest[0]", "its own name";
        "schedule = \"0 7 * * 6\"" => "schedule = \"0 7 * *\"" @ "0 7 * *\"": "digest[1].schedule", "has 4", "minute hour";
        "schedule = \"30 6 * * 1-5\"" => "" @ "[[digest]]": "digest[0].schedule", "missing", "add schedule";
        "max_articles = 12" => "max_articles = 0" @ "max_articles = 0": "digest[1].max_articles", "out of range", "from 1";
        "max_articles = 12" => "sources = [\"x\"]" @ "sources = [\"x\"]": "digest[1].sources[0]", "no source", "newsroom";
        "proof_to = [\"editor@example.org\"]" => "proof_to = [\"a@b.org\", \"c\"]" @ "proof_to": "digest[0].proof_to[1]", "not an e-mail", "example.org";
        "if_later = \"merge\"" => "if_later = \"later\"" @ "if_later = \"later\"": "digest[0].if_later", "not known", "\"merge\" or \"skip\"";
        "stale_after = \"20h\"" => "stale_after = \"0h\"" @ "stale_after": "digest[0].stale_after", "out of range", "\"1m\"";
        "archive = true" => "archive = \"yes\"" @ "archive = ": "digest[0].archive", "expected true or false", "quotes";
    });
}

#[test]
fn in_mail() {
    assert_told(&cases! {
        "from = \"The Round <round@example.org>\"" => "from = \"The Round\"" @ "from = \"The Round\"": "mail.from", "not an e-mail", "<round@example.org>";
        "transport = \"file\"" => "transport = \"smpt\"" @ "smpt": "mail.transport", "not known", "did you mean \"smtp\"";
        "transport = \"file\"" => "transport = \"smtp\"" @ "[mail]": "mail.smtp", "missing", "[mail.smtp]";
        "connections = 4" => "connections = 0" @ "connections": "mail.connections", "out of range", "from 1";
        "uncertain = \"resend\"" => "uncertain = true" @ "uncertain": "mail.uncertain", "expected a text", "quotes";
        "[mail.file]" => "[mail.smtp]\nport = 5\n[mail.file]" @ "[mail.smtp]": "mail.smtp.host", "missing", "add host";
        "[mail.file]" => "[mail.smtp]\nhost = \"a:25\"\n[mail.file]" @ "a:25": "mail.smtp.host", "name of a server", "port";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\nport = 0\n[mail.file]" @ "port = 0": "mail.smtp.port", "out of range", "65535";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\nsecurity = \"ssl\"\n[mail.file]" @ "\"ssl\"": "mail.smtp.security", "not known", "\"tls\"";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\npassword = \"p\"\n[mail.file]" @ "password = \"p\"": "mail.smtp.password", "no user", "add user";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\nuser = \"u\"\npassword = \"\"\n[mail.file]" @ "password = \"\"": "mail.smtp.password", "is empty", "write it";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\nuser = \"u\"\npassword = \"p\"\npassword_file = \"f\"\n[mail.file]" @ "password_file = \"f\"": "mail.smtp.password_file", "both", "keep one";
        "[mail.file]" => "[mail.smtp]\nhost = \"a\"\nuser = \"u\"\npassword = \"p\"\nsecurity = \"none\"\n[mail.file]" @ "security = \"none\"": "mail.smtp.security", "in the clear", "starttls";
    });
    let smtp = "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nuser = \"u\"\n";
    let told = problems(&format!("{SMALL}\n{smtp}"));
    assert_eq!((told.len(), told[0].key.as_str()), (1, "mail.smtp.user"));
    assert!(told[0].cure.contains("POSTROUND_SMTP_PASSWORD"), "{}", told[0]);
    parsed(&format!("{SMALL}\n{smtp}security = \"none\"\npassword = \"p\""));
}

#[test]
fn in_the_grammar() {
    assert_told(&cases! {
        "timeout = \"30s\"" => "timeout = 30s" @ "timeout = 30s": "", "must be quoted", "in quotes";
        "timeout = \"30s\"" => "timeout: \"30s\"" @ "timeout:": "", "key with no value", "mend this";
        "every 15m\"" => "every 15m" @ "every 15m": "", "not TOML", "in quotes";
        "path = \"examples/newsroom\"" => "path = \"C:\\Users\"" @ "C:": "", "not TOML", "mend this";
        "listing = [\"index.html\"]" => "listing = [\"index.html\"" @ "pages = 10": "", "array", "line before";
        "[store]" => "[store" @ "[store": "", "not TOML", "mend this";
    });
    let told = problems(&shipped().replace("timeout = \"30s\"", "timeout = 30s").replace("pages = 10 ", "pages 10 "));
    assert_eq!(told.len(), 2, "each on its own line: {}", Problems(told));
}

#[test]
fn in_what_is_left_out() {
    let cases = [
        ("", vec![("publication", "[publication]"), ("source", "[[source]]")]),
        (&SMALL.replace("[[source]]", "[source]")[..], vec![("source", "[[source]]")]),
        (&SMALL.replace("[[source]]", "[[sources]]"), vec![("source", "[[source]]"), ("sources", "\"source\"?")]),
        (&SMALL.replace("\"paper\"", "\"My paper\""), vec![("source[0].name", "\"my-paper\"")]),
        (
            &SMALL.replace("kind = \"page\"", "kind = \"feed\"\nlisting = []"),
            vec![("source[0].listing", "take it out")],
        ),
        (
            "source = []\n[publication]",
            vec![
                ("source", "[[source]]"),
                ("publication.title", "add title"),
                ("publication.url", "add url"),
                ("publication.contact", "add contact"),
                ("publication.zone", "add zone"),
            ],
        ),
    ];
    for (text, expected) in cases {
        let told = problems(text);
        let keys: Vec<&str> = told.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, expected.iter().map(|(key, _)| *key).collect::<Vec<_>>(), "{text}");
        for (problem, (_, cure)) in told.iter().zip(expected) {
            assert!(problem.cure.contains(cure), "{problem}");
        }
    }
}

#[test]
fn fifteen_at_once() {
    let text = r#"[publication]
titel = "The Round"
url = "round.example.org"
contact = "editor at example.org"
zone = "Europe/Londn"

[gather]
schedule = "every quarter"
max_redirects = 0
max_size = 8

[[source]]
name = "paper"
title = "The Paper"
kind = "page"
url = "https://paper.example/"
path = "paper"
article.title = "h1["

[[source]]
name = "paper"
title = "Again"
kind = "page"
url = "https://again.example/"

[[feed]]
name = "all"
sources = ["papper"]

[[digest]]
name = "Daily"
title = "Daily"
schedule = "30 25 * * *"
proof_to = ["editor"]

[web]
listen = ":80"
"#;
    let told: Vec<(u32, String)> =
        problems(text).into_iter().map(|problem| (problem.line.expect("a line"), problem.key)).collect();
    let expected = [
        (1, "publication.title"),
        (2, "publication.titel"),
        (3, "publication.url"),
        (4, "publication.contact"),
        (5, "publication.zone"),
        (8, "gather.schedule"),
        (9, "gather.max_redirects"),
        (10, "gather.max_size"),
        (17, "source[0].path"),
        (18, "source[0].article.title"),
        (21, "source[1].name"),
        (26, "feed[0].title"),
        (28, "feed[0].sources[0]"),
        (31, "digest[0].name"),
        (33, "digest[0].schedule"),
        (34, "digest[0].proof_to[0]"),
        (37, "web.listen"),
    ];
    assert_eq!(told, expected.map(|(line, key)| (line, key.to_owned())));
}

#[test]
fn in_the_hubs() {
    assert_told(&cases! {
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = [\"hub.example\"]" @ "hubs = ": "publish.hubs[0]", "not an address", "a hub's address";
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = [\"wss://hub.example/\"]" @ "hubs = ": "publish.hubs[0]", "not an http", "a hub's address";
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = [\"https://me:pw@hub.example/\"]" @ "hubs = ": "publish.hubs[0]", "a user or a password", "a hub's address";
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = \"https://hub.example/\"" @ "hubs = ": "publish.hubs", "expected a list", "in brackets";
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = [\"https://hub.example/\", \"https://hub.example/#a\"]" @ "hubs = ": "publish.hubs[1]", "named twice", "take one of the two out";
        "# hubs = [\"https://hub.example.org/\"]" => "hubs = [\"http://a/\", \"http://b/\", \"http://c/\", \"http://d/\", \"http://e/\", \"http://f/\"]" @ "hubs = ": "publish.hubs", "6 hubs are named", "at most 5";
        "# private_hubs = true" => "private_hubs = \"yes\"" @ "private_hubs": "publish.private_hubs", "expected true or false", "without quotes";
    });
}
