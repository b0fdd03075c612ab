//! Owns the namespaces of feeds: known by their address, however it is spelled, or by the prefix that everybody uses.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gather) enum Space {
    /// The document's own: RSS, Atom or a site map; all elements without prefix.
    Core,
    /// Atom within another format.
    Atom,
    /// RSS's module for whole contents.
    Content,
    /// Dublin Core, and its terms.
    Dublin,
    /// Yahoo's pictures.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// The number of comments.
    Slash,
    /// The feed of comments.
    CommentApi,
    /// Atom threads (RFC 4685).
    Thread,
    /// How often a feed changes.
    Syndication,
    /// The address behind `FeedBurner`'s.
    Burner,
    /// News site maps.
    News,
    /// XHTML.
    Html,
    /// Any other.
    Other,
}

/// What tells the address of a namespace, in lower case.
const ADDRESSES: [(&str, Space); 19] = [
    ("www.w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/", Space::Atom),
    ("modules/content", Space::Content),
    ("purl.org/dc/", Space::Dublin),
    ("search.yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds", Space::Itunes),
    ("modules/slash", Space::Slash),
    ("wellformedweb.org/commentapi", Space::CommentApi),
    ("purl.org/syndication/thread", Space::Thread),
    ("modules/syndication", Space::Syndication),
    ("feedburner", Space::Burner),
    ("sitemap-news", Space::News),
    ("1999/xhtml", Space::Html),
    ("purl.org/rss/1.0", Space::Core),
    ("my.netscape.com", Space::Core),
    ("channel.netscape.com", Space::Core),
    ("backend.userland.com", Space::Core),
    ("blogs.law.harvard.edu/tech/rss", Space::Core),
    ("sitemaps.org/schemas", Space::Core),
];

/// The namespace of an address; `None` for one that no feed is read by.
pub(super) fn of_address(address: &str) -> Option<Space> {
    let lower = address.to_ascii_lowercase();
    ADDRESSES.iter().find(|(part, _)| lower.contains(part)).map(|(_, space)| *space)
}

/// The namespace that a prefix usually means.
pub(super) fn of_prefix(prefix: &str) -> Space {
    match prefix {
        "atom" | "a10" | "atom10" => Space::Atom,
        "content" => Space::Content,
        "dc" | "dcterms" => Space::Dublin,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "slash" => Space::Slash,
        "wfw" => Space::CommentApi,
        "thr" => Space::Thread,
        "sy" => Space::Syndication,
        "feedburner" => Space::Burner,
        "news" => Space::News,
        "xhtml" | "html" | "h" => Space::Html,
        "rss" | "rdf" => Space::Core,
        _ => Space::Other,
    }
}
