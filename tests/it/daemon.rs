//! Owns the tests of the running service: `postround run` as an operator starts, stops, reloads and loses it.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::deliver::office::{HEAD, Piece, SMTP, balances, block_on, reader, status, subscribe, write_site};
use crate::harness::folder::{Running, Workspace};
use crate::harness::hub::{Hub, Look};
use crate::harness::smtp::{Sink, Stage, Trouble};
use crate::harness::{client, eventually};

/// Two ticks of the service, and time for a busy machine.
const SOON: Duration = Duration::from_secs(45);

/// A digest that is due every few seconds.
const OFTEN: &str = r#"
[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "every 10s"

[web]
listen = "127.0.0.1:@web@"
"#;

/// A service with its site, its subscribers and its mail server.
struct Service {
    workspace: Workspace,
    sink: Sink,
    web: SocketAddr,
}

impl Service {
    fn new(people: usize) -> Self {
        let sink = Sink::start();
        let web = free_port();
        let head = HEAD.replace("pause = \"0s\"", "pause = \"0s\"\nschedule = \"every 10s\"");
        let (port, web_port, host) = (sink.port().to_string(), web.port().to_string(), sink.host());
        let values = [
            ("store", "sqlite:postround.db"),
            ("mail", ""),
            ("smtp", ""),
            ("security", "none"),
            ("host", host.as_str()),
            ("port", port.as_str()),
            ("web", web_port.as_str()),
        ];
        let workspace = Workspace::new(&format!("{head}{OFTEN}{SMTP}"), &values);
        write_site(&workspace, &[Piece::plain(1)]);
        subscribe(&workspace, people);
        Self { workspace, sink, web }
    }

    fn start(&self) -> Running {
        let running = self.workspace.command(&["run"]).start();
        running.until_it_says("is running");
        running
    }

    fn until_letters(&self, number: usize) {
        eventually(&format!("{number} letters"), SOON, || (self.sink.taken().len() >= number).then_some(()));
    }

    /// Status and body; status 0 where the service is not there just now.
    fn get(&self, path: &str) -> (u16, String) {
        let url = format!("http://{}{path}", self.web);
        block_on(async {
            let Ok(answer) = client().get(url).send().await else { return (0, String::new()) };
            (answer.status().as_u16(), answer.text().await.unwrap_or_default())
        })
    }

    fn until_the_page_says(&self, words: &str) {
        eventually(&format!("the page to say {words:?}"), SOON, || self.get("/").1.contains(words).then_some(()));
    }

    fn is_listening(&self) -> bool {
        TcpStream::connect(self.web).is_ok()
    }
}

fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap()
}

#[test]
fn the_service_gathers_publishes_mails_and_serves_by_itself() {
    let service = Service::new(2);
    let hub = Hub::start(Look::Web);
    let config = service.workspace.read("config.toml");
    let config = config.replace("https://round.example.org/", &format!("http://{}/", service.web));
    let hubs = format!("[publish]\nhubs = [\"{}\"]\nprivate_hubs = true\n", hub.url());
    service.workspace.write("config.toml", config.replacen("[publish]\n", &hubs, 1));
    let running = service.start();
    service.until_letters(2);
    assert_eq!(service.get("/healthz").0, 200);
    let (code, feed) = service.get("/feeds/all.atom");
    assert!(code == 200 && feed.contains("Report number 1"), "{code} {feed}");
    write_site(&service.workspace, &[Piece::plain(1), Piece::plain(2)]);
    service.until_letters(4);
    let second = service.sink.taken_for(&reader(0)).pop().unwrap().text();
    assert!(second.contains("piece-2.html") && !second.contains("piece-1.html"), "{second}");
    // The hub looks as soon as it is told, and what it then sees is the news.
    let seen = |path: &str| {
        let told = hub.told().into_iter().filter(|told| told.topic.ends_with(path));
        told.filter_map(|told| told.seen).map(|seen| String::from_utf8_lossy(&seen).into_owned()).collect::<Vec<_>>()
    };
    let atom = eventually("the hub to be told of the second piece", SOON, || {
        Some(seen("/feeds/all.atom")).filter(|seen| seen.iter().any(|atom| atom.contains("Report number 2")))
    });
    assert!(atom.len() >= 2 && atom[0].contains("Report number 1"), "{atom:?}");
    assert!(service.get("/feeds/all.atom").1.contains("Report number 2"));
    running.signal("TERM");
    let output = running.wait().expect_code(0);
    assert!(output.stderr.contains("stopped"), "{}", output.stderr);
    assert!(!service.is_listening());
}

#[test]
fn a_stop_while_mail_is_under_way_ends_in_order() {
    let service = Service::new(60);
    service.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_millis(300)));
    let running = service.start();
    service.until_letters(5);
    running.signal("TERM");
    let output = running.wait().expect_code(0);
    assert!(!output.stderr.contains("ERROR"), "{}", output.stderr);
    let status = status(&service.workspace);
    let taken = service.sink.taken().len();
    assert!(taken < 60, "the whole queue was sent before the stop");
    assert_eq!(status["queue"]["sending"], 0, "a letter was left half sent");
    let (_, balance) = balances(&status).remove(0);
    assert_eq!((&balance["accepted"], &balance["queued"]), (&taken.into(), &(60 - taken).into()), "{balance}");
    service.sink.mend();
    service.workspace.run(&["deliver"]).expect_code(0);
    assert_eq!(service.sink.taken().len(), 60, "a stop in order doubled or lost a letter");
}

#[test]
fn a_second_request_to_stop_ends_it_at_once() {
    let service = Service::new(8);
    service.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_secs(40)));
    let running = service.start();
    eventually("a letter under way", SOON, || service.sink.commands().iter().any(|line| line == "DATA").then_some(()));
    running.signal("INT");
    running.until_it_says("stopping");
    running.signal("INT");
    let output = running.wait_at_most(Duration::from_secs(10)).expect_code(1);
    assert!(output.stderr.contains("stopped at once"), "{}", output.stderr);
}

#[test]
fn a_request_that_never_ends_does_not_hold_the_stop() {
    let service = Service::new(0);
    let running = service.start();
    let mut slow = TcpStream::connect(service.web).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow").unwrap();
    assert_eq!(service.get("/healthz").0, 200);
    running.signal("TERM");
    running.wait_at_most(Duration::from_secs(20)).expect_code(0);
}

#[test]
fn a_kill_is_made_good_at_the_next_start() {
    let service = Service::new(30);
    service.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_millis(200)));
    let running = service.start();
    service.until_letters(6);
    running.kill();
    service.sink.mend();
    let running = service.start();
    eventually("everybody to have the edition", SOON, || {
        (0..30).all(|number| !service.sink.taken_for(&reader(number)).is_empty()).then_some(())
    });
    running.signal("TERM");
    running.wait().expect_code(0);
    assert!(service.sink.taken().len() <= 34, "{} letters for 30 readers", service.sink.taken().len());
    for number in 0..30 {
        let ids: Vec<_> =
            service.sink.taken_for(&reader(number)).iter().map(|taken| taken.header("Message-ID")).collect();
        assert!(ids.iter().all(|id| id == &ids[0]), "{ids:?}");
    }
}

#[test]
fn a_mail_server_that_is_away_is_not_tried_at_every_tick() {
    let service = Service::new(40);
    let config = service.workspace.read("config.toml");
    let closed = free_port().port();
    service.workspace.write("config.toml", config.replace(&service.sink.port().to_string(), &closed.to_string()));
    let running = service.start();
    running.until_it_says("delivery stopped early");
    let published = running.stderr().matches(" documents changed").count();
    // Every round ends in a publication, so this is two ticks more.
    eventually("two more ticks", SOON, || {
        (running.stderr().matches(" documents changed").count() >= published + 2).then_some(())
    });
    assert_eq!(running.stderr().matches("delivery stopped early").count(), 1, "{}", running.stderr());
    running.signal("TERM");
    running.wait_at_most(Duration::from_secs(10)).expect_code(0);
}

#[test]
fn a_port_in_use_is_told_plainly() {
    let service = Service::new(0);
    let _taken = TcpListener::bind(service.web).unwrap();
    let output = service.workspace.run(&["run"]).expect_code(1);
    let cure = format!("cannot listen on {}", service.web);
    assert!(output.stderr.contains(&cure) && output.stderr.contains("web.listen"), "{}", output.stderr);
}

#[test]
fn a_hang_up_reads_the_configuration_again_and_survives_a_bad_one() {
    let service = Service::new(0);
    let running = service.start();
    let good = service.workspace.read("config.toml");
    service
        .workspace
        .write("config.toml", good.replace("title = \"Everything\"", "title = \"Everything, newly named\""));
    running.signal("HUP");
    service.until_the_page_says("Everything, newly named");
    service.workspace.write("config.toml", "[publication]\ntitel = \"The Round\"\n");
    running.signal("HUP");
    running.until_it_says("the old one stays");
    service.until_the_page_says("Everything, newly named");
    running.signal("TERM");
    running.wait().expect_code(0);
}

#[test]
fn readers_are_served_while_a_reload_waits_for_the_mail() {
    let service = Service::new(4);
    service.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_secs(4)));
    let running = service.start();
    eventually("a letter under way", SOON, || service.sink.commands().iter().any(|line| line == "DATA").then_some(()));
    let config = service.workspace.read("config.toml");
    service
        .workspace
        .write("config.toml", config.replace("title = \"Everything\"", "title = \"Everything, newly named\""));
    running.signal("HUP");
    running.until_it_says("stopping");
    assert_eq!(service.get("/healthz").0, 200);
    assert!(!running.stderr().contains("stopped"), "the mail was not under way any more");
    eventually("the new page", SOON, || {
        let (code, page) = service.get("/");
        assert_eq!(code, 200, "the door was shut");
        page.contains("Everything, newly named").then_some(())
    });
    running.signal("TERM");
    running.wait().expect_code(0);
    let taken = service.sink.taken();
    assert!((0..4).all(|number| service.sink.taken_for(&reader(number)).len() <= 1), "{} letters", taken.len());
}

#[test]
fn a_configuration_that_cannot_be_put_to_work_leaves_the_old_one_going() {
    let service = Service::new(0);
    let running = service.start();
    let good = service.workspace.read("config.toml");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let busy = taken.local_addr().unwrap().port().to_string();
    service.workspace.write("a-file", "");
    let bad = [
        good.replace(&service.web.port().to_string(), &busy),
        good.replace("sqlite:postround.db", "sqlite:a-file/postround.db"),
    ];
    for (number, config) in bad.iter().enumerate() {
        assert_ne!(config, &good);
        service.workspace.write("config.toml", config);
        running.signal("HUP");
        eventually("the old one to stay", SOON, || {
            (running.stderr().matches("cannot be put to work; the old one stays").count() > number).then_some(())
        });
        assert_eq!(service.get("/readyz").0, 200);
    }
    assert!(!running.stderr().contains("stopping"), "{}", running.stderr());
    let moved = free_port();
    service.workspace.write("config.toml", good.replace(&service.web.port().to_string(), &moved.port().to_string()));
    running.signal("HUP");
    eventually("the new address", SOON, || (!service.is_listening()).then_some(()));
    assert!(TcpStream::connect(moved).is_ok());
    running.signal("TERM");
    running.wait().expect_code(0);
}

#[test]
fn a_stop_during_a_reload_is_a_stop_in_order() {
    let service = Service::new(8);
    service.sink.trouble(Stage::Dot, None, Trouble::Delay(Duration::from_secs(2)));
    let running = service.start();
    eventually("a letter under way", SOON, || service.sink.commands().iter().any(|line| line == "DATA").then_some(()));
    running.signal("HUP");
    running.until_it_says("stopping");
    running.signal("TERM");
    let output = running.wait();
    assert!(!output.stderr.contains("stopped at once"), "{}", output.stderr);
    output.expect_code(0);
    assert_eq!(status(&service.workspace)["queue"]["sending"], 0);
}

#[test]
fn a_missed_edition_is_told_once_and_not_at_every_tick() {
    let service = Service::new(0);
    let config = service.workspace.read("config.toml");
    let merge = "schedule = \"* * * * *\"\nsend_if_within = \"0s\"\nif_later = \"merge\"";
    service
        .workspace
        .write("config.toml", config.replacen("schedule = \"every 10s\"\n\n[web]", &format!("{merge}\n\n[web]"), 1));
    // Known for an hour, and asked about a minute's edition at moments that are never on the minute.
    known_for_an_hour(&service.workspace);
    let running = service.start();
    running.until_it_says("was missed");
    // Every round ends in a publication, so this is two ticks more.
    eventually("two more ticks", SOON, || (running.stderr().matches(" documents changed").count() >= 4).then_some(()));
    running.signal("TERM");
    let output = running.wait().expect_code(0);
    let moments: Vec<_> = output.stderr.lines().filter_map(|line| line.split(" due at ").nth(1)).collect();
    let mut distinct = moments.clone();
    distinct.dedup();
    assert_eq!(moments, distinct, "one missed edition was told again and again");
}

fn known_for_an_hour(workspace: &Workspace) {
    use sqlx::Connection as _;
    let url = format!("sqlite:{}", workspace.path("postround.db").display());
    let then = (chrono::Utc::now() - chrono::TimeDelta::hours(1)).timestamp_millis();
    block_on(async move {
        let mut store = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let known = "INSERT INTO digests (name, known_since_at) VALUES ('daily', $1)";
        sqlx::query(known).bind(then).execute(&mut store).await.unwrap();
    });
}
