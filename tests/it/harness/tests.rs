//! Owns the harness's own tests: what every other test stands on is tried first.

use std::time::Duration;

use lettre::{Message, SmtpTransport, Transport as _};
use sqlx::Connection as _;

use super::client;
use super::folder::Workspace;
use super::site::{Fault, Site};
use super::smtp::{Sink, Stage, Trouble};
use super::source::{code_of, paths_of};
use super::store::{Place, empty_place_test};

empty_place_test!(answers_a_question, |place: Place| async move {
    let url = place.url();
    let one: i64 = if url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        sqlx::query_scalar("SELECT CAST($1 AS BIGINT)").bind(1_i64).fetch_one(&mut connection).await.unwrap()
    } else {
        let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
        sqlx::query_scalar("SELECT CAST($1 AS BIGINT)").bind(1_i64).fetch_one(&mut connection).await.unwrap()
    };
    assert_eq!(one, 1);
});

empty_place_test!(starts_empty_each_time, |place: Place| async move {
    let url = place.url();
    // The same statement in both runs of both engines: it fails where a database is shared.
    let make = "CREATE TABLE once (id BIGINT)";
    if url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        sqlx::query(make).execute(&mut connection).await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
        sqlx::query(make).execute(&mut connection).await.unwrap();
    }
});

#[tokio::test]
async fn a_site_answers_304_to_what_it_said() {
    let site = Site::empty();
    site.write("index.html", "<h1>News</h1>");
    let first = client().get(site.url("/")).header("user-agent", "reader").send().await.unwrap();
    assert_eq!(first.status(), 200);
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    let modified = first.headers()["last-modified"].to_str().unwrap().to_owned();
    assert!(etag.starts_with('"'), "the tag is strong: {etag}");
    assert_eq!(first.text().await.unwrap(), "<h1>News</h1>");

    let by_tag = client().get(site.url("/")).header("if-none-match", &etag).send().await.unwrap();
    let by_time = client().get(site.url("/")).header("if-modified-since", &modified).send().await.unwrap();
    assert_eq!((by_tag.status().as_u16(), by_time.status().as_u16()), (304, 304));

    site.write("index.html", "<h1>More news</h1>");
    let changed = client().get(site.url("/")).header("if-none-match", &etag).send().await.unwrap();
    assert_eq!(changed.status(), 200);

    let asked = site.asked_for("/");
    assert_eq!(asked.iter().map(|asked| asked.status).collect::<Vec<_>>(), [200, 304, 304, 200]);
    assert_eq!(asked[0].user_agent(), Some("reader"));
    assert_eq!(asked[1].if_none_match(), Some(etag.as_str()));
}

#[tokio::test]
async fn a_site_goes_wrong_as_it_is_told() {
    let site = Site::empty();
    site.write("page.html", "here");
    let get = async |path: &str| client().get(site.url(path)).send().await;

    site.fault_times("/page.html", 1, Fault::Answer(503, vec![("retry-after", "120".into())], Vec::new()));
    let busy = get("/page.html").await.unwrap();
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (503, "120"));
    assert_eq!(get("/page.html").await.unwrap().status(), 200);

    site.fault("/page.html", Fault::Drop);
    assert!(get("/page.html").await.is_err());

    site.fault("/page.html", Fault::Cut);
    assert!(get("/page.html").await.unwrap().bytes().await.is_err());

    site.fault("/page.html", Fault::Endless);
    let mut endless = get("/page.html").await.unwrap();
    let mut got = 0;
    while got < 1 << 20 {
        got += endless.chunk().await.unwrap().unwrap().len();
    }
    drop(endless);

    site.fault("/page.html", Fault::GzipBomb(20 << 20));
    assert_eq!(get("/page.html").await.unwrap().bytes().await.unwrap().len(), 20 << 20);

    site.fault("/page.html", Fault::RedirectLoop);
    assert!(get("/page.html").await.unwrap_err().is_redirect());

    site.fault("/page.html", Fault::NoValidators);
    assert!(!get("/page.html").await.unwrap().headers().contains_key("etag"));

    site.mend("/page.html");
    site.remove("page.html");
    assert_eq!(get("/page.html").await.unwrap().status(), 404);
}

fn letter(to: &str) -> Message {
    let message = Message::builder().from("Round <round@example.org>".parse().unwrap()).to(to.parse().unwrap());
    message.subject("News").body(".begins with a dot\r\n..\r\nends".to_owned()).unwrap()
}

fn postman(sink: &Sink) -> SmtpTransport {
    let postman = SmtpTransport::builder_dangerous(sink.host()).port(sink.port());
    postman.timeout(Some(Duration::from_secs(5))).build()
}

#[test]
fn a_sink_takes_a_letter_as_it_was() {
    let sink = Sink::start();
    postman(&sink).send(&letter("ann@example.org")).unwrap();
    let taken = sink.taken_for("ann@example.org").pop().unwrap();
    assert_eq!(taken.from, "round@example.org");
    assert_eq!(taken.header("Subject").as_deref(), Some("News"));
    assert!(taken.text().ends_with("\r\n\r\n.begins with a dot\r\n..\r\nends\r\n"), "{:?}", taken.text());
    assert_eq!((sink.taken().len(), sink.connections(), sink.peak()), (1, 1, 1));
}

#[test]
fn a_sink_goes_wrong_as_it_is_told() {
    let sink = Sink::start();
    sink.refuse("gone@example.org", None, "550 5.1.1 nobody here");
    sink.refuse("later@example.org", Some(1), "451 4.7.1 come back");
    assert!(postman(&sink).send(&letter("gone@example.org")).unwrap_err().is_permanent());
    assert!(postman(&sink).send(&letter("later@example.org")).unwrap_err().is_transient());
    postman(&sink).send(&letter("later@example.org")).unwrap();
    assert_eq!(sink.taken().len(), 1);

    sink.trouble(Stage::Dot, Some(1), Trouble::Drop);
    sink.trouble(Stage::Dot, Some(1), Trouble::TakeAndDrop);
    assert!(postman(&sink).send(&letter("lost@example.org")).is_err());
    assert_eq!(sink.taken_for("lost@example.org").len(), 0);
    assert!(postman(&sink).send(&letter("lost@example.org")).is_err());
    assert_eq!(sink.taken_for("lost@example.org").len(), 1);

    sink.mend();
    sink.allow_connections(0);
    assert!(postman(&sink).send(&letter("late@example.org")).unwrap_err().is_transient());
}

#[test]
fn a_sink_asks_for_the_password() {
    use lettre::transport::smtp::authentication::{Credentials, Mechanism};

    let sink = Sink::with_login("round", "s3cret");
    assert!(postman(&sink).send(&letter("ann@example.org")).is_err());
    for (password, let_in) in [("wrong", false), ("s3cret", true)] {
        let postman = SmtpTransport::builder_dangerous(sink.host()).port(sink.port());
        let postman = postman.authentication(vec![Mechanism::Plain]);
        let postman = postman.credentials(Credentials::new("round".into(), password.into())).build();
        assert_eq!(postman.send(&letter("ann@example.org")).is_ok(), let_in);
    }
    assert!(sink.commands().iter().all(|command| !command.contains("AUTH PLAIN")));
}

#[test]
fn a_sink_that_breaks_tls_takes_nothing() {
    use lettre::transport::smtp::client::{Tls, TlsParameters};

    let sink = Sink::with_broken_tls();
    let tls = Tls::Required(TlsParameters::new(sink.host()).unwrap());
    let postman = SmtpTransport::builder_dangerous(sink.host()).port(sink.port()).tls(tls);
    assert!(postman.timeout(Some(Duration::from_secs(5))).build().send(&letter("ann@example.org")).is_err());
    assert!(sink.commands().iter().any(|command| command == "STARTTLS"));
    assert!(sink.taken().is_empty() && sink.commands().iter().all(|command| !command.starts_with("MAIL")));
}

#[test]
fn a_workspace_holds_its_config_and_runs_the_binary() {
    let workspace = Workspace::new("folder = \"@folder@\"\nport = @port@\n", &[("port", "2525")]);
    assert!(workspace.read("config.toml").ends_with("port = 2525\n"));
    assert_eq!(workspace.files(".").len(), 1);
    workspace.command(&["--version"]).env("A", "b").stdin("ignored").start().wait().expect_code(0);
}

#[test]
fn paths_are_unfolded_and_resolved() {
    for (name, code, expected) in [
        ("a.rs", "use crate::b::C;", "b::C"),
        ("a.rs", "use crate::{\n    b::{self, C, d::{E as F, G}},\n    h::*,\n};", "b b::C b::d::E b::d::G h::*"),
        ("a/b.rs", "use super::{c, d::E};\nsuper::super::f::g();", "a::c a::d::E f::g"),
        ("a.rs", "let x: crate::b::C<super::d::E> = postround::f::<u8>();", "b::C f d::E"),
        ("a.rs", "use {crate::b, crate::c};", "b c"),
        ("a.rs", "my_crate::b(); $crate::c!();", "c"),
    ] {
        let mut found: Vec<_> = paths_of(name, code).iter().map(|named| named.path.join("::")).collect();
        let mut expected: Vec<_> = expected.split(' ').collect();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{code}");
    }
    assert_eq!(paths_of("a.rs", "\n\nuse crate::b;")[0].line, 3);
}

#[test]
fn code_is_what_is_left_without_words_and_tests() {
    for (text, expected) in [
        ("a(); // b", "a();"),
        ("a(/* b */);", "a();"),
        (r##"a("b \" c", r#"d " e"#, br"f", b"g");"##, "a(,,,b);"),
        (r"a('b', '\'', '\u{1F600}', 'é'); fn f<'c>(d: &'c str)", "a(,,,);fnf<'c>(d:&'cstr)"),
        ("a();\n#[cfg(test)]\nmod tests {\n    fn b() { c(); }\n}\nd();", "a();d();"),
        ("#[cfg(test)]\nmod tests;\na();", "a();"),
        ("#[cfg(test)]\nfn b(c: [u8; 3]) { d() }\na();", "a();"),
    ] {
        let code = code_of(text);
        assert_eq!(code.lines().count(), text.lines().count(), "{text}");
        assert_eq!(code.split_whitespace().collect::<String>(), expected, "{text}");
    }
}
