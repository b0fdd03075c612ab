//! Owns a real mail server for tests: it speaks SMTP on a port of its own, keeps every letter it takes, and goes wrong
//! where and as often as a test says.

mod rules;
mod talk;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::net::TcpListener;

use super::background::Background;
use rules::{Rule, Shared, locked};
pub(crate) use rules::{Stage, Taken, Trouble};
use talk::Talk;

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
