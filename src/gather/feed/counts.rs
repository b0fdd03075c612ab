//! Owns the number of comments that a feed states for each entry, which the feed parser does not read: `slash:comments`
//! in RSS, `thr:total` in Atom.

use atom_syndication::extension::ExtensionMap;

/// The counts, in the order of the entries; empty where the feed states none or cannot be read a second time.
pub(super) fn of(body: &[u8], entries: usize) -> Vec<Option<u32>> {
    let says = |word: &[u8]| body.windows(word.len()).any(|window| window == word);
    let counts: Vec<Option<u32>> = if says(b":comments>") {
        rss::Channel::read_from(body)
            .map(|channel| channel.items.iter().map(|item| in_rss(item.extensions())).collect())
            .unwrap_or_default()
    } else if says(b":total>") {
        atom_syndication::Feed::read_from(body)
            .map(|feed| feed.entries.iter().map(|entry| in_atom(&entry.extensions)).collect())
            .unwrap_or_default()
    } else {
        Vec::new()
    };
    // The two parsers may disagree on what is an entry; then the places say nothing.
    if counts.len() == entries { counts } else { Vec::new() }
}

fn in_rss(extensions: &rss::extension::ExtensionMap) -> Option<u32> {
    let value = extensions.get("slash")?.get("comments")?.first()?.value()?;
    value.trim().parse().ok()
}

fn in_atom(extensions: &ExtensionMap) -> Option<u32> {
    let value = extensions.get("thr")?.get("total")?.first()?.value()?;
    value.trim().parse().ok()
}
