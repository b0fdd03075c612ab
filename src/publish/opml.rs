//! Owns OPML 2.0: the list of feeds that a reader subscribes to in one go, in groups that readers make folders of.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use url::Url;

use super::text;
use crate::domain::FeedGroup;

/// One feed of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The group it is listed in.
    pub group: FeedGroup,
    /// Its title.
    pub title: String,
    /// What it is, plain text.
    pub description: String,
    /// The address of the document.
    pub feed: Url,
    /// The page for people.
    pub home: Url,
}

/// Writes the list as an OPML 2.0 document: in groups, in the order of these, where there is more than one.
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
        opml.create_element("body").write_inner_content(|body| write_groups(body, outlines))?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn write_groups(body: &mut Writer<Vec<u8>>, outlines: &[Outline]) -> std::io::Result<()> {
    let members = |group| outlines.iter().filter(move |outline| outline.group == group);
    let groups: Vec<FeedGroup> = FeedGroup::ALL.into_iter().filter(|group| members(*group).next().is_some()).collect();
    // A folder that holds everything helps nobody.
    if groups.len() < 2 {
        return outlines.iter().try_for_each(|outline| write_outline(body, outline));
    }
    for group in groups {
        let heading = group.heading();
        body.create_element("outline")
            .with_attributes([("text", heading), ("title", heading)])
            .write_inner_content(|inner| members(group).try_for_each(|outline| write_outline(inner, outline)))?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(group: FeedGroup, title: &str) -> Outline {
        let address = |ending: &str| Url::parse(&format!("https://round.example/feeds/{title}{ending}")).unwrap();
        Outline { group, title: title.to_owned(), description: String::new(), feed: address(".rss"), home: address("") }
    }

    /// Each outline: how deep it stands, its text, whether it is a feed.
    fn read(bytes: &[u8]) -> Vec<(usize, String, bool)> {
        let mut reader = quick_xml::Reader::from_reader(bytes);
        let (mut depth, mut found) = (0, Vec::new());
        loop {
            let event = reader.read_event().unwrap();
            if let Event::Start(element) | Event::Empty(element) = &event
                && element.name().as_ref() == b"outline"
            {
                let of = |name| element.try_get_attribute(name).unwrap();
                let text = String::from_utf8(of("text").unwrap().value.into_owned()).unwrap();
                found.push((depth, text, of("xmlUrl").is_some()));
            }
            match event {
                Event::Start(element) if element.name().as_ref() == b"outline" => depth += 1,
                Event::End(element) if element.name().as_ref() == b"outline" => depth -= 1,
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn feeds_of_several_groups_stand_in_folders_in_their_order() {
        let list =
            [outline(FeedGroup::Topics, "pay"), outline(FeedGroup::Main, "all"), outline(FeedGroup::Topics, "rotas")];
        let want =
            [(0, "Main feeds", false), (1, "all", true), (0, "By topic", false), (1, "pay", true), (1, "rotas", true)];
        let want: Vec<_> = want.map(|(depth, text, feed)| (depth, text.to_owned(), feed)).into();
        assert_eq!(read(&write("The Round", &list)), want);
    }

    #[test]
    fn one_group_needs_no_folder() {
        let list = [outline(FeedGroup::Talk, "comments"), outline(FeedGroup::Talk, "corrections")];
        let want = vec![(0, "comments".to_owned(), true), (0, "corrections".to_owned(), true)];
        assert_eq!(read(&write("The Round", &list)), want);
        assert_eq!(read(&write("", &[])), Vec::new());
    }
}
