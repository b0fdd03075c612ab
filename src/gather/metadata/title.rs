//! Owns the headline without the name of the site that pages append to it.

use url::Url;

const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " // ", " :: ", " « "];

/// The headline: the one found without the site's name, or the page's heading where that says it better.
pub(super) fn choose(found: Option<String>, headings: &[String], sites: &[&str], page: &Url) -> Option<String> {
    let Some(found) = found.filter(|title| !title.is_empty()) else { return headings.first().cloned() };
    // A page that is called by its site's name alone.
    if is_site(&found, sites, page)
        && let Some(heading) = headings.iter().find(|heading| !is_site(heading, sites, page))
    {
        return Some(heading.clone());
    }
    let same = |one: &str, other: &str| letters(one) == letters(other);
    if let Some(heading) = headings.iter().find(|heading| same(heading, &found)) {
        return Some(heading.clone());
    }
    let cut = found.trim_end_matches(['…', '.']).trim_end();
    if cut.len() < found.len()
        && cut.len() > 20
        && let Some(heading) = headings.iter().find(|heading| letters(heading).starts_with(&letters(cut)))
    {
        return Some(heading.clone());
    }
    Some(without_site(&found, headings, sites, page))
}

fn without_site(title: &str, headings: &[String], sites: &[&str], page: &Url) -> String {
    let mut title = title.trim();
    for _ in 0..3 {
        let last = SEPARATORS.iter().filter_map(|s| title.rfind(s).map(|at| (at, s.len()))).max();
        let first = SEPARATORS.iter().filter_map(|s| title.find(s).map(|at| (at, s.len()))).min();
        let (Some((last, last_len)), Some((first, first_len))) = (last, first) else {
            title = after_site(title, sites).unwrap_or(title);
            break;
        };
        let (before, tail) = (title[..last].trim(), title[last + last_len..].trim());
        let (head, after) = (title[..first].trim(), title[first + first_len..].trim());
        let is_heading = |text: &str| headings.iter().any(|heading| letters(heading) == letters(text));
        let is_bar = !matches!(title[last..last + last_len].trim(), "-" | "–" | "—");
        if is_heading(before) || is_site(tail, sites, page) {
            title = before;
        } else if is_heading(after) || is_site(head, sites, page) {
            title = after;
        } else if let Some(rest) = after_site(title, sites) {
            title = rest;
        } else if is_bar && before.chars().count() >= 20 && tail.chars().count() <= 40 {
            title = before;
        } else {
            break;
        }
    }
    title.to_owned()
}

/// "The Dispenser: Rota agreed" where the site's name is known.
fn after_site<'t>(title: &'t str, sites: &[&str]) -> Option<&'t str> {
    let (head, rest) = title.split_once(": ")?;
    sites.iter().any(|site| letters(site) == letters(head)).then_some(rest.trim())
}

fn is_site(name: &str, sites: &[&str], page: &Url) -> bool {
    let name = letters(name);
    if name.is_empty() {
        return true;
    }
    if sites.iter().any(|site| letters(site) == name) {
        return true;
    }
    let host = page.host_str().unwrap_or_default().trim_start_matches("www.");
    letters(host) == name
        || host.split('.').any(|label| {
            let label = letters(label);
            label.len() > 3 && (label == name || format!("the{label}") == name || format!("the{name}") == label)
        })
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_lose_the_site() {
        let page = Url::parse("https://www.dispenser.example/news/1").expect("an address");
        let cases: &[(&str, &[&str], Option<&str>, &str)] = &[
            ("Rota agreed | The Dispenser", &[], None, "Rota agreed"),
            ("Rota agreed - The Dispenser", &[], None, "Rota agreed"),
            ("The Dispenser: Rota agreed", &["Rota agreed"], None, "The Dispenser: Rota agreed"),
            ("Dispenser | Rota agreed", &[], None, "Rota agreed"),
            ("Rota agreed - Valley News", &["Rota agreed"], None, "Rota agreed"),
            ("Rota agreed – Valley News", &[], Some("Valley News"), "Rota agreed"),
            ("Night work - a long view of it", &[], None, "Night work - a long view of it"),
            ("Rota agreed after a long night | News | Valley News", &[], None, "Rota agreed after a long night"),
            ("The Round: Rota agreed", &[], Some("The Round"), "Rota agreed"),
            ("Rota agreed » The Round", &[], Some("The Round"), "Rota agreed"),
            ("The Round :: Rota agreed", &[], Some("The Round"), "Rota agreed"),
            ("The Dispenser", &["The Dispenser", "Rota agreed"], None, "Rota agreed"),
            ("Pay: what the deal says", &[], Some("The Round"), "Pay: what the deal says"),
            ("ROTA AGREED", &["Rota agreed"], None, "Rota agreed"),
            (
                "The board agrees on a pooled…",
                &["The board agrees on a pooled rota"],
                None,
                "The board agrees on a pooled rota",
            ),
        ];
        for (title, headings, site, wanted) in cases {
            let headings: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
            assert_eq!(
                choose(Some((*title).to_owned()), &headings, site.as_slice(), &page).as_deref(),
                Some(*wanted),
                "{title}"
            );
        }
        assert_eq!(choose(None, &["Rota".to_owned()], &[], &page).as_deref(), Some("Rota"));
        assert_eq!(choose(None, &[], &[], &page), None);
    }
}
