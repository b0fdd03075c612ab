//! Owns the groups that feeds are listed in, for people and for readers: what a feed is of, told by its path.

/// What a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedGroup {
    /// What the operator named: articles.
    Main,
    /// One topic.
    Topics,
    /// One source.
    Sources,
    /// One author.
    Authors,
    /// Comments, and corrections.
    Talk,
    /// The editions of a digest.
    Editions,
}

impl FeedGroup {
    /// Every group, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::Main, Self::Topics, Self::Sources, Self::Authors, Self::Talk, Self::Editions];

    /// What the feed of a path is of: `feeds/all`, `feeds/topics/funding`, `editions/daily`, without an ending. What the
    /// operator named is taken for articles.
    pub fn of(path: &str) -> Self {
        let Some(name) = path.strip_prefix("feeds/") else {
            return if path.starts_with("editions/") { Self::Editions } else { Self::Talk };
        };
        match name.split_once('/').map_or(name, |(folder, _)| folder) {
            "topics" if name != "topics" => Self::Topics,
            "sources" if name != "sources" => Self::Sources,
            "authors" if name != "authors" => Self::Authors,
            _ => Self::Main,
        }
    }

    /// What stands over the group.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Main => "Main feeds",
            Self::Topics => "By topic",
            Self::Sources => "By source",
            Self::Authors => "By author",
            Self::Talk => "Comments and corrections",
            Self::Editions => "Editions of the digests",
        }
    }

    /// A word for it, for templates and fragments of addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Topics => "topics",
            Self::Sources => "sources",
            Self::Authors => "authors",
            Self::Talk => "talk",
            Self::Editions => "editions",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_a_feed_is_of() {
        let cases = [
            ("feeds/all", FeedGroup::Main),
            ("feeds/topics", FeedGroup::Main),
            ("feeds/topics/funding", FeedGroup::Topics),
            ("feeds/sources/wire", FeedGroup::Sources),
            ("feeds/authors/ann-lee", FeedGroup::Authors),
            ("feeds/corrections", FeedGroup::Main),
            ("editions/daily", FeedGroup::Editions),
            ("articles/0f8e/comments", FeedGroup::Talk),
        ];
        for (path, group) in cases {
            assert_eq!(FeedGroup::of(path), group, "{path}");
        }
    }
}
