//! Owns a real mail server for tests: it speaks SMTP on a port of its own, keeps every letter it takes, and goes wrong
//! where and as often as a test says.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::background::Background;

/// One letter the server took.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// The envelope sender.
    pub(crate) from: String,
    /// The envelope recipients that were let in.
    pub(crate) to: Vec<String>,
    /// The message, dots unstuffed, CRLF line ends as they came.
    pub(crate) bytes: Vec<u8>,
    /// Which connection brought it, from 1.
    pub(crate) connection: usize,
    pub(crate) at: std::time::Instant,
}

impl Taken {
    /// The message as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The first header of that name, unfolded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let text = self.text().replace("\r\n ", " ").replace("\r\n\t", " ");
        let head = text.split("\r\n\r\n").next()?.to_owned();
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

/// Where in the dialogue something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Connect,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After the final dot.
    Dot,
    Rset,
    Noop,
    Quit,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// This reply instead of the ordinary one; nothing is taken.
    Reply(String),
    /// The ordinary course, later.
    Delay(Duration),
    /// The connection breaks without a reply; nothing is taken.
    Drop,
    /// After the final dot only: the letter is taken, then the connection breaks without a reply.
    TakeAndDrop,
}

#[derive(Debug)]
struct Rule {
    stage: Stage,
    /// The one recipient it strikes (at [`Stage::Rcpt`] and [`Stage::Dot`]), or all.
    recipient: Option<String>,
    /// How often it still strikes; `None` is always.
    left: Option<u32>,
    trouble: Trouble,
}

#[derive(Debug, Default)]
struct Shared {
    taken: Mutex<Vec<Taken>>,
    commands: Mutex<Vec<String>>,
    rules: Mutex<Vec<Rule>>,
    login: Option<(String, String)>,
    offers_tls: bool,
    connections: AtomicUsize,
    open: AtomicUsize,
    peak: AtomicUsize,
    most: AtomicUsize,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A mail server on a port of its own; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
    _server: Background,
}

impl Sink {
    /// A server that takes everything from everybody.
    pub(crate) fn start() -> Self {
        Self::with(Shared::default())
    }

    /// A server that takes mail only after AUTH PLAIN with this user and password.
    pub(crate) fn with_login(user: &str, password: &str) -> Self {
        Self::with(Shared { login: Some((user.to_owned(), password.to_owned())), ..Shared::default() })
    }

    /// A server that offers STARTTLS and then cannot do it: whoever goes on in clear text has given the mail away.
    pub(crate) fn with_broken_tls() -> Self {
        Self::with(Shared { offers_tls: true, ..Shared::default() })
    }

    fn with(shared: Shared) -> Self {
        shared.most.store(usize::MAX, Ordering::SeqCst);
        let shared = Arc::new(shared);
        let served = Arc::clone(&shared);
        let (address, background) = Background::start(|listener| serve(listener, served));
        Self { address, shared, _server: background }
    }

    pub(crate) fn host(&self) -> String {
        self.address.ip().to_string()
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Makes trouble at a stage: always, or the next `times`.
    pub(crate) fn trouble(&self, stage: Stage, times: Option<u32>, trouble: Trouble) {
        locked(&self.shared.rules).push(Rule { stage, recipient: None, left: times, trouble });
    }

    /// Answers RCPT for one recipient with `reply`, always or the next `times`.
    pub(crate) fn refuse(&self, recipient: &str, times: Option<u32>, reply: &str) {
        self.trouble_for(recipient, Stage::Rcpt, times, Trouble::Reply(reply.to_owned()));
    }

    /// Makes trouble at [`Stage::Rcpt`] or [`Stage::Dot`] for one recipient only.
    pub(crate) fn trouble_for(&self, recipient: &str, stage: Stage, times: Option<u32>, trouble: Trouble) {
        let recipient = Some(recipient.to_owned());
        locked(&self.shared.rules).push(Rule { stage, recipient, left: times, trouble });
    }

    /// Ends all trouble.
    pub(crate) fn mend(&self) {
        locked(&self.shared.rules).clear();
    }

    /// Answers 421 to a connection beyond so many at once.
    pub(crate) fn allow_connections(&self, most: usize) {
        self.shared.most.store(most, Ordering::SeqCst);
    }

    /// Every letter so far, in order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        locked(&self.shared.taken).clone()
    }

    /// The letters for one recipient.
    pub(crate) fn taken_for(&self, recipient: &str) -> Vec<Taken> {
        self.taken().into_iter().filter(|taken| taken.to.iter().any(|to| to == recipient)).collect()
    }

    /// Every command line so far, of all connections; passwords are cut.
    pub(crate) fn commands(&self) -> Vec<String> {
        locked(&self.shared.commands).clone()
    }

    /// How many connections were ever opened.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many were open at once at the most.
    pub(crate) fn peak(&self) -> usize {
        self.shared.peak.load(Ordering::SeqCst)
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
        let open = shared.open.fetch_add(1, Ordering::SeqCst) + 1;
        shared.peak.fetch_max(open, Ordering::SeqCst);
        let full = open > shared.most.load(Ordering::SeqCst);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let mut talk = Talk::new(stream, number, Arc::clone(&shared));
            // An error here is the client leaving without QUIT, which is the client's right.
            let _ = if full { talk.say("421 4.7.0 too many connections").await } else { talk.run().await };
            shared.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Ends a dialogue: the connection is closed, by the client or on purpose.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

struct Talk {
    stream: BufReader<TcpStream>,
    number: usize,
    shared: Arc<Shared>,
    let_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Talk {
    fn new(stream: TcpStream, number: usize, shared: Arc<Shared>) -> Self {
        // Without it the kernel may hold back short replies, and a test would measure that.
        stream.set_nodelay(true).ok();
        let let_in = shared.login.is_none();
        Self { stream: BufReader::new(stream), number, shared, let_in, from: None, to: Vec::new() }
    }

    async fn say(&mut self, reply: &str) -> Result<(), Over> {
        self.stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await?;
        Ok(())
    }

    async fn line(&mut self) -> Result<Vec<u8>, Over> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(Over),
            _ => Ok(line),
        }
    }

    async fn run(&mut self) -> Result<(), Over> {
        if !self.troubled(Stage::Connect, None).await? {
            self.say("220 sink.test ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let logged = if verb == "AUTH" { "AUTH …".to_owned() } else { line.clone() };
            locked(&self.shared.commands).push(logged);
            match verb.as_str() {
                "EHLO" | "HELO" => self.ehlo().await?,
                "STARTTLS" if self.shared.offers_tls => {
                    self.usual(Stage::StartTls, "220 2.0.0 go ahead").await?;
                    self.stream.fill_buf().await?;
                    return Err(Over);
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.usual(Stage::Rset, "250 2.0.0 forgotten").await?;
                }
                "NOOP" => self.usual(Stage::Noop, "250 2.0.0 here").await?,
                "QUIT" => {
                    self.usual(Stage::Quit, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => self.say("502 5.5.1 not spoken here").await?,
            }
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    /// The trouble that strikes now, if any.
    fn struck(&self, stage: Stage, recipients: Option<&[String]>) -> Option<Trouble> {
        let mut rules = locked(&self.shared.rules);
        let rule = rules.iter_mut().find(|rule| {
            let meant = match (&rule.recipient, recipients) {
                (None, _) => true,
                (Some(one), Some(recipients)) => recipients.contains(one),
                (Some(_), None) => false,
            };
            rule.stage == stage && rule.left != Some(0) && meant
        })?;
        rule.left = rule.left.map(|left| left - 1);
        Some(rule.trouble.clone())
    }

    /// Makes the trouble that is due; true when it took the place of the ordinary reply.
    async fn troubled(&mut self, stage: Stage, recipients: Option<&[String]>) -> Result<bool, Over> {
        match self.struck(stage, recipients) {
            None => Ok(false),
            Some(Trouble::Delay(delay)) => {
                tokio::time::sleep(delay).await;
                Ok(false)
            }
            Some(Trouble::Reply(reply)) => {
                self.say(&reply).await?;
                // RFC 5321 section 3.8: whoever says 421 hangs up.
                if reply.starts_with("421") { Err(Over) } else { Ok(true) }
            }
            Some(Trouble::Drop | Trouble::TakeAndDrop) => Err(Over),
        }
    }

    async fn usual(&mut self, stage: Stage, reply: &str) -> Result<(), Over> {
        if self.troubled(stage, None).await? {
            return Ok(());
        }
        self.say(reply).await
    }

    async fn ehlo(&mut self) -> Result<(), Over> {
        self.forget();
        let auth = if self.shared.login.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
        let tls = if self.shared.offers_tls { "250-STARTTLS\r\n" } else { "" };
        let reply = format!("250-sink.test\r\n{tls}{auth}250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME");
        self.usual(Stage::Ehlo, &reply).await
    }

    async fn auth(&mut self, line: &str) -> Result<(), Over> {
        if self.troubled(Stage::Auth, None).await? {
            return Ok(());
        }
        let Some((user, password)) = self.shared.login.clone() else {
            return self.say("503 5.5.1 no login here").await;
        };
        let mut words = line.split_whitespace().skip(1);
        if !words.next().is_some_and(|method| method.eq_ignore_ascii_case("PLAIN")) {
            return self.say("504 5.5.4 only PLAIN").await;
        }
        let given = if let Some(initial) = words.next() {
            initial.to_owned()
        } else {
            self.say("334 ").await?;
            String::from_utf8_lossy(&self.line().await?).trim().to_owned()
        };
        let wanted = base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"));
        self.let_in = given == wanted;
        self.say(if self.let_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" }).await
    }

    async fn mail(&mut self, line: &str) -> Result<(), Over> {
        if !self.let_in {
            return self.say("530 5.7.0 log in first").await;
        }
        if self.troubled(Stage::Mail, None).await? {
            return Ok(());
        }
        self.from = Some(address(line));
        self.to.clear();
        self.say("250 2.1.0 sender ok").await
    }

    async fn rcpt(&mut self, line: &str) -> Result<(), Over> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let recipient = address(line);
        if self.troubled(Stage::Rcpt, Some(std::slice::from_ref(&recipient))).await? {
            return Ok(());
        }
        self.to.push(recipient);
        self.say("250 2.1.5 recipient ok").await
    }

    async fn data(&mut self) -> Result<(), Over> {
        if self.to.is_empty() {
            return self.say("503 5.5.1 RCPT first").await;
        }
        if self.troubled(Stage::Data, None).await? {
            return Ok(());
        }
        self.say("354 go on, end with a dot").await?;
        let bytes = self.body().await?;
        let to = std::mem::take(&mut self.to);
        let taken = Taken { from: self.from.take().unwrap_or_default(), to, bytes, connection: self.number, at: now() };
        match self.struck(Stage::Dot, Some(&taken.to)) {
            Some(Trouble::Reply(reply)) => return self.say(&reply).await,
            Some(Trouble::Drop) => return Err(Over),
            Some(Trouble::TakeAndDrop) => {
                locked(&self.shared.taken).push(taken);
                return Err(Over);
            }
            Some(Trouble::Delay(delay)) => tokio::time::sleep(delay).await,
            None => {}
        }
        let number = {
            let mut all = locked(&self.shared.taken);
            all.push(taken);
            all.len()
        };
        self.say(&format!("250 2.0.0 taken as {number}")).await
    }

    async fn body(&mut self) -> Result<Vec<u8>, Over> {
        let mut bytes = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b".\r\n" {
                return Ok(bytes);
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_owned())
}
