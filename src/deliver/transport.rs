//! Owns the choice of a transport: the one place that knows all of them.

use std::sync::Arc;

use lettre::transport::smtp::extension::ClientId;

use super::file::FileMailer;
use super::mailer::{Mailer, Verdict};
use super::options::{MailOptions, Transport};
use super::sendmail::SendmailMailer;
use super::smtp::SmtpMailer;
use crate::render::text;

/// Makes the transport the operator chose. Nothing is opened yet.
pub fn build(options: &MailOptions) -> anyhow::Result<Arc<dyn Mailer>> {
    Ok(match &options.transport {
        Transport::File { folder } => Arc::new(FileMailer::new(folder.clone())),
        Transport::Smtp(smtp) => Arc::new(SmtpMailer::new(smtp, &greeting_name(options), options.connections)?),
        Transport::Sendmail { command } => Arc::new(SendmailMailer::new(command.clone())),
    })
}

/// The name we greet a server with (RFC 5321 section 4.1.4): this machine's where it is a full one, else that of the
/// site, else that of the sender's domain.
fn greeting_name(options: &MailOptions) -> String {
    if let ClientId::Domain(machine) = ClientId::default()
        && let Ok(url::Host::Domain(machine)) = url::Host::parse(&machine)
        && machine.trim_matches('.').contains('.')
    {
        return machine;
    }
    let domain = |host: &str| match url::Host::parse(host) {
        Ok(url::Host::Domain(domain)) if domain.contains('.') => Some(domain),
        _ => None,
    };
    let site = options.base.host_str().and_then(domain);
    site.or_else(|| domain(options.from.address.host())).unwrap_or_else(|| "localhost.localdomain".to_owned())
}

/// What is kept of a server's or program's words: one line, not endless.
pub(super) fn words(reply: &str) -> String {
    text::clip(&text::one_line(reply), 500)
}

/// A passing failure on our own side.
pub(super) fn deferred(doing: &str, error: &dyn std::fmt::Display) -> Verdict {
    Verdict::Deferred(words(&format!("{doing}: {error}")))
}
