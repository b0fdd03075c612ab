//! Owns the taking of parts from a parsed page: by an operator's selector, by a list of our own, and an element's markup
//! without some of what it holds.

use scraper::{ElementRef, Html, Node, Selector};

use super::clean::escape;
use super::dates;
use super::options::Css;

/// No rule names more elements of a page; what they say is compared with one another.
const MOST_ELEMENTS: usize = 5_000;

/// A selector of our own.
pub(crate) fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("the selector is a constant, and each list is used by a test")
}

/// The elements of the page that a rule names, in document order; the first five thousand.
pub(crate) fn elements<'a>(doc: &'a Html, css: &Css) -> Vec<ElementRef<'a>> {
    css.selector().map(|selector| doc.select(selector).take(MOST_ELEMENTS).collect()).unwrap_or_default()
}

/// What a rule takes of each element it names within `scope` that `is_own` lets through: the attribute, or the words.
pub(crate) fn values<'a>(scope: ElementRef<'a>, css: &Css, is_own: impl Fn(ElementRef<'a>) -> bool) -> Vec<String> {
    match css.selector() {
        None => value(scope, css).into_iter().collect(),
        Some(selector) => {
            let own = scope.select(selector).filter(|found| is_own(*found)).take(MOST_ELEMENTS);
            own.filter_map(|found| value(found, css)).collect()
        }
    }
}

/// What a rule takes of an element it named.
pub(crate) fn value(element: ElementRef<'_>, css: &Css) -> Option<String> {
    let found = match css.attribute() {
        Some(attribute) => element.attr(attribute)?.to_owned(),
        None => words(element),
    };
    Some(found).filter(|found| !found.trim().is_empty())
}

/// What may be the time in each element that a rule names, the surest first: what it says for machines, its words.
pub(crate) fn times<'a>(scope: ElementRef<'a>, css: &Css, is_own: impl Fn(ElementRef<'a>) -> bool) -> Vec<String> {
    match css.selector() {
        Some(selector) if css.attribute().is_none() => {
            scope.select(selector).filter(|found| is_own(*found)).flat_map(times_of).collect()
        }
        _ => values(scope, css, is_own),
    }
}

fn times_of(element: ElementRef<'_>) -> Vec<String> {
    let inner = element.descendent_elements().filter(|inner| inner.value().name() == "time");
    let stated = std::iter::once(element).chain(inner).flat_map(|part| [part.attr("datetime"), part.attr("content")]);
    // A mere day is less than an hour in words, and more than "two days ago".
    let (exact, days): (Vec<String>, Vec<String>) =
        stated.flatten().map(str::to_owned).partition(|stated| stated.contains(':'));
    let words = Some(words(element)).filter(|words| !words.is_empty());
    let absolute = words.clone().filter(|words| dates::is_absolute(words));
    exact.into_iter().chain(absolute).chain(days).chain(words).collect()
}

/// The words of an element, folded. Blocks and line breaks part words.
pub(crate) fn words(element: ElementRef<'_>) -> String {
    super::clean::plain(&markup_words(element))
}

/// The words of an element that has no more than `max` bytes of them. An outer element is not read to its end for that.
pub(crate) fn short_words(element: ElementRef<'_>, max: usize) -> Option<String> {
    let mut length = 0;
    let texts = element.descendants().filter_map(|node| node.value().as_text());
    let is_short = texts.map(|text| text.split_whitespace().map(str::len).sum::<usize>()).all(|bytes| {
        length += bytes;
        length <= max
    });
    is_short.then(|| words(element)).filter(|words| words.len() <= max)
}

fn markup_words(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    for node in element.descendants() {
        match node.value() {
            Node::Text(text) if !is_unread(node.parent().and_then(ElementRef::wrap)) => words.push_str(text),
            Node::Element(tag) if is_block(tag.name()) => words.push(' '),
            _ => {}
        }
    }
    words
}

fn is_unread(parent: Option<ElementRef<'_>>) -> bool {
    parent.is_some_and(|parent| matches!(parent.value().name(), "script" | "style" | "noscript" | "template"))
}

/// Whether an element begins a line of its own.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "br"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "td"
            | "th"
            | "tr"
            | "ul"
    )
}

/// The element's content as HTML without the parts in `without`. Not yet safe: it goes to `clean::fragment`.
pub(crate) fn markup(element: ElementRef<'_>, without: &[ElementRef<'_>]) -> String {
    let mut out = String::new();
    write_children(element, without, &mut out);
    out
}

/// Recursion ends with the page's depth, which `depth::check` bounds.
fn write_children(element: ElementRef<'_>, without: &[ElementRef<'_>], out: &mut String) {
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            escape(text, out);
        } else if let Some(child) = ElementRef::wrap(child)
            && !without.contains(&child)
            && !matches!(child.value().name(), "script" | "style" | "noscript" | "template")
        {
            write_element(child, without, out);
        }
    }
}

fn write_element(element: ElementRef<'_>, without: &[ElementRef<'_>], out: &mut String) {
    let name = element.value().name();
    out.push('<');
    out.push_str(name);
    for (key, value) in element.value().attrs() {
        // A parser takes almost anything for an attribute's name; what is no plain name could end the tag here.
        if key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
    }
    out.push('>');
    if !matches!(
        name,
        "br" | "hr" | "img" | "input" | "wbr" | "source" | "embed" | "link" | "meta" | "col" | "area" | "track"
    ) {
        write_children(element, without, out);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_leaves_parts_out() {
        let doc = Html::parse_fragment(
            "<div><p>a &lt;b&gt; <b class='x\"y'>c</b></p><aside>d</aside><script>e</script><br>f<style>g</style></div>",
        );
        let div = doc.select(&selector("div")).next().unwrap();
        let aside: Vec<ElementRef<'_>> = doc.select(&selector("aside")).collect();
        assert_eq!(markup(div, &aside), "<p>a &lt;b&gt; <b class=\"x&quot;y\">c</b></p><br>f");
        assert_eq!(words(div), "a <b> c d f");
        assert_eq!((short_words(div, 40).as_deref(), short_words(div, 9)), (Some("a <b> c d f"), None));
    }

    #[test]
    fn rules_take_words_or_attributes() {
        let doc = Html::parse_fragment("<div id=one><time datetime=2017>then</time><i> </i><i>x</i></div>");
        let div = doc.select(&selector("div")).next().unwrap();
        let cases = [("time", "then"), ("time @datetime", "2017"), ("@id", "one"), ("i", "x")];
        for (rule, expected) in cases {
            let rule = Css::parse(rule).unwrap();
            assert_eq!(values(div, &rule, |_| true), [expected]);
        }
    }

    #[test]
    fn a_rule_names_so_many_elements_and_no_more() {
        let doc = Html::parse_fragment(&format!("<div>{}</div>", "<i>x</i>".repeat(MOST_ELEMENTS + 10)));
        let rule = Css::parse("i").unwrap();
        assert_eq!(elements(&doc, &rule).len(), MOST_ELEMENTS);
        assert_eq!(values(doc.root_element(), &rule, |_| true).len(), MOST_ELEMENTS);
    }

    #[test]
    fn times_are_taken_from_what_is_said_for_machines() {
        let doc = Html::parse_fragment(
            "<div id=one><p>2 days ago <time datetime=2017-11-27T11:20Z>Monday</time></p>\
             <i content=2017-11-27>2 days ago</i><b title=x>27 Nov 2017 11:20am</b><u datetime=2017-11-27>27 Nov 2017 11:20am</u></div>",
        );
        let div = doc.select(&selector("div")).next().unwrap();
        let cases = [
            ("p", "2017-11-27T11:20Z"),
            ("p time", "2017-11-27T11:20Z"),
            ("i", "2017-11-27"),
            ("b", "27 Nov 2017 11:20am"),
            ("u", "27 Nov 2017 11:20am"),
            ("b @title", "x"),
        ];
        for (rule, expected) in cases {
            assert_eq!(times(div, &Css::parse(rule).unwrap(), |_| true)[0], expected, "{rule}");
        }
    }
}
