//! Owns the tests of the SMTP transport, against a small server that answers by script.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::deliver::options::{Login, Security};

/// What the server does when it meets a command: once, in the order given; afterwards it accepts.
#[derive(Clone, Copy)]
enum Act {
    Say(&'static str),
    /// Says it, then closes the connection.
    Leave(&'static str),
    Close,
    Silent,
}

/// A server in this process that follows a script and notes what it hears.
struct Fake {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

type Script = Arc<Mutex<VecDeque<(&'static str, Act)>>>;

struct Manner {
    script: Script,
    extensions: &'static str,
    implicit_tls: bool,
}

const PLAIN: &str = "250-fake\r\n250 AUTH PLAIN LOGIN\r\n";

impl Fake {
    async fn start(script: &[(&'static str, Act)]) -> Self {
        Self::with(script, PLAIN, false).await
    }

    async fn with(script: &[(&'static str, Act)], extensions: &'static str, implicit_tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let script: Script = Arc::new(Mutex::new(script.iter().copied().collect()));
        let notes = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let manner = Manner { script: Arc::clone(&script), extensions, implicit_tls };
                tokio::spawn(serve(Box::new(stream), manner, Arc::clone(&notes)));
            }
        });
        Self { port, heard }
    }

    fn options(&self, security: Security) -> SmtpOptions {
        SmtpOptions {
            host: "localhost".to_owned(),
            port: self.port,
            security,
            login: None,
            ca_file: Some(fixture("authority.pem")),
            timeout: Duration::from_millis(400),
        }
    }

    fn mailer(&self) -> SmtpMailer {
        let mut mailer = SmtpMailer::new(&self.options(Security::None), "client.example.org", 2).unwrap();
        mailer.last_answer = Duration::from_millis(900);
        mailer
    }

    fn count(&self, word: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.starts_with(word)).count()
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(fixture("server.pem")).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap()))
}

async fn serve(mut stream: Box<dyn Line>, manner: Manner, heard: Arc<Mutex<Vec<String>>>) {
    heard.lock().unwrap().push("CONNECT".to_owned());
    if manner.implicit_tls {
        let Ok(encrypted) = acceptor().accept(stream).await else { return };
        stream = Box::new(encrypted);
    }
    let mut stream = BufReader::new(stream);
    let mut next = "GREETING".to_owned();
    loop {
        let verb = next.split_whitespace().next().unwrap_or_default().to_uppercase();
        let scripted = {
            let mut script = manner.script.lock().unwrap();
            let at = script.iter().position(|(word, _)| *word == verb);
            at.and_then(|at| script.remove(at)).map(|(_, act)| act)
        };
        let usual = match verb.as_str() {
            "GREETING" => "220 fake ready\r\n",
            "EHLO" => manner.extensions,
            "DATA" => "354 go on\r\n",
            "AUTH" => "235 2.7.0 welcome\r\n",
            "STARTTLS" => "220 go on\r\n",
            "DOT" => "250-2.0.0 queued\r\n250 as 17\r\n",
            _ => "250 2.1.0 fine\r\n",
        };
        let (said, stay) = match scripted.unwrap_or(Act::Say(usual)) {
            Act::Say(reply) => (reply, true),
            Act::Leave(reply) => (reply, false),
            Act::Close => return,
            Act::Silent => return tokio::time::sleep(Duration::from_secs(30)).await,
        };
        if stream.write_all(said.as_bytes()).await.is_err() || stream.flush().await.is_err() || !stay || verb == "QUIT"
        {
            return;
        }
        if verb == "STARTTLS" {
            let Ok(encrypted) = acceptor().accept(stream.into_inner()).await else { return };
            stream = BufReader::new(Box::new(encrypted));
        }
        let in_content = verb == "DATA" && said.starts_with("354");
        let mut line = String::new();
        let mut content = String::new();
        loop {
            line.clear();
            if !matches!(stream.read_line(&mut line).await, Ok(length) if length > 0) {
                return;
            }
            if !in_content || line == ".\r\n" {
                break;
            }
            content.push_str(&line);
        }
        if in_content {
            heard.lock().unwrap().push(format!("CONTENT {content}"));
            "DOT".clone_into(&mut next);
        } else {
            heard.lock().unwrap().push(line.trim_end().to_owned());
            next.clone_from(&line);
        }
    }
}

fn parcel(recipient: &str) -> Parcel {
    Parcel {
        sender: "round@example.org".parse().unwrap(),
        recipient: recipient.parse().unwrap(),
        message_id: "1.a@example.org".to_owned(),
        bytes: b"Subject: x\r\n\r\nfirst\r\n.dot\r\nlast\r\n".to_vec(),
    }
}

async fn send(mailer: &SmtpMailer) -> String {
    format!("{:?}", mailer.send(&parcel("a@example.com")).await)
}

#[tokio::test]
async fn each_answer_has_its_verdict() {
    use Act::{Close, Leave, Say, Silent};
    let cases: &[(&str, Act, &str)] = &[
        ("DOT", Say("250 2.0.0 taken\r\n"), "Accepted(\"250 2.0.0 taken\")"),
        ("DOT", Say("451 4.3.0 later\r\n"), "Deferred(\"451 4.3.0 later\")"),
        ("DOT", Say("554 5.7.1 spam\r\n"), "Deferred(\"554 5.7.1 spam\")"),
        ("DOT", Say("554 5.6.0 no date\r\n"), "Refused(\"554 5.6.0 no date\")"),
        ("DATA", Say("554 5.3.0 broken\r\n"), "Deferred(\"554 5.3.0 broken\")"),
        ("RCPT", Say("550 5.7.1 listed at spamhaus\r\n"), "Deferred(\"550 5.7.1 listed at spamhaus\")"),
        ("RCPT", Say("552 5.2.2 mailbox full\r\n"), "Deferred(\"552 5.2.2 mailbox full\")"),
        ("DOT", Close, "Uncertain(\"the connection was lost at the content"),
        ("DOT", Silent, "Uncertain(\"no answer to the content in time"),
        ("DOT", Say("nonsense\r\n"), "Uncertain("),
        ("RCPT", Say("450 4.2.1 greylisted\r\n"), "Deferred(\"450 4.2.1 greylisted\")"),
        ("RCPT", Say("550-5.1.1 no such\r\n550 5.1.1 person\r\n"), "Refused(\"550 5.1.1 no such person\")"),
        ("RCPT", Close, "Deferred("),
        ("RCPT", Silent, "Deferred(\"no answer to RCPT"),
        ("MAIL", Say("550 5.1.8 who are you\r\n"), "Unreachable(\"550 5.1.8 who are you\")"),
        ("MAIL", Say("530 5.7.0 log in first\r\n"), "Unreachable(\"530 5.7.0 log in first\")"),
        ("MAIL", Leave("421 4.3.2 closing\r\n"), "Deferred(\"421 4.3.2 closing\")"),
        ("DATA", Say("451 4.3.0 not now\r\n"), "Deferred(\"451 4.3.0 not now\")"),
        ("DATA", Say("250 2.0.0 out of step\r\n"), "Deferred(\"an answer out of step to DATA"),
        ("DOT", Say("354 out of step\r\n"), "Uncertain(\"an answer out of step to the content"),
        ("EHLO", Say("554 5.7.1 go away\r\n"), "Unreachable("),
        ("GREETING", Say("554 no service\r\n"), "Unreachable("),
        ("GREETING", Silent, "Unreachable(\"the greeting took more than"),
    ];
    for (verb, act, want) in cases {
        let fake = Fake::start(&[(*verb, *act)]).await;
        let verdict = send(&fake.mailer()).await;
        assert!(verdict.starts_with(want), "{verb}: {verdict}, not {want}");
    }
}

#[tokio::test]
async fn the_content_arrives_as_it_is() {
    let fake = Fake::start(&[]).await;
    assert_eq!(send(&fake.mailer()).await, "Accepted(\"250 2.0.0 queued as 17\")");
    let heard = fake.heard.lock().unwrap().clone();
    assert_eq!(
        heard,
        [
            "CONNECT",
            "EHLO client.example.org",
            "MAIL FROM:<round@example.org>",
            "RCPT TO:<a@example.com>",
            "DATA",
            "CONTENT Subject: x\r\n\r\nfirst\r\n..dot\r\nlast\r\n",
        ]
    );
}

#[tokio::test]
async fn a_refused_recipient_keeps_the_connection() {
    let fake = Fake::start(&[("RCPT", Act::Say("550 5.1.1 no\r\n")), ("DOT", Act::Say("554 5.6.0 no\r\n"))]).await;
    let mailer = fake.mailer();
    assert!(send(&mailer).await.starts_with("Refused"));
    assert!(send(&mailer).await.starts_with("Refused"));
    assert!(send(&mailer).await.starts_with("Accepted"));
    assert_eq!((fake.count("CONNECT"), fake.count("RSET"), fake.count("CONTENT")), (1, 1, 2));
    mailer.close().await;
    assert_eq!(fake.count("QUIT"), 1);
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_made_anew_once() {
    for act in [Act::Leave("250 2.0.0 taken\r\n"), Act::Say("250 2.0.0 taken\r\n")] {
        let script = [("DOT", act), ("MAIL", Act::Say("250 fine\r\n")), ("MAIL", Act::Leave("421 4.4.2 idle\r\n"))];
        let fake = Fake::start(&script).await;
        let mailer = fake.mailer();
        assert!(send(&mailer).await.starts_with("Accepted"));
        tokio::time::sleep(Duration::from_millis(50)).await;
        let second = send(&mailer).await;
        let dropped = matches!(act, Act::Leave(_));
        // A second 421 on the new connection is not met with a third try.
        assert_eq!(second.starts_with("Accepted"), !dropped, "{second}");
        assert_eq!(fake.count("CONNECT"), 2);
    }
}

#[tokio::test]
async fn a_link_that_dies_before_the_dot_took_nothing() {
    let fake = Fake::start(&[("DATA", Act::Leave("354 go on\r\n"))]).await;
    let mut big = parcel("a@example.com");
    big.bytes = b"0123456789\r\n".repeat(2_000_000);
    let verdict = fake.mailer().send(&big).await;
    assert!(matches!(verdict, Verdict::Deferred(_)), "{verdict:?}");
    let fake = Fake::start(&[("DATA", Act::Silent)]).await;
    let verdict = send(&fake.mailer()).await;
    assert!(verdict.starts_with("Deferred"), "{verdict}");
}

#[tokio::test]
async fn a_slow_last_answer_is_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let fake = Fake { port: listener.local_addr().unwrap().port(), heard: Arc::default() };
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        for (reply, until) in
            [("220 hi\r\n", ""), ("250 fake\r\n", ""), ("250 ok\r\n", ""), ("250 ok\r\n", ""), ("354 go\r\n", ".\r\n")]
        {
            stream.write_all(reply.as_bytes()).await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap() > 0 && !line.ends_with(until) {}
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
        stream.write_all(b"250 at last\r\n").await.unwrap();
    });
    assert_eq!(send(&fake.mailer()).await, "Accepted(\"250 at last\")");
}

#[tokio::test]
async fn no_more_connections_than_allowed() {
    let fake = Fake::start(&[]).await;
    let mailer = Arc::new(fake.mailer());
    let sends: Vec<_> = (0..20)
        .map(|_| {
            let mailer = Arc::clone(&mailer);
            tokio::spawn(async move { send(&mailer).await })
        })
        .collect();
    for sent in sends {
        assert!(sent.await.unwrap().starts_with("Accepted"));
    }
    assert!(fake.count("CONNECT") <= 2, "{}", fake.count("CONNECT"));
    assert_eq!(fake.count("CONTENT"), 20);
}

#[tokio::test]
async fn encryption_is_asked_for_and_checked() {
    const STARTTLS: &str = "250-fake\r\n250-AUTH LOGIN PLAIN\r\n250 STARTTLS\r\n";
    let none = Fake::start(&[]).await;
    let mailer = SmtpMailer::new(&none.options(Security::StartTls), "c.example.org", 1).unwrap();
    let verdict = send(&mailer).await;
    assert!(verdict.contains("offers no STARTTLS") && verdict.starts_with("Unreachable"), "{verdict}");
    assert_eq!(none.count("MAIL"), 0);
    for (security, implicit) in [(Security::StartTls, false), (Security::Tls, true)] {
        let fake = Fake::with(&[], STARTTLS, implicit).await;
        let mut options = fake.options(security);
        options.timeout = Duration::from_secs(5);
        options.login = Some(Login { user: "round".to_owned(), password: "secret".to_owned() });
        let mailer = SmtpMailer::new(&options, "c.example.org", 1).unwrap();
        assert_eq!(send(&mailer).await, "Accepted(\"250 2.0.0 queued as 17\")");
        assert_eq!(fake.count("AUTH PLAIN AHJvdW5kAHNlY3JldA=="), 1);
        let told = mailer.probe().await.unwrap();
        assert!(told.contains("over TLS") && told.contains("lets round in") && !told.contains("secret"), "{told}");
        assert!(!format!("{mailer:?}").contains("secret"));
        options.ca_file = None;
        let stranger = SmtpMailer::new(&options, "c.example.org", 1).unwrap();
        assert!(send(&stranger).await.starts_with("Unreachable"), "an unknown authority was trusted");
    }
}

#[tokio::test]
async fn a_wrong_password_is_our_mistake_not_the_recipients() {
    let fake = Fake::start(&[("AUTH", Act::Say("535 5.7.8 wrong\r\n"))]).await;
    let mut options = fake.options(Security::None);
    options.login = Some(Login { user: "round".to_owned(), password: "secret".to_owned() });
    let mailer = SmtpMailer::new(&options, "c.example.org", 1).unwrap();
    let verdict = send(&mailer).await;
    assert!(verdict.starts_with("Unreachable") && verdict.contains("535") && !verdict.contains("secret"), "{verdict}");
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_the_servers_word() {
    let without = Fake::start(&[]).await;
    let verdict = without.mailer().send(&parcel("jörg@example.com")).await;
    assert!(matches!(verdict, Verdict::Refused(_)), "{verdict:?}");
    let with = Fake::with(&[], "250-fake\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n", false).await;
    let verdict = with.mailer().send(&parcel("jörg@example.com")).await;
    assert!(matches!(verdict, Verdict::Accepted(_)), "{verdict:?}");
    assert_eq!(with.count("MAIL FROM:<round@example.org> SMTPUTF8 BODY=8BITMIME"), 1);
}

#[tokio::test]
async fn nobody_at_home_ends_the_run() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let fake = Fake { port: listener.local_addr().unwrap().port(), heard: Arc::default() };
    drop(listener);
    let verdict = send(&fake.mailer()).await;
    assert!(verdict.starts_with("Unreachable(\"connecting failed at localhost:"), "{verdict}");
    assert!(fake.mailer().probe().await.is_err());
}
