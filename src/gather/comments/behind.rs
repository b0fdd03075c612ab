//! Owns what shows the comments where they are not in the page: the services that put them there by a script.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{Html, Selector};

use super::super::pick::{selector, short_words};

/// What each service leaves in a page: elements it fills, or the address of its script.
static SERVICES: LazyLock<Vec<(&str, Selector)>> = LazyLock::new(|| {
    [
        ("Disqus", "#disqus_thread, [data-disqus-identifier], script[src*='.disqus.com/embed'], script[src*='disqus.com/count'], .disqus-thread"),
        ("Coral", "#coral_thread, #coral_talk_stream, #coral-embed, [id^='coral_talk'], script[src*='coral.coralproject'], script[src*='assets/js/embed.js'][src*='coral']"),
        ("Viafoura", ".viafoura, vf-conversations, [data-vf-container-id], script[src*='viafoura']"),
        ("OpenWeb", "[data-spotim-module], [data-spot-im-class], [data-openweb-module], script[src*='spot.im'], script[src*='openweb'], #spotim-specific"),
        ("Facebook", ".fb-comments, fb\\:comments, [data-fb-comments], iframe[src*='facebook.com/plugins/comments'], iframe[src*='plugins/feedback.php']"),
        ("Hyvor Talk", "hyvor-talk-comments, #hyvor-talk-view, script[src*='talk.hyvor.com']"),
        ("Commento", "#commento, script[src*='commento'], #comentario, comentario-comments"),
        ("Remark42", "#remark42, script[src*='remark42'], iframe[src*='remark42']"),
        ("Insticator", "#insticator-commenting, [id*='insticator'][id*='comment'], script[src*='insticator'], [data-insticator]"),
        ("Livefyre", "[id^='livefyre'], .livefyre, script[src*='livefyre'], .livefyre-commentcount"),
        ("Discourse", "#discourse-comments, script[src*='javascripts/embed.js'], iframe[src*='/embed/comments'], .discourse-comments"),
        ("Giscus", "script[src*='giscus.app'], .giscus, giscus-widget, iframe[src*='giscus.app']"),
        ("utterances", "script[src*='utteranc.es'], .utterances"),
        ("Cusdis", "#cusdis_thread, script[src*='cusdis']"),
        ("Isso", "#isso-thread, script[data-isso]"),
        ("Ghost", "script[data-ghost-comments], script[src*='comments-ui'], [data-ghost-comment-count] + script"),
        ("Vuukle", "#vuukle-comments, #vuukle-emote, script[src*='vuukle']"),
        ("GraphComment", "#graphcomment, script[src*='graphcomment']"),
        ("FastComments", "#fastcomments-widget, script[src*='fastcomments']"),
        ("IntenseDebate", "#idc-container, #IDCommentsNewThread, script[src*='intensedebate']"),
        ("Cackle", "#mc-container, script[src*='cackle']"),
        ("Jetpack", ".jetpack_remote_comment"),
    ]
    .into_iter()
    .map(|(name, css)| (name, selector(css)))
    .collect()
});

/// What shows the comments of a page that has none in its markup: the name of a service, or "a script". `None` where
/// nothing says that there are comments elsewhere.
pub(super) fn read(doc: &Html, stated: Option<u32>) -> Option<String> {
    let service = SERVICES.iter().find(|(_, css)| doc.select(css).next().is_some()).map(|(name, _)| *name);
    let configured = || {
        let texts = doc.select(&SCRIPTS).map(|script| script.text().collect::<String>());
        texts.into_iter().find_map(|text| in_script(&text))
    };
    let any =
        || (is_loading(doc) || stated.is_some_and(|stated| stated > 0) && has_empty_place(doc)).then_some("a script");
    service.or_else(configured).or_else(any).map(str::to_owned)
}

/// A service set up by a script in the page, or comments held as a page's state.
fn in_script(text: &str) -> Option<&'static str> {
    static STATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"["']?(?:comments|commentList|initialComments|commentsData)["']?\s*:\s*\[\s*\{"#)
            .expect("the pattern is a constant that a test uses")
    });
    const MARKS: [(&str, &str); 9] = [
        ("disqus_shortname", "Disqus"),
        ("disqus_config", "Disqus"),
        (".disqus.com/embed.js", "Disqus"),
        ("Coral.createStreamEmbed", "Coral"),
        ("DiscourseEmbed", "Discourse"),
        ("remark_config", "Remark42"),
        ("launcher.spot.im", "OpenWeb"),
        ("fyre.conv.load", "Livefyre"),
        ("HYVOR_TALK_WEBSITE", "Hyvor Talk"),
    ];
    let named = MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name);
    named.or_else(|| STATE.is_match(text).then_some("a script"))
}

/// "Loading comments…", "Please enable JavaScript to view the comments".
fn is_loading(doc: &Html) -> bool {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bloading\s+(?:the\s+|readers?['’]?s?\s+)?(?:comments|discussion|conversation)\b|\b(?:enable|turn\s+on|requires?|need)\s+java\s?script\b.{0,40}\bcomments?\b|\bcomments?\b.{0,40}\b(?:enable|requires?|need)s?\s+java\s?script\b")
            .expect("the pattern is a constant that a test uses")
    });
    doc.select(&PLACES).any(|place| short_words(place, 200).is_some_and(|words| SAID.is_match(&words)))
        || doc.select(&NOSCRIPT).any(|place| SAID.is_match(&place.text().take(4).collect::<String>()))
}

/// An element that is to hold the comments and holds nothing.
fn has_empty_place(doc: &Html) -> bool {
    doc.select(&EMPTY).any(|place| short_words(place, 40).is_some())
}

static SCRIPTS: LazyLock<Selector> = LazyLock::new(|| selector("script:not([src]):not([type*='ld+json'])"));
static PLACES: LazyLock<Selector> = LazyLock::new(|| selector("p, div, span, section, button"));
static NOSCRIPT: LazyLock<Selector> = LazyLock::new(|| selector("noscript"));
static EMPTY: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "div#comments, section#comments, #comments-container, #comment-list, [data-comments-url], [data-comments], [data-module*='comment' i], [id*='comments-app' i], [id*='comments-root' i]",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named() {
        let cases = [
            ("<div id=disqus_thread></div>", None, Some("Disqus")),
            ("<script>var disqus_shortname = 'round';</script>", None, Some("Disqus")),
            ("<div id=coral_thread></div>", None, Some("Coral")),
            ("<div data-spotim-module=conversation></div>", None, Some("OpenWeb")),
            ("<vf-conversations></vf-conversations>", None, Some("Viafoura")),
            ("<div class=fb-comments data-href=/a></div>", None, Some("Facebook")),
            ("<script src=https://talk.hyvor.com/embed/embed.js></script>", None, Some("Hyvor Talk")),
            ("<div id=commento></div>", None, Some("Commento")),
            ("<div id=remark42></div>", None, Some("Remark42")),
            ("<script src=https://giscus.app/client.js></script>", None, Some("Giscus")),
            ("<div id=discourse-comments></div>", None, Some("Discourse")),
            ("<div id=insticator-commenting></div>", None, Some("Insticator")),
            ("<div id=livefyre-comments></div>", None, Some("Livefyre")),
            ("<h3>Comments (7)</h3><p>Loading comments…</p>", Some(7), Some("a script")),
            ("<noscript>Please enable JavaScript to view the comments.</noscript>", None, Some("a script")),
            ("<script>window.state = {\"comments\":[{\"id\":1,\"text\":\"x\"}]}</script>", None, Some("a script")),
            ("<div id=comments data-module=comments></div>", Some(3), Some("a script")),
            ("<div id=comments></div>", None, None),
            ("<p>We were loading vaccines.</p>", None, None),
        ];
        for (html, stated, expected) in cases {
            assert_eq!(read(&Html::parse_document(html), stated).as_deref(), expected, "{html}");
        }
    }
}
