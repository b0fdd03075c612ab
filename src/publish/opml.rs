//! Owns OPML 2.0: the list of feeds that a reader subscribes to in one go.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use url::Url;

use super::text;

/// One feed of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its title.
    pub title: String,
    /// What it is, plain text.
    pub description: String,
    /// The address of the document.
    pub feed: Url,
    /// The page for people.
    pub home: Url,
}

/// Writes the list as an OPML 2.0 document.
#[expect(clippy::missing_panics_doc, reason = "a Vec takes every write")]
pub fn write(title: &str, outlines: &[Outline]) -> Vec<u8> {
    written(title, outlines).expect("a Vec takes every write")
}

fn written(title: &str, outlines: &[Outline]) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    writer.create_element("opml").with_attribute(("version", "2.0")).write_inner_content(|opml| {
        opml.create_element("head").write_inner_content(|head| {
            head.create_element("title").write_text_content(BytesText::new(&text::line(title)))?;
            Ok(())
        })?;
        opml.create_element("body")
            .write_inner_content(|body| outlines.iter().try_for_each(|outline| write_outline(body, outline)))?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn write_outline(body: &mut Writer<Vec<u8>>, outline: &Outline) -> std::io::Result<()> {
    let title = text::line(&outline.title);
    let description = text::line(&outline.description);
    // Readers show either; `type` is "rss" for every kind of feed.
    let mut attributes = vec![("type", "rss"), ("text", title.as_str()), ("title", title.as_str())];
    if !description.is_empty() {
        attributes.push(("description", &description));
    }
    attributes.extend([("xmlUrl", outline.feed.as_str()), ("htmlUrl", outline.home.as_str())]);
    body.create_element("outline").with_attributes(attributes).write_empty()?;
    Ok(())
}
