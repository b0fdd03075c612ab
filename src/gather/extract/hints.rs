//! Owns what an element's tag, class, id, role and microdata hint at: the article's body, or furniture around it.
//! Words are whole words of the attribute ("share-bar", "shareBar"), so that "header" is no "ad" and "heads" no "ads".

use scraper::node::Element;

use super::outline::Tag;

/// What furniture an element seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// Readers' comments.
    Comments,
    /// Something beside the article: related links, sign-ups, navigation.
    Beside,
    /// The same by a word that templates also give to what is around the whole article: "content-ad-wrapper",
    /// "share-page".
    Perhaps,
    /// A box that is the article's own note as often as not: furniture only where it leads elsewhere.
    Note,
    /// A line about the article: byline, date, tags, credits.
    Line,
    /// Not shown.
    Hidden,
}

/// What an element's attributes hint at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "hints are independent of each other")]
pub(super) struct Hint {
    /// It is furniture.
    pub(super) furniture: Option<Furniture>,
    /// It is the body of an article, by microdata or by a name such as "entry-content".
    pub(super) body: bool,
    /// Its name speaks of an article.
    pub(super) article: bool,
    /// It is a standfirst.
    pub(super) lead: bool,
    /// It is the words under an image.
    pub(super) caption: bool,
    /// It is called a teaser: of another article, or the standfirst of this one.
    pub(super) teaser: bool,
}

/// Reads the hints of an element.
pub(super) fn of(element: &Element, tag: Tag) -> Hint {
    if matches!(tag, Tag::Root | Tag::Body | Tag::Text | Tag::Break) {
        return Hint::default();
    }
    let mut hint = Hint::default();
    let mut said = Said::default();
    let (mut class_article, mut is_hidden) = (false, false);
    // An element of a site's own make tells by its name what others tell by a class.
    if element.name().contains('-') {
        said.read(element.name());
    }
    for (name, value) in element.attrs() {
        match name {
            "class" => {
                for class in value.split_ascii_whitespace() {
                    is_hidden |= HIDING.contains(&class) || class.starts_with("screen-reader");
                    said.read(class);
                }
                class_article = said.article;
            }
            "id" => said.read(value),
            "itemprop" => {
                hint.body |= value.split_ascii_whitespace().any(|v| v.eq_ignore_ascii_case("articlebody"));
                if value.eq_ignore_ascii_case("comment") {
                    said.furniture(Furniture::Comments);
                }
            }
            "role"
                if matches!(value, "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "dialog") =>
            {
                said.furniture(Furniture::Beside);
            }
            "hidden" => is_hidden = true,
            "aria-hidden" => is_hidden |= value.eq_ignore_ascii_case("true"),
            "style" => is_hidden |= hides(value),
            _ => {}
        }
    }
    if matches!(tag, Tag::Aside | Tag::Footer) {
        said.furniture(Furniture::Beside);
    }
    hint.body |= said.owner && said.body;
    hint.article = said.article || class_article || tag == Tag::Article || tag == Tag::Main;
    hint.lead = said.lead;
    hint.teaser = said.teaser;
    hint.caption = said.caption || tag == Tag::Caption;
    hint.furniture = if is_hidden { Some(Furniture::Hidden) } else { said.furniture };
    let is_line = matches!(tag, Tag::Paragraph | Tag::Heading(_));
    if hint.body && hint.furniture == Some(Furniture::Line)
        || hint.lead && is_line && hint.furniture != Some(Furniture::Hidden)
    {
        hint.furniture = None;
    }
    hint
}

/// Classes by which themes hide what is for screen readers, print or scripts.
const HIDING: &[&str] = &[
    "hidden",
    "hide",
    "d-none",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "element-invisible",
    "u-visually-hidden",
    "u-hidden",
    "print-only",
    "only-print",
    "printonly",
];

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// What the words of class and id said so far.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one flag for each kind of word met")]
struct Said {
    furniture: Option<Furniture>,
    article: bool,
    owner: bool,
    body: bool,
    lead: bool,
    caption: bool,
    teaser: bool,
}

impl Said {
    fn furniture(&mut self, found: Furniture) {
        self.furniture = match (self.furniture, found) {
            (Some(Furniture::Comments), _) | (_, Furniture::Comments) => Some(Furniture::Comments),
            (Some(Furniture::Beside), _) | (_, Furniture::Beside) => Some(Furniture::Beside),
            (Some(Furniture::Perhaps), _) => Some(Furniture::Perhaps),
            (Some(Furniture::Line), Furniture::Note) => Some(Furniture::Line),
            _ => Some(found),
        };
    }

    fn read(&mut self, name: &str) {
        // WordPress names an article's terms in its classes: "tag-newsletter" is an article about newsletters.
        if ["tag-", "category-", "cat-", "topic-", "section-"]
            .iter()
            .any(|p| name.starts_with(p) && name.len() > p.len())
        {
            return;
        }
        if name.len() > 200 {
            return;
        }
        let furniture = self.furniture;
        self.read_words(name);
        // "comments-enabled", "sidebar-layout": how the page is, not what stands in it.
        if STATES.iter().any(|state| name.ends_with(state)) {
            self.furniture = furniture;
        }
    }

    fn read_words(&mut self, name: &str) {
        let mut word = String::with_capacity(24);
        let mut before = '-';
        let mut first = true;
        for c in name.chars().chain(['-']) {
            let ends = !c.is_ascii_alphabetic() || (c.is_ascii_uppercase() && before.is_ascii_lowercase());
            if ends && !word.is_empty() {
                if first && LAYOUT.contains(&word.as_str()) {
                    return;
                }
                self.word(&word);
                first = false;
                word.clear();
            }
            if c.is_ascii_alphabetic() {
                word.push(c.to_ascii_lowercase());
            }
            before = c;
        }
    }

    fn word(&mut self, word: &str) {
        match word {
            "article" | "entry" | "post" | "story" | "blog" | "hentry" | "news" | "node" | "page" => {
                self.owner = true;
                self.article = true;
            }
            "body" | "content" | "text" | "copy" | "bodytext" | "maincontent" | "prose" | "fulltext" | "wysiwyg" => {
                self.body = true;
                self.article = true;
            }
            "articlebody" | "articlecontent" | "articletext" | "storybody" | "storycontent" | "storytext"
            | "postcontent" | "postbody" | "entrycontent" | "newsbody" | "newscontent" | "newstext" => {
                self.owner = true;
                self.body = true;
                self.article = true;
            }
            "lead" | "lede" | "standfirst" | "intro" | "introduction" | "deck" | "dek" | "subtitle" | "summary"
            | "abstract" | "chapo" | "chapeau" | "ingress" | "vorspann" | "preamble" | "strapline" | "subheadline"
            | "subhead" => self.lead = true,
            "caption" | "captions" | "figcaption" | "imagecaption" => self.caption = true,
            _ => {
                self.teaser |= word == "teaser";
                if let Some(found) = furniture(word) {
                    self.furniture(found);
                }
            }
        }
    }
}

/// First words of classes that tell of the layout ("has-sidebar", "no-comments"), or of a page builder to which every
/// block is a widget.
const LAYOUT: &[&str] =
    &["has", "with", "without", "no", "is", "not", "layout", "elementor", "wpb", "vc", "so", "sow", "fl"];

/// Ends of classes that tell of the layout or of a setting.
const STATES: &[&str] = &["-layout", "-enabled", "-disabled", "-allowed", "-open", "-page"];

/// Words that are furniture however they go on.
const BEGINNINGS: &[(&str, Furniture)] = &[
    ("comment", Furniture::Comments),
    ("disqus", Furniture::Comments),
    ("advert", Furniture::Perhaps),
    ("breadcrumb", Furniture::Beside),
    ("cookie", Furniture::Beside),
    ("footer", Furniture::Beside),
    ("mostread", Furniture::Beside),
    ("navig", Furniture::Beside),
    ("newsletter", Furniture::Beside),
    ("outbrain", Furniture::Beside),
    ("paginat", Furniture::Beside),
    ("popular", Furniture::Beside),
    ("promo", Furniture::Perhaps),
    ("postmeta", Furniture::Line),
    ("readmore", Furniture::Beside),
    ("recommend", Furniture::Beside),
    ("related", Furniture::Beside),
    ("share", Furniture::Perhaps),
    ("sharing", Furniture::Perhaps),
    ("sidebar", Furniture::Beside),
    ("signup", Furniture::Beside),
    ("social", Furniture::Perhaps),
    ("sponsor", Furniture::Perhaps),
    ("subscri", Furniture::Perhaps),
    ("taboola", Furniture::Beside),
    ("trending", Furniture::Beside),
    ("byline", Furniture::Line),
    ("timestamp", Furniture::Line),
];

fn furniture(word: &str) -> Option<Furniture> {
    match word {
        // Opinion pieces, and what only subscribers may read, are articles.
        "commentary" | "commentable" | "commenting" | "commented" | "subscriber" | "subscribers" => None,
        "livefyre" | "respond" | "replies" | "talkback" | "viafoura" | "respondents" => Some(Furniture::Comments),
        "adslot" | "adunit" | "adbox" | "adsense" | "dfp" | "gdpr" | "consent" | "popup" | "modal" | "overlay"
        | "lightbox" | "nav" | "navbar" | "navbox" | "menu" | "pager" | "toolbar" | "addthis" | "addtoany"
        | "sharedaddy" | "sociable" | "follow" | "login" | "skip" | "donate" | "donation" | "teaser" | "teasers"
        | "toc" | "editsection" | "masthead" | "colophon" | "cta" | "upsell" | "tagcloud" | "noprint" | "bookmark"
        | "bookmarks" | "playlist" | "affiliate" | "disclosure" | "ticker" | "btn" | "button" | "buttons"
        | "pullquote" | "pullquotes" | "recirc" | "cookies" | "onetrust" => Some(Furniture::Beside),
        "callout" => Some(Furniture::Note),
        "ad" | "ads" | "banner" | "carousel" | "jobs" | "marketing" | "partner" | "partners" | "poll" | "rail"
        | "rating" | "ratings" | "register" | "registration" | "shop" | "slideshow" | "tools" | "widget"
        | "widgets" => Some(Furniture::Perhaps),
        "author" | "authors" | "bio" | "biography" | "dateline" | "date" | "pubdate" | "published" | "meta"
        | "metadata" | "postmeta" | "tag" | "tags" | "taxonomy" | "category" | "categories" | "kicker" | "eyebrow"
        | "credit" | "credits" | "copyright" | "posted" | "permalink" | "print" | "readtime" | "views" | "hashtags"
        | "keywords" => Some(Furniture::Line),
        _ => BEGINNINGS.iter().find(|(beginning, _)| word.starts_with(beginning)).map(|(_, found)| *found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint_of(html: &str) -> Hint {
        let doc = scraper::Html::parse_fragment(html);
        let element = doc.root_element().child_elements().next().expect("one element").value();
        of(element, if element.name() == "aside" { Tag::Aside } else { Tag::Division })
    }

    #[test]
    fn names_tell_furniture_from_articles() {
        let cases = [
            ("<div class='share-bar'></div>", Some(Furniture::Perhaps)),
            ("<div class='shareBar'></div>", Some(Furniture::Perhaps)),
            ("<div class='sidebar share'></div>", Some(Furniture::Beside)),
            ("<div class='share sidebar'></div>", Some(Furniture::Beside)),
            ("<div class='sidebar-layout'></div>", None),
            ("<div class='layout-sidebar-right'></div>", None),
            ("<div class='comments-enabled'></div>", None),
            ("<div class='comments-area'></div>", Some(Furniture::Comments)),
            ("<div class='share-page'></div>", None),
            ("<div class='content-ad-wrapper'></div>", Some(Furniture::Perhaps)),
            ("<div aria-hidden='true'></div>", Some(Furniture::Hidden)),
            ("<div aria-hidden='false'></div>", None),
            ("<div class='print-only'></div>", Some(Furniture::Hidden)),
            ("<div class='heads shadow loaded'></div>", None),
            ("<div class='commentary'></div>", None),
            ("<div id='comments'></div>", Some(Furniture::Comments)),
            ("<div class='has-sidebar'></div>", None),
            ("<div class='post tag-newsletter category-sponsored'></div>", None),
            ("<div class='entry-meta'></div>", Some(Furniture::Line)),
            ("<div style='Display: none'></div>", Some(Furniture::Hidden)),
            ("<div class='hidden-xs'></div>", None),
            ("<aside></aside>", Some(Furniture::Beside)),
            ("<div role='complementary'></div>", Some(Furniture::Beside)),
            ("<div class='elementor-widget elementor-widget-text-editor'></div>", None),
        ];
        for (html, wanted) in cases {
            assert_eq!(hint_of(html).furniture, wanted, "{html}");
        }
    }

    #[test]
    fn names_tell_bodies() {
        for html in [
            "<div class='entry-content'></div>",
            "<div itemprop='articleBody'></div>",
            "<div class='articleBody'></div>",
            "<div class='field field--name-body node-body'></div>",
        ] {
            assert!(hint_of(html).body, "{html}");
        }
        assert!(!hint_of("<div class='content'></div>").body);
        assert!(hint_of("<div class='standfirst'></div>").lead);
    }
}
