//! Owns the check of HTML that stands in a feed: that it parses as it was meant, can run nothing, and leads somewhere.

use scraper::Html;

use super::finding::{Findings, Spot};
use super::known;

/// Elements a feed may hold: readers show or skip them, and none can do harm.
const HARMLESS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "map",
    "mark",
    "meter",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements of HTML that have no place in a feed: they run, load, style or ask.
const RISKY: &[&str] = &[
    "applet",
    "base",
    "basefont",
    "body",
    "button",
    "canvas",
    "dialog",
    "embed",
    "fieldset",
    "font",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "input",
    "isindex",
    "label",
    "legend",
    "link",
    "listing",
    "marquee",
    "math",
    "menu",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "plaintext",
    "portal",
    "script",
    "select",
    "slot",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Attributes that hold one address.
const ADDRESSES: [&str; 6] = ["href", "src", "cite", "poster", "longdesc", "background"];

/// The deepest that markup may nest: beyond it, readers give up, and so would we.
const DEEPEST: usize = 200;

/// Of what a parser stumbles over, so many are told.
const STUMBLES: usize = 3;

/// Whether HTML has an element of this name.
pub(super) fn is_element(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HARMLESS.contains(&name.as_str()) || RISKY.contains(&name.as_str())
}

/// Checks HTML; what was found good before is not looked at again.
pub(super) fn check(findings: &mut Findings, spot: Spot<'_>, html: &str) {
    if !html.contains(['<', '&']) || known::is_good(html) {
        return;
    }
    let mut found = Findings::default();
    look(&mut found, spot, html);
    if found.is_empty() {
        known::remember(html);
    } else {
        look(findings, spot, html);
    }
}

fn look(findings: &mut Findings, spot: Spot<'_>, html: &str) {
    if depth(html) > DEEPEST {
        let cure = "close what is opened";
        findings.error(spot, "NotHtml", format!("its elements stand more than {DEEPEST} deep"), cure);
        return;
    }
    let parsed = Html::parse_fragment(html);
    for error in parsed.errors.iter().take(STUMBLES) {
        let cure = "write HTML that every parser reads alike";
        findings.warning(spot, "NotHtml", format!("a parser stumbles: {error}"), cure);
    }
    // The root of a fragment is the parser's own.
    for node in parsed.root_element().descendants().skip(1) {
        if let Some(element) = node.value().as_element() {
            self::element(findings, spot, element);
        }
    }
}

fn element(findings: &mut Findings, spot: Spot<'_>, element: &scraper::node::Element) {
    let name = element.name();
    if RISKY.contains(&name) {
        let cure = "leave it out: readers do, or are harmed";
        findings.warning(spot, "SecurityRisk", format!("it has <{name}>"), cure);
    } else if !HARMLESS.contains(&name) {
        let cure = "use HTML's own elements";
        findings.warning(spot, "NotHtml", format!("<{name}> is no element of HTML"), cure);
    }
    for (key, value) in element.attrs() {
        attribute(findings, spot, name, key, value);
    }
}

fn attribute(findings: &mut Findings, spot: Spot<'_>, name: &str, key: &str, value: &str) {
    if key.starts_with("on") || matches!(key, "srcdoc" | "formaction" | "action") || key.contains(':') {
        let cure = "leave the attribute out";
        findings.warning(spot, "SecurityRiskAttr", format!("<{name}> has {key}"), cure);
    } else if key == "style" && is_dangerous(value) {
        let cure = "leave the style out: readers have their own";
        findings.warning(spot, "DangerousStyleAttr", format!("<{name}> has style=\"{}\"", shortened(value)), cure);
    } else if ADDRESSES.contains(&key) {
        address(findings, spot, name, key, value);
    } else if key == "srcset" {
        for candidate in value.split(',') {
            let one = candidate.split_whitespace().next().unwrap_or_default();
            if !one.is_empty() {
                address(findings, spot, name, key, one);
            }
        }
    }
}

fn address(findings: &mut Findings, spot: Spot<'_>, name: &str, key: &str, value: &str) {
    // Browsers read past tabs and line ends in an address.
    let value = value.replace(['\t', '\n', '\r'], "");
    let value = value.trim();
    let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let valid = |scheme: &String| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    match scheme {
        Some(scheme) if matches!(scheme.as_str(), "http" | "https" | "mailto") => {}
        Some(scheme) if valid(&scheme) && !scheme.is_empty() => {
            let what = format!("<{name} {key}=\"{}\"> is neither http, https nor mailto", shortened(value));
            findings.warning(spot, "SecurityRiskAttr", what, "link to pages and mail addresses only");
        }
        _ => {
            let what = format!("<{name} {key}=\"{}\"> is relative", shortened(value));
            findings.warning(
                spot,
                "ContainsRelRef",
                what,
                "write the whole address: readers know no page to start from",
            );
        }
    }
}

/// What can load, run or cover; plain colours and measures cannot.
fn is_dangerous(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    ["url(", "expression", "behavior", "binding", "javascript", "@", "\\", "position", "<!--"]
        .iter()
        .any(|bad| style.contains(bad))
}

fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(60).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// How deep tags could nest at most: every parser's tree is at most that deep, whatever it makes of them.
fn depth(html: &str) -> usize {
    let mut deepest: usize = 0;
    let mut open: usize = 0;
    for tag in html.split('<').skip(1) {
        let name: &str = &tag[..tag.bytes().take_while(u8::is_ascii_alphanumeric).count()];
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if !name.is_empty() && !["br", "img", "hr", "wbr", "source", "col", "area", "track"].contains(&name) {
            open += 1;
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<&'static str> {
        let mut findings = Findings::default();
        check(&mut findings, Spot { name: "content", ..Spot::default() }, html);
        findings.sorted().into_iter().map(|finding| finding.name).collect()
    }

    #[test]
    fn html_that_readers_show_is_found_good() {
        for html in [
            "",
            "plain & simple",
            "<p>One <b>bo</b>ld &amp; <a href=\"https://a.example/?a=1&amp;b=2\">a link</a>.</p><p>Two<br>lines</p>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            "<figure><img src=\"https://a.example/i.png\" alt=\"x\" srcset=\"https://a.example/2.png 2x\"></figure>",
            "<ul><li>a<ul><li>b</li></ul></li></ul><blockquote cite=\"https://a.example/\"><p>q</p></blockquote>",
            "<p style=\"color: red\">x</p>",
            "<a href=\"mailto:a@b.example\">m</a>",
        ] {
            assert_eq!(names(html), [] as [&str; 0], "{html}");
        }
    }

    #[test]
    fn what_harms_or_leads_nowhere_is_named() {
        let deep = "<div>".repeat(300);
        for (html, expected) in [
            ("<p>a<script>b</script></p>", "SecurityRisk"),
            ("<iframe src=\"https://a.example/\"></iframe>", "SecurityRisk"),
            ("<img src=\"https://a.example/\" onerror=\"x\">", "SecurityRiskAttr"),
            ("<a href=\"javascript:x\">y</a>", "SecurityRiskAttr"),
            ("<p style=\"background: url(x)\">y</p>", "DangerousStyleAttr"),
            ("<a href=\"/x\">y</a>", "ContainsRelRef"),
            ("<a href=\"#x\">y</a>", "ContainsRelRef"),
            ("<video poster=\"/x.png\"></video>", "ContainsRelRef"),
            ("<blockquote cite=\"x.html\">y</blockquote>", "ContainsRelRef"),
            ("<a href=\"java\tscript:x\">y</a>", "SecurityRiskAttr"),
            ("<img srcset=\"https://a.example/1.png 1x, /2.png 2x\">", "ContainsRelRef"),
            ("<nosuch>y</nosuch>", "NotHtml"),
            ("<p><b>never closed</p>", "NotHtml"),
            ("<a href=\"https://a.example/\">x <a href=\"https://a.example/\">y</a></a>", "NotHtml"),
            (deep.as_str(), "NotHtml"),
        ] {
            assert!(names(html).contains(&expected), "{html}: {:?}", names(html));
        }
    }
}
