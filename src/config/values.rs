//! Owns the reading of single values: a text goes in, a parsed type or a mistake with its cure comes out.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::{TZ_VARIANTS, Tz};
use url::{Host, Url};

use crate::deliver::options::Mailbox;
use crate::domain::{Address, Hours, HoursError, Name, Schedule, parse_span};
use crate::gather::options::Css;

use super::near::nearest;
use super::report::Mistake;

type Reading<T> = Result<T, Mistake>;

/// One line for people to read; it may end up in a mail header.
pub(super) fn line(text: &str) -> Reading<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Mistake::new("the text is empty", "write some words, or leave the key out"));
    }
    if text.chars().any(char::is_control) {
        return Err(Mistake::new("the text holds a line break or a control character", "write it on one line"));
    }
    if text.chars().count() > 500 {
        return Err(Mistake::new("the text is longer than 500 characters", "write a shorter one"));
    }
    Ok(text.to_owned())
}

/// A name in addresses.
pub(super) fn name(text: &str) -> Reading<Name> {
    text.parse::<Name>().map_err(|error| {
        let plain: String =
            text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let plain: String = plain.trim_matches('-').chars().take(64).collect();
        let example = if plain.parse::<Name>().is_ok() { plain } else { "daily".to_owned() };
        Mistake::new(error.to_string(), format!("write a name such as {example:?}"))
    })
}

/// An e-mail address.
pub(super) fn address(text: &str) -> Reading<Address> {
    text.parse::<Address>().map_err(|error| Mistake::new(error.to_string(), "write one such as \"editor@example.org\""))
}

/// `Name <address>`, or the address alone.
pub(super) fn mailbox(text: &str) -> Reading<Mailbox> {
    let text = line(text)?;
    let cure = "write one such as \"The Round <round@example.org>\"";
    let Some((name, rest)) = text.split_once('<') else {
        return Ok(Mailbox {
            name: None,
            address: address(&text).map_err(|mistake| Mistake::new(mistake.what, cure))?,
        });
    };
    let Some(inside) = rest.trim_end().strip_suffix('>') else {
        return Err(Mistake::new(format!("{text:?} has a \"<\" without a \">\" at its end"), cure));
    };
    let name = name.trim().trim_matches('"').trim();
    let address = address(inside).map_err(|mistake| Mistake::new(mistake.what, cure))?;
    Ok(Mailbox { name: (!name.is_empty()).then(|| name.to_owned()), address })
}

/// An address on the web.
pub(super) fn url(text: &str) -> Reading<Url> {
    let cure = "write a whole address, such as \"https://www.example.org/\"";
    let text = text.trim();
    let url = Url::parse(text).map_err(|error| Mistake::new(format!("{text:?} is not an address: {error}"), cure))?;
    http(url)
}

/// Refuses what is not HTTP, and what holds a password.
pub(super) fn http(url: Url) -> Reading<Url> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Mistake::new(
            "the address holds a user or a password",
            "write it without what stands before the \"@\"",
        ));
    }
    if !matches!(url.scheme(), "http" | "https") {
        let what = format!("{:?} is not an http or https address", url.as_str());
        return Err(Mistake::new(what, "write a whole address, such as \"https://www.example.org/\""));
    }
    Ok(url)
}

/// An address that others are made from: without `?` and `#`, and ending in `/`.
pub(super) fn base_url(text: &str) -> Reading<Url> {
    let mut url = url(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        let what = "the address has a \"?\" or a \"#\", so no other can begin with it";
        return Err(Mistake::new(what, "write it up to there, with a \"/\" at its end"));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// An IANA zone.
pub(super) fn zone(text: &str) -> Reading<Tz> {
    text.parse::<Tz>().map_err(|_| {
        let wanted = text.trim().replace(' ', "_");
        let whole = TZ_VARIANTS.iter().map(|zone| zone.name());
        let by_city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&wanted));
        let near = whole.clone().find(by_city).or_else(|| nearest(&wanted, whole));
        let cure = match near {
            Some(near) => format!("did you mean {near:?}?"),
            None => "write a zone of the IANA list, such as \"Europe/London\"".to_owned(),
        };
        Mistake::new(format!("{text:?} is not a time zone"), cure)
    })
}

/// A BCP 47 tag, judged by its shape.
pub(super) fn language(text: &str) -> Reading<String> {
    let mut parts = text.split('-');
    let first =
        parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic()));
    let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if first && rest {
        return Ok(text.to_owned());
    }
    Err(Mistake::new(format!("{text:?} is not a language tag"), "write one such as \"en-GB\" or \"de\""))
}

/// A length of time within `range`.
pub(super) fn duration(range: RangeInclusive<Duration>) -> impl Fn(&str) -> Reading<Duration> {
    move |text| {
        let cure = "write numbers with their units ms, s, m, h or d, such as \"30s\", \"15m\" or \"1h30m\"";
        let found = parse_span(text).ok_or_else(|| Mistake::new(format!("{text:?} is not a length of time"), cure))?;
        if !range.contains(&found) {
            let cure = format!("write one from {} to {}", spoken(*range.start()), spoken(*range.end()));
            return Err(Mistake::new(format!("{text:?} is out of range"), cure));
        }
        Ok(found)
    }
}

/// As [`parse_span`] reads it, in the largest unit that fits.
fn spoken(span: Duration) -> String {
    let milliseconds = span.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];
    let fitting = units.iter().find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
    match fitting {
        Some((unit, letter)) => format!("\"{}{letter}\"", milliseconds / unit),
        None if milliseconds == 0 => "\"0s\"".to_owned(),
        None => format!("\"{milliseconds}ms\""),
    }
}

/// A number of bytes within `range`.
pub(super) fn size(range: RangeInclusive<u64>) -> impl Fn(&str) -> Reading<u64> {
    move |text| {
        let refuse =
            || Mistake::new(format!("{text:?} is not a size"), "write one such as \"500 kB\", \"8 MB\" or \"8 MiB\"");
        let found = bytes(text.trim()).ok_or_else(refuse)?;
        if !range.contains(&found) {
            let cure = format!("write one from {} to {} bytes, such as \"8 MB\"", range.start(), range.end());
            return Err(Mistake::new(format!("{text:?} is out of range"), cure));
        }
        Ok(found)
    }
}

fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" => 1000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// When something happens.
pub(super) fn schedule(zone: Tz) -> impl Fn(&str) -> Reading<Schedule> {
    move |text| Schedule::parse(text, zone).map_err(|error| Mistake::new(error.to_string(), error.cure()))
}

/// Hours of the day.
pub(super) fn hours(text: &str) -> Reading<Hours> {
    let cure = "write two times of the day, such as \"22:00-06:00\"; for the whole day, leave it out";
    text.parse().map_err(|error: HoursError| Mistake::new(error.to_string(), cure))
}

/// A selector for a page, which needs more than an attribute.
pub(super) fn css(text: &str) -> Reading<Css> {
    let css = css_within(text)?;
    if css.selector().is_none() {
        let cure = format!("write a selector before it, such as \"a {css}\"");
        return Err(Mistake::new(format!("{text:?} names an attribute, but not of what"), cure));
    }
    Ok(css)
}

/// A selector within an item, or an attribute of the item.
pub(super) fn css_within(text: &str) -> Reading<Css> {
    Css::parse(text).map_err(|why| {
        let what = format!("{text:?} is not a selector: {}", in_plain_words(&why));
        Mistake::new(what, "write a CSS selector such as \"div.story p\", with \"@attribute\" after it or not")
    })
}

/// The parser blames itself where it has only the name of an error, such as `DanglingCombinator`.
fn in_plain_words(why: &str) -> String {
    let Some((_, name)) = why.rsplit_once("report this to the developer") else {
        return why.trim_end_matches('.').replace(['\n', '\r'], " ");
    };
    let mut words = String::new();
    for letter in name.trim().chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// An address and a port to listen on.
pub(super) fn listen(text: &str) -> Reading<SocketAddr> {
    text.trim().parse::<SocketAddr>().map_err(|_| {
        let port = text.rsplit(':').next().and_then(|port| port.trim().parse::<u16>().ok()).unwrap_or(8080);
        let cure = format!("write \"127.0.0.1:{port}\" for this machine alone, or \"0.0.0.0:{port}\" for all");
        Mistake::new(format!("{text:?} is not an IP address with a port"), cure)
    })
}

/// An IP address.
pub(super) fn ip(text: &str) -> Reading<IpAddr> {
    let cure = "write the address it connects from, such as \"172.18.0.2\"";
    text.trim().parse().map_err(|_| Mistake::new(format!("{text:?} is not an IP address"), cure))
}

/// The name or IP address of a server.
pub(super) fn host(text: &str) -> Reading<String> {
    let host = text.trim();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let known = bare.parse::<IpAddr>().is_ok() || (Host::parse(host).is_ok() && !host.contains(':'));
    if known {
        return Ok(host.to_owned());
    }
    let what = format!("{text:?} is not the name of a server");
    Err(Mistake::new(what, "write the name alone, such as \"smtp.example.org\"; the port has a key of its own"))
}

/// A path; relative ones are resolved by the caller.
pub(super) fn path(text: &str) -> Reading<PathBuf> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err(Mistake::new("the path is empty", "write one such as \"var/public\""));
    }
    Ok(PathBuf::from(text))
}

#[cfg(test)]
mod tests;
