//! Owns the e-mail address of a person, and the masked form that may appear in a log.

use std::fmt;
use std::str::FromStr;

/// An e-mail address, checked by the rules the mailer itself applies (RFC 5321 section 4.1.2), its domain in lower
/// case. The local part keeps its case for sending; two addresses that differ only by case are the same person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(String);

/// Why a text is not an [`Address`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an e-mail address: {why}")]
pub struct AddressError {
    text: String,
    why: &'static str,
}

/// An address as a log line may show it: `a***@example.org`.
pub struct Masked<'a>(&'a Address);

impl Address {
    /// The address as it is written to a header or an envelope.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that two spellings of one address share: in lower case, its domain in ASCII.
    pub fn folded(&self) -> String {
        let (local, host) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        // As it is sent: a domain beyond ASCII and its punycode are one.
        let host = url::Host::parse(host).map_or_else(|_| host.to_owned(), |host| host.to_string());
        format!("{}@{host}", local.to_lowercase())
    }

    /// The part after the `@`.
    pub fn host(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, host)| host)
    }

    /// The form for logs and error messages.
    pub fn masked(&self) -> Masked<'_> {
        Masked(self)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let refuse = |why| AddressError { text: trimmed.chars().take(80).collect(), why };
        let (local, host) = trimmed.rsplit_once('@').ok_or_else(|| refuse("there is no \"@\""))?;
        if local.is_empty() || local.len() > 64 {
            return Err(refuse("the part before the \"@\" must have 1 to 64 characters"));
        }
        if host.is_empty() || host.len() > 255 || !host.contains('.') {
            return Err(refuse("the part after the \"@\" must be a domain such as example.org"));
        }
        if !local_part_is_plain(local) {
            return Err(refuse("the part before the \"@\" holds a character that mail servers refuse"));
        }
        if !host.split('.').all(label_is_plain) {
            return Err(refuse("the part after the \"@\" is not a domain name"));
        }
        Ok(Self(format!("{local}@{}", host.to_lowercase())))
    }
}

/// RFC 5321 `Dot-string`, with the letters of RFC 6531; quoted strings are refused, as nearly every provider does.
fn local_part_is_plain(local: &str) -> bool {
    let atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn label_is_plain(label: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    label.len() <= 63
        && edge(label.chars().next())
        && edge(label.chars().last())
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.masked())
    }
}

impl fmt::Display for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, host) = self.0.0.rsplit_once('@').unwrap_or(("", ""));
        write!(f, "{}***@{host}", local.chars().next().unwrap_or('*'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_mail_servers_take() {
        for good in ["a@example.org", "  dr.o'hara+round@Example.ORG ", "x_1@a-b.example", "é@example.org"] {
            assert!(good.parse::<Address>().is_ok(), "{good:?} was refused");
        }
        let bad = [
            "",
            "a",
            "@example.org",
            "a@",
            "a@localhost",
            "a b@example.org",
            "a@exa mple.org",
            ".a@example.org",
            "a..b@example.org",
            "a@-x.org",
            "a@x..org",
            "a\r\nBcc: b@example.org",
            "<a@example.org>",
            "\"a\"@example.org",
        ];
        for text in bad {
            assert!(text.parse::<Address>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn a_domain_and_its_punycode_are_one() {
        let [plain, ascii] = ["a@exämple.org", "A@xn--exmple-cua.org"].map(|text| text.parse::<Address>().expect(text));
        assert_eq!(plain.folded(), ascii.folded());
    }

    #[test]
    fn shows_itself_masked() {
        let address: Address = "Jo.Bloggs@Example.org".parse().expect("an address");
        assert_eq!(address.to_string(), "Jo.Bloggs@example.org");
        assert_eq!(address.folded(), "jo.bloggs@example.org");
        assert_eq!(address.host(), "example.org");
        assert_eq!(address.masked().to_string(), "J***@example.org");
        assert_eq!(format!("{address:?}"), "Address(J***@example.org)");
    }
}
