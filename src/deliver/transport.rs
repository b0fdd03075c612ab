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
        Transport::Smtp(smtp) => {
            let machine = ClientId::default().to_string();
            Arc::new(SmtpMailer::new(smtp, &greeting_name(&machine, options), options.connections)?)
        }
        Transport::Sendmail { command } => Arc::new(SendmailMailer::new(command.clone())),
    })
}

/// The name we greet a server with (RFC 5321 section 4.1.4): this machine's where it is a full one, else that of the
/// site, else that of the sender's domain.
fn greeting_name(machine: &str, options: &MailOptions) -> String {
    let domain = |host: &str| match url::Host::parse(host) {
        Ok(url::Host::Domain(domain)) if domain.trim_matches('.').contains('.') => Some(domain),
        _ => None,
    };
    if let Some(machine) = domain(machine) {
        return machine;
    }
    let site = options.base.host_str().and_then(domain);
    site.or_else(|| domain(options.from.address.host())).unwrap_or_else(|| "localhost.localdomain".to_owned())
}

/// What is kept of a server's or program's words: one line, not endless.
pub(super) fn words(reply: &str) -> String {
    text::clip(&text::one_line(reply), 500)
}

/// Where the transport itself is out of order.
pub(super) fn unreachable(doing: &str, error: &dyn std::fmt::Display) -> Verdict {
    Verdict::Unreachable(words(&format!("{doing}: {error}")))
}

/// A passing failure on our own side.
pub(super) fn deferred(doing: &str, error: &dyn std::fmt::Display) -> Verdict {
    Verdict::Deferred(words(&format!("{doing}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::options::{Mailbox, Security, SmtpOptions, Uncertain};

    fn options(base: &str, transport: Transport) -> MailOptions {
        let contact: crate::domain::Address = "round@mail.example.org".parse().unwrap();
        MailOptions {
            from: Mailbox { name: None, address: contact.clone() },
            reply_to: None,
            contact,
            base: base.parse().unwrap(),
            transport,
            uncertain: Uncertain::Resend,
            connections: 1,
        }
    }

    #[test]
    fn greets_with_the_best_name_there_is() {
        let cases = [
            ("mx1.example.org", "https://round.example.org/", "mx1.example.org"),
            ("mx1", "https://round.example.org/", "round.example.org"),
            ("[127.0.0.1]", "http://127.0.0.1:8080/", "mail.example.org"),
            ("a b\r\nMAIL", "http://localhost/", "mail.example.org"),
        ];
        for (machine, base, want) in cases {
            let options = options(base, Transport::File { folder: "outbox".into() });
            assert_eq!(greeting_name(machine, &options), want, "{machine} {base}");
        }
    }

    #[test]
    fn makes_each_transport_and_tells_of_a_missing_file() {
        let smtp = |ca_file| {
            Transport::Smtp(SmtpOptions {
                host: "smtp.example.org".to_owned(),
                port: 465,
                security: Security::Tls,
                login: None,
                ca_file,
                timeout: std::time::Duration::from_secs(1),
            })
        };
        let cases = [
            (Transport::File { folder: "outbox".into() }, true),
            (Transport::Sendmail { command: "/usr/sbin/sendmail".into() }, true),
            (smtp(None), true),
            (smtp(Some("no/such/file.pem".into())), false),
        ];
        for (transport, good) in cases {
            let shown = format!("{transport:?}");
            assert_eq!(build(&options("https://round.example.org/", transport)).is_ok(), good, "{shown}");
        }
    }
}
