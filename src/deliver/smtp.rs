//! Owns the SMTP transport: a pool of connections, the dialogue of one letter (MAIL, RCPT, DATA), and the verdict that
//! each answer or silence means. How a server is reached stands in `smtp/route.rs`.

mod route;

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::route::Route;
use super::mailer::{Mailer, Parcel, Verdict};
use super::message;
use super::options::SmtpOptions;
use super::refusal;
use super::transport::words;

/// RFC 5321 section 4.5.3.2.6: the answer to the final dot may take ten minutes, and giving up earlier doubles mail
/// (RFC 1047).
const LAST_ANSWER: Duration = Duration::from_mins(10);
/// An idle connection older than this is not worth trying: servers close theirs after one to five minutes.
const IDLE: Duration = Duration::from_secs(50);
/// Letters over one connection, below what servers commonly allow.
const LETTERS: u32 = 100;
/// How long we wait for a server's good-bye.
const GOODBYE: Duration = Duration::from_secs(3);

/// What the server says of a command that is done.
const DONE: Severity = Severity::PositiveCompletion;

/// Sends through an SMTP server.
pub struct SmtpMailer {
    route: Route,
    open: Semaphore,
    idle: Mutex<Vec<Connection>>,
    /// Held while a connection is made, one at a time; it remembers the last time that failed.
    door: tokio::sync::Mutex<Option<(Instant, String)>>,
    standing: Arc<AtomicUsize>,
    last_answer: Duration,
}

/// A connection between two letters.
struct Connection {
    line: AsyncSmtpConnection,
    _standing: Standing,
    used: Instant,
    letters: u32,
}

/// Counts a connection as long as it stands.
struct Standing(Arc<AtomicUsize>);

impl Standing {
    fn one_more(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What became of a letter on one connection.
enum Handed {
    /// There is a verdict, and the connection may be fit for the next letter.
    Judged(Verdict, Fit),
    /// The connection failed before the server heard of the letter.
    Stale(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Kept,
    Broken,
}

/// Why a command was not answered as hoped.
enum Refusal {
    /// The server said no.
    Said { code: u16, reply: String },
    /// The link failed, or time ran out.
    Lost(String),
}

impl SmtpMailer {
    /// A transport with at most so many connections open at once; none is opened yet.
    pub fn new(options: &SmtpOptions, hello: &str, connections: u32) -> anyhow::Result<Self> {
        Ok(Self {
            route: Route::new(options, hello)?,
            open: Semaphore::new(usize::try_from(connections.max(1))?),
            idle: Mutex::new(Vec::new()),
            door: tokio::sync::Mutex::new(None),
            standing: Arc::new(AtomicUsize::new(0)),
            last_answer: LAST_ANSWER,
        })
    }

    async fn deliver(&self, parcel: &Parcel) -> Verdict {
        let Ok(_permit) = self.open.acquire().await else {
            return Verdict::Deferred("the transport is closed".to_owned());
        };
        if let Some(mut connection) = self.take_idle()
            && let Handed::Judged(verdict, fit) = self.hand_over(&mut connection, parcel).await
        {
            self.put_back(connection, fit);
            return verdict;
        }
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            Err(verdict) => return verdict,
        };
        match self.hand_over(&mut connection, parcel).await {
            Handed::Judged(verdict, fit) => {
                self.put_back(connection, fit);
                verdict
            }
            Handed::Stale(why) => Verdict::Deferred(why),
        }
    }

    /// A new connection. Where none stands and none can be made, nobody else needs to try: the letters that waited at
    /// the door meanwhile are told the same, so that a server that is down, or refuses our login, is not stormed.
    async fn connect(&self) -> Result<Connection, Verdict> {
        let asked = Instant::now();
        let mut door = self.door.lock().await;
        if let Some((at, why)) = door.as_ref()
            && *at >= asked
        {
            return Err(Verdict::Unreachable(why.clone()));
        }
        match self.route.open().await {
            Ok(line) => {
                let standing = Standing::one_more(&self.standing);
                Ok(Connection { line, _standing: standing, used: Instant::now(), letters: 0 })
            }
            Err(error) => {
                let why = words(&format!("{error:#}"));
                // A server that serves our other connections has only had enough of them.
                if self.standing.load(Ordering::SeqCst) > 0 {
                    return Err(Verdict::Deferred(why));
                }
                *door = Some((Instant::now(), why.clone()));
                Err(Verdict::Unreachable(why))
            }
        }
    }

    /// The dialogue of one letter.
    async fn hand_over(&self, connection: &mut Connection, parcel: &Parcel) -> Handed {
        connection.letters += 1;
        let line = &mut connection.line;
        let (mail, rcpt) = match envelope(parcel, line) {
            Ok(commands) => commands,
            Err(why) => return Handed::Judged(Verdict::Refused(why), Fit::Kept),
        };
        match self.command(line, "MAIL", mail, DONE).await {
            Ok(_) => {}
            Err(Refusal::Lost(why)) => return Handed::Stale(why),
            Err(Refusal::Said { code: 421, reply }) => return Handed::Stale(reply),
            // The server has not heard of the recipient yet: it speaks of us, and would say the same to every letter.
            Err(Refusal::Said { code: 500.., reply }) => {
                return Handed::Judged(Verdict::Unreachable(reply), Fit::Broken);
            }
            Err(refusal) => return self.give_up(line, refusal).await,
        }
        if let Err(refusal) = self.command(line, "RCPT", rcpt, DONE).await {
            return self.give_up(line, refusal).await;
        }
        if let Err(refusal) = self.command(line, "DATA", Data, Severity::PositiveIntermediate).await {
            return self.give_up(line, refusal).await;
        }
        self.content(line, &parcel.bytes).await
    }

    /// The content and its final dot. Until the dot is written nothing was taken; after it, only the server knows.
    async fn content(&self, line: &mut AsyncSmtpConnection, bytes: &[u8]) -> Handed {
        let written = AtomicBool::new(false);
        // The library writes a line end of its own before the dot. It asks for the next piece only when the one before
        // has left, which is how we learn that everything but the dot is out.
        let pieces = std::iter::once(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
        let pieces = pieces.chain(std::iter::from_fn(|| {
            written.store(true, Ordering::SeqCst);
            None
        }));
        let mut sending = pin!(line.message_iter(pieces));
        let answer = match timeout(self.route.timeout, &mut sending).await {
            Ok(answer) => Some(answer),
            Err(_) if written.load(Ordering::SeqCst) => timeout(self.last_answer, sending).await.ok(),
            Err(_) => None,
        };
        let refusal = match answer {
            Some(Ok(response)) => match as_hoped("the content", response, DONE) {
                Ok(response) => return Handed::Judged(Verdict::Accepted(reply_of(&response)), Fit::Kept),
                Err(refusal) => refusal,
            },
            Some(Err(error)) => refusal("the content", &error),
            None => Refusal::Lost("no answer to the content in time".to_owned()),
        };
        match refusal {
            Refusal::Said { code, reply } => Handed::Judged(verdict(code, reply), fit(code)),
            Refusal::Lost(why) if written.load(Ordering::SeqCst) => {
                Handed::Judged(Verdict::Uncertain(why), Fit::Broken)
            }
            Refusal::Lost(why) => Handed::Judged(Verdict::Deferred(why), Fit::Broken),
        }
    }

    /// Ends a refused dialogue so that the connection can serve the next letter (RFC 5321 section 4.1.1.5).
    async fn give_up(&self, line: &mut AsyncSmtpConnection, refusal: Refusal) -> Handed {
        match refusal {
            Refusal::Lost(why) => Handed::Judged(Verdict::Deferred(why), Fit::Broken),
            Refusal::Said { code, reply } => {
                let reset = fit(code) == Fit::Kept && self.command(line, "RSET", Rset, DONE).await.is_ok();
                Handed::Judged(verdict(code, reply), if reset { Fit::Kept } else { Fit::Broken })
            }
        }
    }

    async fn command(
        &self,
        line: &mut AsyncSmtpConnection,
        name: &str,
        command: impl fmt::Display,
        hoped: Severity,
    ) -> Result<Response, Refusal> {
        match timeout(self.route.timeout, line.command(command)).await {
            Ok(Ok(response)) => as_hoped(name, response, hoped),
            Ok(Err(error)) => Err(refusal(name, &error)),
            Err(_) => Err(Refusal::Lost(format!("no answer to {name} within {} s", self.route.timeout.as_secs()))),
        }
    }

    fn take_idle(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|connection| connection.used.elapsed() < IDLE);
        idle.pop()
    }

    fn put_back(&self, mut connection: Connection, fit: Fit) {
        if fit == Fit::Broken {
            return;
        }
        if connection.letters < LETTERS {
            connection.used = Instant::now();
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        } else {
            tokio::spawn(async move { timeout(GOODBYE, connection.line.quit()).await });
        }
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, parcel: &'a Parcel) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        Box::pin(self.deliver(parcel))
    }

    fn probe(&self) -> Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send + '_>> {
        Box::pin(async move {
            let _permit = self.open.acquire().await?;
            let mut line = self.route.open().await?;
            if let Err(Refusal::Said { reply, .. } | Refusal::Lost(reply)) =
                self.command(&mut line, "NOOP", Noop, DONE).await
            {
                anyhow::bail!("{} lets us in and then says: {reply}", self.route);
            }
            let _ = timeout(GOODBYE, line.quit()).await;
            Ok(self.route.description())
        })
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
            for mut connection in idle {
                // A server that does not say good-bye has lost nothing.
                let _ = timeout(GOODBYE, connection.line.quit()).await;
            }
        })
    }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").field("server", &self.route.to_string()).finish_non_exhaustive()
    }
}

/// The commands of the envelope, with SMTPUTF8 where an address needs it (RFC 6531).
fn envelope(parcel: &Parcel, line: &AsyncSmtpConnection) -> Result<(Mail, Rcpt), String> {
    let address = |address| message::address(address).map_err(|error| words(&error.to_string()));
    let (sender, recipient) = (address(&parcel.sender)?, address(&parcel.recipient)?);
    let mut parameters = Vec::new();
    let ascii = [&sender, &recipient].iter().all(|address| address.to_string().is_ascii()) && parcel.bytes.is_ascii();
    if !ascii {
        if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err("the server takes no addresses beyond ASCII (SMTPUTF8)".to_owned());
        }
        parameters.extend([MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)]);
    }
    Ok((Mail::new(Some(sender), parameters), Rcpt::new(recipient, Vec::new())))
}

fn refusal(doing: &str, error: &lettre::transport::smtp::Error) -> Refusal {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => Refusal::Said { code: code.into(), reply: words(&format!("{code} {source}")) },
        None => Refusal::Lost(words(&format!("the connection was lost at {doing}: {error}"))),
    }
}

/// A yes of the wrong kind means that answers and commands are out of step, as when somebody on the way put an answer
/// in before the encryption began (RFC 3207 section 6): nothing on this connection can be believed.
fn as_hoped(doing: &str, response: Response, hoped: Severity) -> Result<Response, Refusal> {
    if response.code().severity == hoped {
        return Ok(response);
    }
    Err(Refusal::Lost(words(&format!("an answer out of step to {doing}: {}", reply_of(&response)))))
}

fn verdict(code: u16, reply: String) -> Verdict {
    if code >= 500 && refusal::is_final(&reply) { Verdict::Refused(reply) } else { Verdict::Deferred(reply) }
}

/// After 421 the server closes the connection (RFC 5321 section 3.8).
fn fit(code: u16) -> Fit {
    if code == 421 { Fit::Broken } else { Fit::Kept }
}

fn reply_of(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    words(&format!("{} {}", response.code(), lines.join(" ")))
}

#[cfg(test)]
mod tests;
