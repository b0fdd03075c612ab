//! Owns the message: a rendered letter and its addressing become the bytes that go out, with the headers a list owes
//! its readers and their mail servers (RFC 5322, 2369, 2919, 3834, 8058). The same input gives the same bytes.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox as LettreMailbox, MultiPart, SinglePart};
use url::Url;

use super::mailer::Parcel;
use super::options::{MailOptions, Mailbox};
use crate::domain::{Address, DeliveryId, Edition, Name, bare};
use crate::render::{Letter, text};

/// The largest message that no big mailbox provider cuts short (Gmail clips at about 102 KB), in bytes.
pub const LIMIT: usize = 100_000;

/// Whom a letter is for and what list it belongs to.
#[derive(Debug, Clone)]
pub struct Addressing<'a> {
    /// The recipient.
    pub recipient: &'a Address,
    /// How the To header names them.
    pub name: Option<&'a str>,
    /// The Message-ID without angle brackets: see [`message_id`].
    pub message_id: String,
    /// The moment of sending.
    pub date: DateTime<Utc>,
    /// The digest.
    pub digest: &'a Name,
    /// Its title.
    pub title: &'a str,
    /// The edition's name within the digest.
    pub edition: &'a str,
    /// The domain that makes the List-Id unique: it should never change.
    pub list_domain: &'a str,
    /// Where one POST leaves the list (RFC 8058).
    pub unsubscribe: &'a Url,
    /// Where earlier editions are.
    pub archive: Option<&'a Url>,
}

/// A message that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// An address the mail library refuses.
    #[error("cannot write to {address}: {cause}")]
    Address {
        /// The address, masked.
        address: String,
        /// What the library says.
        cause: lettre::address::AddressError,
    },
    /// The rest.
    #[error("cannot write the message: {0}")]
    Message(#[from] lettre::error::Error),
}

/// The Message-ID of a delivery, without angle brackets: the same at every attempt, so that a repeat is recognised.
pub fn message_id(delivery: DeliveryId, edition: &Edition) -> String {
    format!("{}.{}@{}", delivery.0, atom(bare(&edition.uid)), domain(&edition.mail_domain))
}

/// Writes the message. Its size is `parcel.bytes.len()`: above [`LIMIT`], shorten the view with `DigestView::fits`.
pub fn build(letter: &Letter, to: &Addressing<'_>, options: &MailOptions) -> Result<Parcel, MessageError> {
    let reply_to = options.reply_to.as_ref().unwrap_or(&options.from);
    let recipient = Mailbox { name: to.name.map(str::to_owned), address: to.recipient.clone() };
    let mut message = lettre::Message::builder()
        .date(to.date.into())
        .from(mailbox(&options.from)?)
        .reply_to(mailbox(reply_to)?)
        .to(mailbox(&recipient)?)
        .subject(text::one_line(&letter.subject))
        .message_id(Some(format!("<{}>", to.message_id)));
    for (name, value) in list_headers(to, options) {
        message = message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    let list_id = list_id(to);
    let list_id =
        HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str("List-Id"), list_id.clone(), list_id);
    let body = MultiPart::alternative()
        .boundary(format!("=_{}", atom(to.message_id.split('@').next().unwrap_or_default())))
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let bytes = message.raw_header(list_id).multipart(body)?.formatted();
    Ok(Parcel {
        sender: options.from.address.clone(),
        recipient: to.recipient.clone(),
        message_id: to.message_id.clone(),
        bytes,
    })
}

/// The headers by which a mail program knows a list and lets its reader leave (RFC 2369, RFC 8058), and by which
/// an auto-responder keeps silent (RFC 3834 section 5).
fn list_headers(to: &Addressing<'_>, options: &MailOptions) -> Vec<(&'static str, String)> {
    let contact = mailto(&options.contact);
    let leave = format!("<{}>, <{contact}?subject=unsubscribe%20{}>", to.unsubscribe, to.digest);
    let mut headers = vec![
        ("List-Unsubscribe", leave),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("List-Help", format!("<{contact}?subject=help%20{}>", to.digest)),
        ("List-Owner", format!("<{contact}>")),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("Precedence", "list".to_owned()),
        ("X-Auto-Response-Suppress", "All".to_owned()),
        ("Feedback-ID", feedback_id(to)),
    ];
    if let Some(archive) = to.archive {
        headers.push(("List-Archive", format!("<{archive}>")));
    }
    headers
}

/// Gmail's `campaign:stream:…:sender`, nothing of the recipient in it; the sender has 5 to 15 characters.
fn feedback_id(to: &Addressing<'_>) -> String {
    let sender: String = to.list_domain.chars().filter(char::is_ascii_alphanumeric).take(15).collect();
    format!("{}:{}:digest:{sender:_<5}", atom(to.edition), to.digest)
}

/// RFC 2919: a phrase and an id of at most 255 characters that stays when the title changes.
fn list_id(to: &Addressing<'_>) -> String {
    let title = text::clip(&text::one_line(to.title), 80);
    let id = format!("<{}.{}>", to.digest, domain(to.list_domain));
    let phrase =
        if title.is_ascii() { format!("\"{}\"", title.replace(['\\', '"'], "'")) } else { encoded_words(&title) };
    format!("{phrase}\r\n {id}")
}

/// RFC 2047 "Q" words of at most 75 characters, each of whole characters, one a line.
fn encoded_words(text: &str) -> String {
    let mut words = vec![String::new()];
    for c in text.chars() {
        let mut encoded = String::new();
        if c.is_ascii_alphanumeric() {
            encoded.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(encoded, "={byte:02X}");
            }
        }
        // 75 less "=?utf-8?Q?" and "?=", less the name of the header on the first line.
        if words.last().is_some_and(|word| word.len() + encoded.len() > 52) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push_str(&encoded);
        }
    }
    words.iter().map(|word| format!("=?utf-8?Q?{word}?=")).collect::<Vec<_>>().join("\r\n ")
}

/// Quoted-printable always: seven bits on the wire whatever the server offers, and short lines (RFC 2045 section 6.7).
pub(super) fn part(kind: ContentType, text: &str) -> SinglePart {
    let lines: Vec<&str> = text.lines().collect();
    let crlf = lines.join("\r\n") + "\r\n";
    let encoded = Body::new_with_encoding(crlf, ContentTransferEncoding::QuotedPrintable);
    let body = encoded.unwrap_or_else(Body::new);
    SinglePart::builder().content_type(kind).body(body)
}

/// The library's mailbox: the domain in ASCII, the name one harmless line.
pub(super) fn mailbox(mailbox: &Mailbox) -> Result<LettreMailbox, MessageError> {
    let name = mailbox.name.as_deref().map(|name| text::clip(&text::one_line(name), 80));
    Ok(LettreMailbox::new(name.filter(|name| !name.is_empty()), address(&mailbox.address)?))
}

/// The library's address, its domain in ASCII (RFC 5890), so that only a local part may need SMTPUTF8.
pub(super) fn address(address: &Address) -> Result<lettre::Address, MessageError> {
    let (local, host) = address.as_str().rsplit_once('@').unwrap_or((address.as_str(), ""));
    lettre::Address::new(local, domain(host))
        .map_err(|cause| MessageError::Address { address: address.masked().to_string(), cause })
}

pub(super) fn domain(host: &str) -> String {
    url::Host::parse(host).map_or_else(|_| atom(host), |host| host.to_string())
}

/// The address as a mailto URI (RFC 6068): what is not plain is percent-encoded.
fn mailto(address: &Address) -> String {
    let (local, host) = address.as_str().rsplit_once('@').unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$'+".contains(&byte);
    let local: String = local
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("mailto:{local}@{}", domain(host))
}

/// The text with everything but letters, digits, "-" and "." made "-": safe in a Message-ID, a boundary, a file name.
pub(super) fn atom(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '-' };
    text.chars().map(safe).take(64).collect()
}

#[cfg(test)]
mod tests;
