//! Owns the finding of the Discourse topic that holds the comments on a page: the page's own words to the script that
//! embeds it, or the link that WordPress's plugin for Discourse puts under the article.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};
use url::Url;

use super::super::clean;
use super::super::pick::selector;

/// A forum that holds the comments of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forum {
    /// Its address, or that of a folder of it.
    pub base: Url,
    /// The number of the topic, where the page names it.
    pub topic: Option<u64>,
}

impl Forum {
    /// The topic as JSON.
    pub fn json(&self) -> Option<Url> {
        self.base.join(&format!("t/{}.json", self.topic?)).ok()
    }

    /// Where people read it.
    pub fn address(&self) -> Url {
        let topic = self.topic.and_then(|topic| self.base.join(&format!("t/{topic}")).ok());
        topic.unwrap_or_else(|| self.base.clone())
    }
}

/// The forum that a page names for its comments.
pub(super) fn of(doc: &Html, page: &Url) -> Option<Forum> {
    embedded(doc, page).or_else(|| linked(doc, page))
}

/// `DiscourseEmbed = { discourseUrl: 'https://talk.example/', topicId: 71 }`.
fn embedded(doc: &Html, page: &Url) -> Option<Forum> {
    static SCRIPTS: LazyLock<Selector> = LazyLock::new(|| selector("script:not([src])"));
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"["']?discourseUrl["']?\s*:\s*["'](?P<url>[^"'\s<>]{1,500})["']"#)
            .expect("the pattern is a constant that a test uses")
    });
    static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"["']?topicId["']?\s*:\s*["']?(?P<topic>\d{1,12})\b"#)
            .expect("the pattern is a constant that a test uses")
    });
    let texts = doc.select(&SCRIPTS).map(|script| script.text().collect::<String>());
    let text = texts.into_iter().find(|text| text.contains("DiscourseEmbed"))?;
    let base = folder(&clean::resolve(&ADDRESS.captures(&text)?["url"].replace("\\/", "/"), page)?)?;
    let topic = TOPIC.captures(&text).and_then(|found| found["topic"].parse().ok());
    Some(Forum { base, topic })
}

/// "Continue the discussion at talk.example", where the comments would stand.
fn linked(doc: &Html, page: &Url) -> Option<Forum> {
    static LINKS: LazyLock<Selector> = LazyLock::new(|| {
        selector(
            "#comments a[href*='/t/'], .comments-area a[href*='/t/'], .comment-respond a[href*='/t/'], #respond a[href*='/t/'], \
             [class*='discourse' i] a[href*='/t/'], [class*='wpdc' i] a[href*='/t/'], [id*='discourse' i] a[href*='/t/'], \
             a[class*='discourse' i][href*='/t/'], a[class*='wpdc' i][href*='/t/']",
        )
    });
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<folder>.*/)t/(?:[^/]+/)?(?P<topic>\d{1,12})(?:/\d+)?/?$")
            .expect("the pattern is a constant that a test uses")
    });
    doc.select(&LINKS).find_map(|link| {
        let url = clean::resolve(link.attr("href")?, page)?;
        let found = PATH.captures(url.path())?;
        let topic = found["topic"].parse().ok();
        let mut base = url.clone();
        base.set_query(None);
        base.set_fragment(None);
        base.set_path(&found["folder"]);
        Some(Forum { base: folder(&base)?, topic })
    })
}

fn folder(url: &Url) -> Option<Url> {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    matches!(url.scheme(), "http" | "https").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topic_is_read_from_scripts_and_links() {
        let page: Url = "https://news.example/story".parse().expect("an address");
        let cases = [
            (
                "<script>DiscourseEmbed = { discourseUrl: 'https://talk.example/', topicId: 71 };</script>",
                Some("https://talk.example/t/71.json"),
            ),
            (
                "<script>window.DiscourseEmbed={\"topicId\":\"9\",\"discourseUrl\":\"https:\\/\\/talk.example\\/forum\"}</script>",
                Some("https://talk.example/forum/t/9.json"),
            ),
            (
                "<div id=comments><a href='https://talk.example/t/the-rota/88/3'>Continue the discussion</a></div>",
                Some("https://talk.example/t/88.json"),
            ),
            ("<p><a href='https://talk.example/t/the-rota/88'>a topic in the text</a></p>", None),
            ("<div id=comments><a href='/t/'>All</a><a href='mailto:a@b.example/t/1'>x</a></div>", None),
            ("<script>var topicId = 3; var discourseUrl = 'x';</script>", None),
            ("<script>DiscourseEmbed = { discourseUrl: 'javascript:x', topicId: 71 };</script>", None),
        ];
        for (html, wanted) in cases {
            let found = of(&Html::parse_document(html), &page).and_then(|forum| forum.json());
            assert_eq!(found.as_ref().map(Url::as_str), wanted, "{html}");
        }
        let unnamed =
            "<script>DiscourseEmbed = { discourseUrl: 'https://talk.example/', discourseEmbedUrl: 'x' };</script>";
        let forum = of(&Html::parse_document(unnamed), &page).expect("a forum");
        assert_eq!((forum.json(), forum.address().as_str()), (None, "https://talk.example/"));
    }
}
