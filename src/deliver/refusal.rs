//! Owns what a final refusal (5xx) speaks of: the recipient or the letter, or else us and the state of things. A
//! blocklist, a policy or a broken server must not cost a whole edition its readers (RFC 3463 for the codes).

/// Sayings that speak of us, or that pass, whatever code stands before them.
const SAYINGS: &[&str] = &[
    "spam",
    "blocklist",
    "block list",
    "blacklist",
    "black list",
    "denylist",
    "dnsbl",
    "blocked",
    "banned",
    "reputation",
    "unsolicited",
    "greylist",
    "try again",
    "rate limit",
    "too many",
    "access denied",
    "relay access",
    "relaying",
    "to relay",
    "mailbox full",
    "mailbox is full",
    "quota",
];

/// The same, but only as whole words.
const WORDS: &[&str] = &["policy", "spf", "dkim", "dmarc", "rbl", "sender", "authentication"];

/// Whether a refusal is the last word on this recipient and letter.
pub(super) fn is_final(reply: &str) -> bool {
    // An address that the server repeats may be called anything.
    let said: Vec<String> =
        reply.split_whitespace().filter(|word| !word.contains('@')).map(str::to_lowercase).collect();
    let line = said.join(" ");
    if SAYINGS.iter().any(|saying| line.contains(saying)) {
        return false;
    }
    if line.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word)) {
        return false;
    }
    match said.iter().find_map(|word| enhanced(word)) {
        // Of our own address (5.1.7, 5.1.8), of a mailbox that is full or a list, and of systems, routes and policy.
        Some((1, 7 | 8) | (2, 2 | 4) | (3 | 4 | 7, _)) => false,
        Some(_) => true,
        // They ask for a login, or for encryption.
        None => !["530", "534", "535", "538"].iter().any(|code| line.starts_with(code)),
    }
}

/// Subject and detail of an enhanced status code (RFC 3463).
fn enhanced(word: &str) -> Option<(u16, u16)> {
    let code = word.rsplit_once('-').map_or(word, |(_, code)| code);
    let mut parts = code.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    if class != "5" || parts.next().is_some() {
        return None;
    }
    Some((subject.parse().ok()?, detail.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_speaks_of_the_recipient_or_the_letter_is_final() {
        let cases = [
            (true, "550 5.1.1 no such user here"),
            (true, "550 5.1.2 bad destination system"),
            (true, "550 5.1.10 recipient not found"),
            (true, "550 5.2.1 mailbox disabled"),
            (true, "550 user unknown"),
            (true, "550 5.1.1 <blocked.spf@policy.example>: user unknown in relay recipient table"),
            (true, "550 #5.1.0 address rejected"),
            (true, "554 5.6.0 the message has no date"),
            (true, "556 the domain takes no mail"),
            (true, ""),
            (false, "552 5.2.2 mailbox full"),
            (false, "552 the mailbox is over quota"),
            (false, "550 5.1.8 your domain has no address"),
            (false, "550 5.3.0 other system problem"),
            (false, "554 5.4.4 no route to the host"),
            (false, "550 5.7.1 not accepted"),
            (false, "550-5.7.26 unauthenticated"),
            (false, "msmtp: server message: 550 5.7.515 access refused"),
            (false, "554 192.0.2.1 is listed, see https://www.spamhaus.org/query/ip/192.0.2.1"),
            (false, "550 5.1.1 Blocked by our Blocklist"),
            (false, "550 rejected because of policy"),
            (false, "550 SPF check failed"),
            (false, "550 DKIM-signature missing"),
            (false, "554 refused for DMARC."),
            (false, "554 poor reputation of the IP"),
            (false, "554 relaying denied"),
            (false, "530 log in first"),
        ];
        for (last, reply) in cases {
            assert_eq!(is_final(reply), last, "{reply}");
        }
    }
}
