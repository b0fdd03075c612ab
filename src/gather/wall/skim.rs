//! Owns a quick look at a page without parsing it: its title, its headline, and how many words it shows.

/// With more bytes of words than this a page is no wall, and the look ends.
const LONG: usize = 5000;

/// What a quick look sees, in lower case.
#[derive(Debug, Default)]
pub(super) struct Skim {
    /// The markup, as far as it was looked at; empty for a long page.
    pub(super) html: String,
    /// The title, on one line.
    pub(super) title: String,
    /// The first `h1`.
    pub(super) heading: String,
    /// The visible words on one line.
    pub(super) words: String,
    /// How many links there are.
    pub(super) links: usize,
}

impl Skim {
    pub(super) fn of(body: &[u8]) -> Self {
        let lower = body.to_ascii_lowercase();
        let words = visible(&lower);
        if words.len() > LONG {
            return Self { words, ..Self::default() };
        }
        let html = String::from_utf8_lossy(&lower).into_owned();
        let links = html.matches("<a ").count();
        Self { title: inside(&html, "title"), heading: inside(&html, "h1"), words, links, html }
    }

    pub(super) fn is_long(&self) -> bool {
        self.words.len() > LONG
    }

    /// Whether the page calls itself an article: no wall does.
    pub(super) fn is_article(&self) -> bool {
        let marks = ["<article", "article:published_time", "content=\"article\"", "\"newsarticle\"", "\"blogposting\""];
        marks.iter().any(|mark| self.html.contains(mark))
    }

    pub(super) fn has_password(&self) -> bool {
        ["type=\"password\"", "type='password'", "type=password"].iter().any(|mark| self.html.contains(mark))
    }

    /// Whether a script, frame or image comes from an address with this in it; a link to it does not count.
    pub(super) fn loads_from(&self, host: &str) -> bool {
        self.html.match_indices(host).any(|(place, _)| {
            let before = &self.html.as_bytes()[..place];
            let tag = before.iter().rposition(|byte| matches!(byte, b'<' | b'>')).map_or(0, |at| at);
            let tag = &before[tag..];
            tag.starts_with(b"<") && tag.windows(4).any(|four| four == b"src=")
        })
    }

    /// The beginning of its words.
    pub(super) fn first_words(&self, most: usize) -> String {
        self.words.chars().take(most).collect()
    }
}

/// The text between tags on one line, without scripts and styles; it ends soon after it is long.
fn visible(html: &[u8]) -> String {
    let mut out: Vec<u8> = Vec::new();
    let mut rest = html;
    while let Some(&first) = rest.first() {
        if out.len() > LONG {
            break;
        }
        if first == b'<' {
            rest = after_tag(rest);
            blank(&mut out);
        } else {
            let end = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
            for byte in &rest[..end] {
                if byte.is_ascii_whitespace() { blank(&mut out) } else { out.push(*byte) }
            }
            rest = &rest[end..];
        }
    }
    String::from_utf8_lossy(&out).trim().to_owned()
}

fn blank(out: &mut Vec<u8>) {
    if out.last().is_some_and(|last| *last != b' ') {
        out.push(b' ');
    }
}

/// What follows a tag, or the whole element where it shows nothing.
fn after_tag(html: &[u8]) -> &[u8] {
    let end = if html.starts_with(b"<!--") {
        find(html, b"-->").map(|at| at + 3)
    } else {
        let hidden = ["script", "style", "title", "svg", "template"];
        let hides = hidden.iter().find(|name| {
            html[1..].starts_with(name.as_bytes())
                && html.get(1 + name.len()).is_some_and(|byte| !byte.is_ascii_alphanumeric())
        });
        match hides {
            Some(name) => find(html, format!("</{name}").as_bytes()).map(|at| at + 2 + name.len()),
            None => html.iter().position(|byte| *byte == b'>').map(|at| at + 1),
        }
    };
    let rest = &html[end.unwrap_or(html.len())..];
    // The end of a closing tag.
    rest.strip_prefix(b">").unwrap_or(rest)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    // Quick where the first byte is rare; markup is short here.
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// The text of the first element of that name, on one line.
fn inside(html: &str, name: &str) -> String {
    let Some(start) = html.find(&format!("<{name}")) else { return String::new() };
    let Some(open) = html[start..].find('>') else { return String::new() };
    let text = &html[start + open + 1..];
    let text = &text[..text.find(&format!("</{name}")).unwrap_or(text.len())];
    visible(text.as_bytes())
}
