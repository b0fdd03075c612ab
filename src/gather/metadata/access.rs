//! Owns how much of an article a reader without an account gets: by what the page states for machines, and by the words
//! of the gate that stands where the text breaks off.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::collect::is_elsewhere;
use crate::domain::Access;
use crate::gather::linked_data::Object;
use crate::gather::pick;

/// A body of so many bytes is no beginning: what stands under it is an advertisement for a subscription.
const WHOLE: usize = 2_500;

/// A gate's words are few.
const MAX_GATE: usize = 300;

static GATED: LazyLock<Selector> =
    LazyLock::new(|| pick::selector("h1, h2, h3, h4, h5, p, div, span, strong, b, a, button, li, section, label"));

/// Gates that are opened by payment.
static PAID: LazyLock<Regex> = LazyLock::new(|| {
    gate(
        r"\b(?:subscribe|subscription|become\sa\s(?:member|subscriber)|upgrade|join)\b[^.?!]{0,40}\bto\s(?:continue|keep|read|unlock|access|view|get)
        |\b(?:this|the)\s(?:full\s)?(?:article|story|content|page|report|feature|piece)\sis\s(?:only\s|exclusively\s|reserved\s|currently\s)*(?:available\s)?(?:for|to)\s(?:our\s|paying\s|paid\s|premium\s)*(?:subscribers|members)
        |\b(?:subscriber|member|premium)s?[-\s](?:only|exclusive)\s(?:content|article|story)
        |\b(?:exclusive|only)\s(?:to|for)\s(?:our\s)?(?:subscribers|members)\b
        |\bunlock\s(?:this|the|full)\b
        |\balready\sa\s(?:subscriber|member)\b
        |\byou(?:['’]ve|\shave)\s(?:reached|used|read|viewed)\b[^.?!]{0,50}\b(?:free|articles?|stories)\b
        |\b(?:start|begin)\syour\s[^.?!]{0,30}\b(?:trial|subscription)\b[^.?!]{0,20}\bto\s(?:read|continue|unlock|access)
        |\br[ée]serv[ée]e?\s(?:à\snos\s|aux\s)abonn[ée]s|\bil\svous\sreste\s[^.]{0,12}%\sde\scet\sarticle
        |\bweiterlesen\smit\b|\babonnieren\sund\sweiterlesen|\bexklusiv\sf[üu]r\sabonnent|\bmit\sabo\s(?:weiter)?lesen
        |\bexclusivo\spara\ssu(?:b)?scriptores|\balleen\svoor\sabonnees|\bl[åa]st\sartikel|\bför\sprenumeranter",
    )
});

/// Gates that are opened by an account.
static REGISTERED: LazyLock<Regex> = LazyLock::new(|| {
    gate(
        r"\b(?:register|sign\sup|log\s?in|sign\sin|create\s[^.?!]{0,25}account)\b[^.?!]{0,60}\b(?:to|and)\s(?:continue|keep|read|view|access|unlock|see)\b
        |\bto\s(?:continue\sreading|read\s(?:the|this)|access\sthis|view\sthis)\b[^.?!]{0,40}\b(?:register|log\s?in|sign\sin|sign\sup|create)\b
        |\b(?:this|the)\s(?:full\s)?(?:article|story|content|page|report)\sis\s(?:only\s|exclusively\s)*(?:available\s)?(?:for|to)\sregistered\b
        |\bregister(?:\snow)?\sfor\sfree\b[^.?!]{0,30}\b(?:read|access|view)\b|\bjetzt\skostenlos\sregistrieren",
    )
});

/// Words that stand only in a box that is named a gate.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    gate(r"^(?:please\s)?(?:log\s?in|sign\sin|register)(?:\sor\s(?:register|log\s?in|sign\sin|sign\sup|subscribe))?\b")
});

/// Lines that ask for an account for something else than reading.
static OTHERWISE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([r"(?i)\b(?:comment|reply|respond|vote|newsletter|briefing|inbox|e-?mails?|alerts?|bookmark|podcast|print edition)"])
        .expect("the pattern is a constant that a test runs")
});

fn gate(pattern: &str) -> Regex {
    Regex::new(&format!("(?ix){pattern}")).expect("the pattern is a constant that a test runs")
}

/// What an article's JSON-LD states.
pub(super) fn of_linked_data(article: &Object) -> Option<Access> {
    let free = article.get("isAccessibleForFree").or_else(|| article.get("isaccessibleforfree"))?;
    let is_free = match free {
        Value::Bool(free) => *free,
        Value::String(word) => {
            !matches!(word.rsplit('/').next().unwrap_or(word).to_lowercase().as_str(), "false" | "no" | "0")
        }
        _ => true,
    };
    Some(if is_free { Access::Open } else { Access::Paid })
}

/// What a `meta` of the content's tier says; a metered article is shown.
pub(super) fn of_tier(tier: &str) -> Option<Access> {
    match tier.trim().to_lowercase().as_str() {
        "locked" | "paid" | "premium" | "subscriber" | "subscribers" | "subscription" | "paywall" => Some(Access::Paid),
        "registered" | "registration" | "regwall" => Some(Access::Registered),
        "free" | "metered" | "open" => Some(Access::Open),
        _ => None,
    }
}

/// What a gate on the page says, where so little text stands before it that it closes something off.
pub fn gate_of(doc: &Html, body: &str) -> Access {
    if body.len() > WHOLE {
        return Access::Open;
    }
    let mut found = Access::Open;
    for element in doc.select(&GATED) {
        let Some(words) = pick::short_words(element, MAX_GATE).filter(|words| words.len() >= 8) else { continue };
        let access = said(&words, is_named_gate(element));
        if access > found && !is_bar(element) && !is_elsewhere(element) {
            found = access;
        }
        if found == Access::Paid {
            break;
        }
    }
    found
}

fn said(words: &str, in_gate: bool) -> Access {
    if OTHERWISE.is_match(words) && !in_gate {
        Access::Open
    } else if PAID.is_match(words) {
        Access::Paid
    } else if REGISTERED.is_match(words) || in_gate && PLAIN.is_match(words) {
        Access::Registered
    } else {
        Access::Open
    }
}

/// Whether an element, or one around it, is named a gate.
fn is_named_gate(element: ElementRef<'_>) -> bool {
    let around = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap).take(3));
    around.into_iter().any(|outer| {
        let names = [outer.value().attr("class"), outer.value().attr("id")].into_iter().flatten();
        names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).any(|word| {
            matches!(
                word.to_ascii_lowercase().as_str(),
                "paywall"
                    | "regwall"
                    | "gate"
                    | "barrier"
                    | "piano"
                    | "locked"
                    | "loginwall"
                    | "registerwall"
                    | "gated"
            )
        })
    })
}

/// Whether an element stands in the site's bar rather than where a text breaks off.
fn is_bar(element: ElementRef<'_>) -> bool {
    let around = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
    around.into_iter().any(|outer| matches!(outer.value().name(), "header" | "nav" | "footer" | "aside"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_told_from_banners() {
        use Access::{Open, Paid, Registered};
        let cases = [
            ("<p>Subscribe to continue reading</p>", Paid),
            ("<h3>Become a member to unlock this story</h3>", Paid),
            ("<p>This article is only available to subscribers.</p>", Paid),
            ("<div><p>Already a subscriber? <a>Log in</a></p></div>", Paid),
            ("<p>You have reached your limit of free articles</p>", Paid),
            ("<p>Cet article est réservé aux abonnés</p>", Paid),
            ("<p>Register for free to read on</p>", Registered),
            ("<p>Log in or register to continue reading</p>", Registered),
            ("<p>To read the full article, please sign in.</p>", Registered),
            ("<div class='article-gate'><p>Log in or register</p></div>", Registered),
            ("<p>Log in or register</p>", Open),
            ("<header><p>Sign in to read more</p></header>", Open),
            ("<p>Subscribe to our newsletter to get the news</p>", Open),
            ("<p>Log in to view and post comments</p>", Open),
            ("<p>Members of the board agreed to continue.</p>", Open),
        ];
        for (html, wanted) in cases {
            assert_eq!(gate_of(&Html::parse_document(html), "A short beginning."), wanted, "{html}");
        }
        assert_eq!(gate_of(&Html::parse_document(cases[0].0), &"A long text. ".repeat(300)), Open);
    }

    #[test]
    fn statements_are_read() {
        let object = |text: &str| serde_json::from_str::<Object>(text).expect(text);
        assert_eq!(of_linked_data(&object(r#"{"isAccessibleForFree":"False"}"#)), Some(Access::Paid));
        assert_eq!(of_linked_data(&object(r#"{"isAccessibleForFree":"http://schema.org/False"}"#)), Some(Access::Paid));
        assert_eq!(of_linked_data(&object(r#"{"isAccessibleForFree":true}"#)), Some(Access::Open));
        assert_eq!(of_linked_data(&object("{}")), None);
        assert_eq!(
            (of_tier("locked"), of_tier("metered"), of_tier("x")),
            (Some(Access::Paid), Some(Access::Open), None)
        );
    }
}
