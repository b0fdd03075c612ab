//! Owns what a page takes from the HTML of a document's entries: the notice and the marked changes of a correction, and
//! where a comment is reported. It is read as text, which the page escapes anew.

use scraper::{ElementRef, Html, Selector};

use crate::render::view::{ChangedView, PieceView};

/// What stands above the notice in the entry of a correction.
const NOTICE: &str = "What the notice says";

/// A correction, as its entry tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Correction {
    /// What the notice says; its paragraphs are parted by a space.
    pub(super) notice: String,
    /// What changed.
    pub(super) changes: Vec<ChangedView>,
}

/// What the entry of a correction tells; nothing where it is none.
pub(super) fn correction(html: &str) -> Option<Correction> {
    let tree = Html::parse_fragment(html);
    let mut children = tree.root_element().children().filter_map(ElementRef::wrap);
    children.find(|child| child.value().name() == "h3" && child.text().eq([NOTICE]))?;
    children.next().filter(|child| child.value().name() == "blockquote").map(|quote| {
        let words = |element: &ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> = quote.child_elements().map(|paragraph| words(&paragraph)).collect();
        // Behind the changes stands the way to the article, which the page has already.
        let paragraph = |child: &ElementRef<'_>| child.value().name() == "p" && link_of(*child).is_none();
        let changes = children.filter(paragraph).map(|paragraph| changed(&paragraph)).collect();
        Correction { notice: paragraphs.join(" "), changes }
    })
}

fn changed(paragraph: &ElementRef<'_>) -> ChangedView {
    let pieces = paragraph.children().filter_map(|node| {
        let text: String = match ElementRef::wrap(node) {
            Some(element) => element.text().collect(),
            None => node.value().as_text()?.to_string(),
        };
        let kind = match node.value().as_element().map(scraper::node::Element::name) {
            Some("del") => "out",
            Some("ins") => "in",
            _ => "",
        };
        (!text.is_empty()).then_some(PieceView { kind, text })
    });
    ChangedView { pieces: pieces.collect() }
}

/// Where the comment of an entry is reported: the last address in it, where that is one of ours below `reports`. What a
/// reader writes stands before it.
pub(super) fn report(html: &str, reports: &str) -> Option<String> {
    let tree = Html::parse_fragment(html);
    let last = tree.root_element().child_elements().last()?;
    link_of(last).filter(|address| address.starts_with(reports))
}

fn link_of(element: ElementRef<'_>) -> Option<String> {
    let link = Selector::parse("a[href]").ok()?;
    Some(element.select(&link).last()?.value().attr("href")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_of_a_correction_are_read_back() {
        let html = "<h3>What the notice says</h3><blockquote><p>Amended: &lt;3%.</p><p>And</p></blockquote>\
            <h3>What changed</h3><p>In the headline:</p><p>Fees <del>fall</del> <ins>rise &amp; rise</ins></p><p>…</p>\
            <p><ins>All new.</ins></p><p><a href=\"https://news.example/\">Read the article</a></p>";
        let told = correction(html).unwrap();
        assert_eq!(told.notice, "Amended: <3%. And");
        let pieces = |line: &ChangedView| -> Vec<String> {
            line.pieces.iter().map(|piece| format!("{}|{}", piece.kind, piece.text)).collect()
        };
        let lines: Vec<String> = told.changes.iter().map(|line| pieces(line).join(" ")).collect();
        assert_eq!(lines, ["|In the headline:", "|Fees  out|fall |  in|rise & rise", "|…", "in|All new."]);
        let quotations = ["<p>An article.</p>", "<h3>What readers say</h3><blockquote><p>Words.</p></blockquote>"];
        assert_eq!(quotations.map(correction), [None, None]);
        assert_eq!(correction(""), None);
    }

    #[test]
    fn a_report_is_the_last_address_and_ours() {
        let ours = "https://round.example/report/";
        let link = |address: &str| format!("<p><small><a href=\"{address}\" rel=\"nofollow\">Report</a></small></p>");
        for (html, expected) in [
            (format!("<p>Words.</p>{}", link("https://round.example/report/a-1?b&amp;c")), Some("a-1?b&c")),
            (
                format!("{}{}", link("https://round.example/report/x"), link("https://round.example/report/y")),
                Some("y"),
            ),
            (format!("{}<p>Words.</p>", link("https://round.example/report/x")), None),
            (link("https://evil.example/report/x"), None),
            (String::new(), None),
        ] {
            assert_eq!(report(&html, ours), expected.map(|token| format!("{ours}{token}")), "{html}");
        }
    }
}
