//! Owns the finding of an article's body in a page of which nothing is known: no selector, no rule of any site.
//! The page becomes a flat outline; furniture that says so is taken out, paragraphs vote for what holds them, siblings
//! that go on with the same text join, and what is left of the furniture is pruned. Cleaning is `clean`'s.

use scraper::Html;

mod bylines;
mod cut;
mod hints;
mod outline;
mod phrases;
mod prune;
mod repeated;
mod runs;
mod score;
mod strip;
mod tails;
mod teasers;
mod write;

use super::{linked_data, markup};
use cut::Cut;
use outline::Outline;
use strip::Trust;

/// Below so many characters a body found is suspect, and names are no longer believed.
const ENOUGH: usize = 300;
/// Below so many characters there is no article.
const LEAST: usize = 30;

/// What is known of an article before its body is looked for; none of it is repeated in the body.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The headline.
    pub title: Option<&'a str>,
    /// The standfirst. A first paragraph that only happens to say the same stays: it is where the story begins.
    pub lead: Option<&'a str>,
}

/// The raw HTML of the article's body, without headline, standfirst and furniture; `None` when the page has no text to
/// speak of. It is as untrusted as the page.
pub fn body(doc: &Html, known: Known<'_>) -> Option<String> {
    let mut outline = Outline::new(doc);
    let described = linked_data::article_body(doc);
    if let Some(described) = &described {
        outline.confirm(&markup::words(described));
    }
    let whole = Cut::new(&outline);
    let mut best: Option<(usize, String)> = None;
    for trust in [Trust::Names, Trust::Nothing] {
        let Some((chars, html)) = attempt(&outline, whole.clone(), known, trust) else { continue };
        // The second attempt wins only where the first found next to nothing.
        if best.as_ref().is_none_or(|(before, _)| chars > 2 * before) {
            best = Some((chars, html));
        }
        if chars >= ENOUGH {
            break;
        }
    }
    let chars = best.as_ref().map_or(0, |(chars, _)| *chars);
    if let Some(described) = described.filter(|text| text.len() >= ENOUGH && text.len() > 3 * chars) {
        // A script would write the body from the same text.
        return Some(markup::as_html(&described).into_owned());
    }
    best.map(|(_, html)| html)
}

fn attempt(outline: &Outline<'_>, mut cut: Cut, known: Known<'_>, trust: Trust) -> Option<(usize, String)> {
    let headline = score::headline(outline, &cut, known.title);
    strip::page(outline, &mut cut, headline, trust);
    let top = score::top(outline, &cut, headline)?;
    let roots = score::gather(outline, &cut, top, headline);
    prune::roots(outline, &mut cut, &roots, headline, known.title);
    if let Some(lead) = known.lead {
        repeated::head(outline, &mut cut, &roots, top, headline);
        repeated::standfirst(outline, &mut cut, &roots, headline, lead);
        cut.count(outline);
    }
    let chars = roots.iter().map(|root| cut.totals(*root).chars).sum();
    (chars >= LEAST).then(|| (chars, write::html(outline, &cut, &roots)))
}

#[cfg(test)]
mod tests;
