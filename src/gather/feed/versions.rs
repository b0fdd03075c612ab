//! Owns the mending of feeds that the parser refuses: versions of RSS it does not know, and people it cannot read.

/// The same feed with version 2.0 on its `rss` element: the parser takes only the versions it knows, and sites write
/// others, or none. `None` where there is no such element.
pub(super) fn as_rss_2(body: &[u8]) -> Option<Vec<u8>> {
    let start = body.windows(4).take(4_096).position(|window| window == b"<rss")? + 4;
    let end = start + body[start..].iter().position(|byte| *byte == b'>')?;
    let tag = std::str::from_utf8(&body[start..end]).ok()?;
    let rest = match tag.find("version") {
        Some(at) => {
            let mut quoted = tag[at..].splitn(3, ['"', '\'']).skip(2);
            format!("{} {}", &tag[..at], quoted.next()?)
        }
        None => tag.to_owned(),
    };
    Some([&body[..start], b" version=\"2.0\"", rest.as_bytes(), &body[end..]].concat())
}

/// The same feed with the persons' elements blank.
pub(super) fn without_people(body: &[u8]) -> Vec<u8> {
    let mut blank = body.to_vec();
    for name in ["author", "managingEditor", "webMaster", "dc:creator", "itunes:author", "name"] {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let mut from = 0;
        while let Some(start) = find(&blank[from..], open.as_bytes()).map(|at| from + at + open.len()) {
            let Some(length) = find(&blank[start..], close.as_bytes()) else { break };
            // An Atom author holds elements, of which only the name is blanked.
            if !blank[start..start + length].contains(&b'<') {
                blank[start..start + length].fill(b' ');
            }
            from = start + length;
        }
    }
    blank
}

fn find(body: &[u8], word: &[u8]) -> Option<usize> {
    body.windows(word.len()).position(|window| window == word)
}
