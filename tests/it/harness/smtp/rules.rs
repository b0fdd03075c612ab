//! Owns what the mail server for tests remembers and obeys: letters taken, commands heard, and the troubles a test
//! laid on the dialogue.

use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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

/// One trouble laid on a stage.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) stage: Stage,
    /// The one recipient it strikes (at [`Stage::Rcpt`] and [`Stage::Dot`]), or all.
    pub(crate) recipient: Option<String>,
    /// How often it still strikes; `None` is always.
    pub(crate) left: Option<u32>,
    pub(crate) trouble: Trouble,
}

/// What the server and the test both see.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) taken: Mutex<Vec<Taken>>,
    pub(crate) commands: Mutex<Vec<String>>,
    pub(crate) rules: Mutex<Vec<Rule>>,
    pub(crate) login: Option<(String, String)>,
    pub(crate) offers_tls: bool,
    pub(crate) connections: AtomicUsize,
    pub(crate) open: AtomicUsize,
    pub(crate) peak: AtomicUsize,
    pub(crate) most: AtomicUsize,
}

/// The guard, whatever became of the last holder.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// The trouble that strikes now, if any.
    pub(crate) fn struck(&self, stage: Stage, recipients: Option<&[String]>) -> Option<Trouble> {
        let mut rules = locked(&self.rules);
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
}
