//! Owns what a template can call beyond the engine's own: dates on the wall clock of a zone, wrapping, counting words,
//! and the one place where a value becomes text, which is where hostile text is made harmless.

use chrono::DateTime;
use chrono::format::{Item, StrftimeItems};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value};

use super::text;

/// Hands the filters to the engine.
pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_filter("date", date);
    environment.add_filter("wrap", wrap);
    environment.add_filter("plural", plural);
    environment.add_filter("clip", clip);
    environment.add_filter("paragraphs", paragraphs);
    environment.set_formatter(write_value);
}

fn refuse(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

/// `{{ entry.published_at|date(publication.zone, "%-d %B %Y") }}`
fn date(value: &str, zone: &str, format: &str) -> Result<String, Error> {
    let at = DateTime::parse_from_rfc3339(value).map_err(|_| refuse(format!("{value:?} is not a time")))?;
    let zone: chrono_tz::Tz = zone.parse().map_err(|_| refuse(format!("{zone:?} is not a time zone")))?;
    // chrono panics while writing a format it does not know.
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.contains(&Item::Error) {
        return Err(refuse(format!("{format:?} is not a date format such as \"%-d %B %Y\"")));
    }
    Ok(at.with_timezone(&zone).format_with_items(items.into_iter()).to_string())
}

/// `{{ quote.text|wrap(72, "  > ") }}`
fn wrap(value: &str, width: Option<usize>, indent: Option<&str>) -> String {
    text::wrap(value, width.unwrap_or(72).clamp(20, 500), indent.unwrap_or(""))
}

/// `{{ entry.comments_total|plural("comment", "comments") }}` gives "12 comments".
fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `{{ edition.headlines|clip(100) }}`
fn clip(value: &str, limit: usize) -> String {
    text::clip(value, limit)
}

/// `{% for paragraph in quote.text|paragraphs %}`
fn paragraphs(value: &str) -> Vec<String> {
    text::paragraphs(value)
}

/// Writes a value: nothing for none, text without characters that mislead, markup escaped in HTML. The engine's own
/// escaping also turns every "/" into six characters, which fattens each address in a mail.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    let written;
    let plain = if let Some(text) = value.as_str() {
        text
    } else {
        written = value.to_string();
        &written
    };
    if value.is_safe() {
        return out.write_str(plain).map_err(Error::from);
    }
    let plain = text::clean(plain);
    if matches!(state.auto_escape(), AutoEscape::None) {
        return out.write_str(&plain).map_err(Error::from);
    }
    let mut rest: &str = &plain;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest).map_err(Error::from)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn rendered(name: &str, template: &str) -> Result<String, Error> {
        let mut environment = Environment::new();
        register(&mut environment);
        let hostile = "<b title=\"x\" id='y'>a/b & c\u{202e}</b>";
        let context = context! { at => "2026-07-06T22:30:00Z", hostile => hostile, nothing => Value::from(()) };
        environment.render_named_str(name, template, context)
    }

    #[test]
    fn says_dates_counts_and_lines() {
        let cases = [
            ("{{ at|date('Europe/London', '%-d %B %Y, %H:%M') }}", "6 July 2026, 23:30"),
            ("{{ at|date('America/New_York', '%H:%M') }}", "18:30"),
            ("{{ 1|plural('comment', 'comments') }}", "1 comment"),
            ("{{ 0|plural('comment', 'comments') }}", "0 comments"),
            ("{{ 'aaa bbb ccc ddd eee fff'|wrap(20, '> ') }}", "> aaa bbb ccc ddd\n> eee fff"),
            ("{{ 'one two three four'|clip(14) }}", "one two three…"),
            ("[{{ nothing }}]", "[]"),
            ("{{ hostile }}", "<b title=\"x\" id='y'>a/b & c</b>"),
        ];
        for (template, want) in cases {
            assert_eq!(rendered("a.txt", template).unwrap(), want, "{template}");
        }
        let html = rendered("a.html", "{{ hostile }}").unwrap();
        assert_eq!(html, "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;a/b &amp; c&lt;/b&gt;");
    }

    #[test]
    fn refuses_what_it_cannot_say_without_a_panic() {
        for template in
            ["{{ at|date('Mars/Base', '%d') }}", "{{ at|date('UTC', '%Q') }}", "{{ 'soon'|date('UTC', '%d') }}"]
        {
            assert!(rendered("a.txt", template).is_err(), "{template}");
        }
    }
}
