//! Owns what an operator can say of mail.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use crate::domain::Address;

/// How letters are written and sent.
#[derive(Debug, Clone)]
pub struct MailOptions {
    /// The From header.
    pub from: Mailbox,
    /// The Reply-To header.
    pub reply_to: Option<Mailbox>,
    /// Who answers for the mail: shown in each letter.
    pub contact: Address,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// How letters leave.
    pub transport: Transport,
    /// What becomes of a letter whose answer was lost.
    pub uncertain: Uncertain,
    /// Letters under way at once.
    pub connections: u32,
}

/// Who is told of a source that breaks or a comment that was reported, and in what words.
#[derive(Debug, Clone)]
pub struct AlarmOptions {
    /// The operators; nobody where it is empty.
    pub to: Vec<Address>,
    /// The title of the publication.
    pub publication: String,
    /// The zone times are told in.
    pub zone: Tz,
    /// The title and the address of each source, by its name.
    pub sources: BTreeMap<String, (String, String)>,
    /// Where the operator decides of comments; `None` where there is no such page.
    pub decide: Option<String>,
}

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

/// How letters leave.
#[derive(Debug, Clone)]
pub enum Transport {
    /// One `.eml` file a letter.
    File {
        /// The folder.
        folder: PathBuf,
    },
    /// An SMTP server.
    Smtp(SmtpOptions),
    /// A sendmail program.
    Sendmail {
        /// The program.
        command: PathBuf,
    },
}

/// An SMTP server.
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// How we log in.
    pub login: Option<Login>,
    /// A PEM file of certificates trusted beside the public ones, for a server with a private authority.
    pub ca_file: Option<PathBuf>,
    /// For connecting and for each answer but the last, which always gets ten minutes (RFC 5321 section 4.5.3.2.6).
    pub timeout: Duration,
}

/// How an SMTP connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// STARTTLS, refused without it.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: only for a server on this machine or in tests.
    None,
}

/// A user and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What becomes of a letter whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncertain {
    /// It is sent again under the same Message-ID.
    Resend,
    /// It waits for a person.
    Hold,
}
