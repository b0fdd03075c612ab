//! Owns the tests of letters and pages: safe, whole, and told apart from their mistakes.

use std::fs;
use std::path::Path;

use url::Url;

use super::Masthead;
use super::view::DigestView;
use super::{Letter, Templates, sample};
use crate::problem::Problem;

fn templates() -> Templates {
    Templates::load(None).expect("the built-in templates")
}

fn letter(view: &DigestView) -> Letter {
    templates().letter("digest", "", view).expect("a letter")
}

fn hostile_view() -> DigestView {
    let mut edition = sample::edition(2);
    let hostile = "x</title><script>alert(1)</script>\r\nBcc: a@example.org\u{202e}\u{0}&\"'";
    let entry = &mut edition.entries[0];
    entry.title = hostile.to_owned();
    entry.lead = Some(hostile.to_owned());
    entry.url = "javascript:alert(1)".to_owned();
    entry.authors = vec![hostile.to_owned()];
    entry.quotes[0].excerpt = format!("{hostile}\n\n{hostile}");
    entry.quotes[0].author = Some(hostile.to_owned());
    view(&edition)
}

fn view(edition: &crate::domain::Edition) -> DigestView {
    let masthead = Masthead {
        name: "daily".parse().expect("a name"),
        title: "The Daily Round".to_owned(),
        subject: String::new(),
        template: "digest".to_owned(),
        zone: chrono_tz::Europe::London,
        archive: true,
        publication: "The Round".to_owned(),
        more: Url::parse("https://round.example.org/feeds/all").unwrap(),
        base: Url::parse("https://round.example.org/").unwrap(),
        contact: "editor@example.org".to_owned(),
        language: "en-GB".to_owned(),
        sources: [("round", "The <Round>"), ("wire", "The Wire")]
            .map(|(name, title)| (name.parse().expect("a name"), title.to_owned()))
            .into(),
        seal: None,
    };
    let leave = Url::parse("https://round.example.org/unsubscribe/0123").unwrap();
    DigestView::new(edition, &masthead).addressed(Some("Dr A"), &leave)
}

#[test]
fn a_letter_names_both_sources_of_a_story() {
    let view = view(&sample::edition(2));
    let told: Vec<_> = view.entries.iter().map(|entry| entry.told_by.as_deref()).collect();
    assert_eq!(told, [Some("First in The <Round>; also in The Wire"), None]);
    let letter = letter(&view);
    assert_eq!(letter.text.matches("   First in The <Round>; also in The Wire\n\n").count(), 1, "{}", letter.text);
    assert_eq!(letter.html.matches("First in The &lt;Round&gt;; also in The Wire</p>").count(), 1);
}

#[test]
fn a_letter_holds_every_article_comment_and_link_in_both_parts() {
    let view = sample::digest_view(3);
    let letter = letter(&view);
    let joined = letter.text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" > ", " ").replace(" ! ", " ");
    for part in [joined, letter.html.replace("&#39;", "'")] {
        for entry in &view.entries {
            assert!(part.contains(&entry.title), "{} in {part}", entry.title);
            assert!(part.contains(&entry.url) && part.contains(&entry.comments_url));
            for quote in &entry.quotes {
                assert!(part.contains(&quote.author) && part.contains(&quote.reason));
                assert!(part.contains(quote.answers.as_deref().unwrap_or_default()));
                assert!(part.contains(quote.whole_url.as_deref().unwrap_or_default()));
                for paragraph in quote.text.split("\n\n") {
                    assert!(part.contains(paragraph), "{paragraph} in {part}");
                }
            }
        }
        assert!(part.contains(&view.entries[0].correction.as_ref().unwrap().text));
        for link in ["https://round.example.org/unsubscribe/", "editor@example.org", "/editions/daily/2026-11-23"] {
            assert!(part.contains(link), "{link} in {part}");
        }
        assert!(part.contains("14 more on the web") && part.contains("/article-1#c1"));
    }
    assert_eq!(letter.subject, format!("The Daily Round, Monday 23 November 2026: {}", view.edition.headline));
}

#[test]
fn the_text_part_keeps_to_72_columns_except_for_addresses() {
    for line in letter(&sample::digest_view(4)).text.lines() {
        assert!(line.chars().count() <= 72 || line.contains("https://"), "{line}");
        assert_eq!(line, line.trim_end());
    }
}

#[test]
fn the_html_part_is_accessible_and_loads_nothing() {
    let html = letter(&sample::digest_view(8)).html;
    assert_eq!(html.matches("<h1").count(), 1);
    assert_eq!(html.matches("<h2").count(), 8);
    assert_eq!(html.matches("<table").count(), html.matches("<table role=\"presentation\"").count());
    assert!(html.contains("<html lang=\"en-GB\""));
    assert!(html.contains("name=\"color-scheme\" content=\"light dark\""));
    for loading in ["<img", "<link", "@import", "url(", "src=", "<script", "position:"] {
        assert!(!html.contains(loading), "{loading}");
    }
    for size in html.split("font-size:").skip(1).filter_map(|rest| rest.split_once("px").map(|(size, _)| size)) {
        assert!(size == "1" || size.parse::<u32>().unwrap() >= 14, "{size}");
    }
    let preheader = sample::digest_view(8).edition.headlines;
    assert!(!preheader.is_empty() && preheader.chars().count() <= 100, "{preheader}");
    assert!(html.len() < 70_000, "{} bytes", html.len());
}

/// WCAG 2.2: the contrast of two colours `rrggbb`.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// The six digits after each `property` in a piece of CSS.
fn colours<'a>(css: &'a str, property: &str) -> Vec<&'a str> {
    let after = css.split(property).skip(1);
    after.filter_map(|rest| rest.trim_start().strip_prefix('#')?.get(..6)).collect()
}

#[test]
fn every_colour_can_be_read_on_every_ground() {
    let html = letter(&sample::digest_view(4)).html;
    let (_, rest) = html.split_once("(prefers-color-scheme: dark)").unwrap();
    let (dark, body) = rest.split_once("</style>").unwrap();
    // The preheader is there to be hidden.
    let (_, light) = body.split_once("</div>").unwrap();
    for (scheme, ground) in [(light, "ffffff f3f1ec f1f6f6"), (dark, "12181c 1a2228 222c33")] {
        let texts =
            colours(&scheme.replace("background-color", "ground").replace("border-color", "edge"), "color:").join(" ");
        for ground in ground.split(' ') {
            assert!(html.contains(&format!("background-color:#{ground}")) || dark.contains(ground), "{ground}");
            for text in texts.split(' ').filter(|text| !["523b05", "f2dfb4"].contains(text)) {
                assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {}", contrast(text, ground));
            }
        }
    }
    assert!(contrast("523b05", "fdf5e0") >= 4.5 && contrast("f2dfb4", "33290f") >= 4.5);
}

#[test]
fn hostile_text_stays_text() {
    let letter = letter(&hostile_view());
    assert!(!letter.html.contains("<script"));
    assert!(!letter.html.contains("javascript:"));
    assert!(!letter.text.contains("javascript:"));
    for part in [&letter.html, &letter.text, &letter.subject] {
        assert!(!part.chars().any(|c| c == '\u{202e}' || (c.is_control() && c != '\n')), "{part:?}");
    }
    assert!(!letter.text.lines().any(|line| line.starts_with("Bcc:")));
    assert_eq!(letter.subject.lines().count(), 1);
}

/// Every element of the built-in letter.
const TAGS: [&str; 17] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "h1",
    "h2",
    "p",
    "a",
    "br",
    "strong",
    "blockquote",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]
    #[test]
    fn no_text_breaks_a_letter(text in "(.|[\r\n<>&\"'{}%#\u{0}\u{202e}]){0,200}", url in "(https?://)?.{0,40}") {
        let templates = templates();
        let mut edition = sample::edition(1);
        let entry = &mut edition.entries[0];
        entry.title.clone_from(&text);
        entry.lead = Some(text.clone());
        entry.url = url;
        entry.topics = vec![text.clone()];
        entry.quotes[0].excerpt.clone_from(&text);
        entry.quotes[0].answers = Some(text);
        let letter = templates.letter("digest", "", &view(&edition)).unwrap();
        // Markup from outside would open a tag that stands in no template.
        for tag in letter.html.split('<').skip(1) {
            let name = tag.split([' ', '>', '\n']).next().unwrap_or_default();
            proptest::prop_assert!(TAGS.contains(&name) || name.starts_with(['!', '/']), "{}", tag);
        }
        proptest::prop_assert!(!letter.html.contains("href=\"javascript"));
        proptest::prop_assert!(!letter.text.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn a_subject_is_one_line_of_at_most_150_characters() {
    let templates = templates();
    let mut view = hostile_view();
    view.edition.headline = "long ".repeat(100);
    let letter = templates.letter("digest", "{{ edition.headline }}\r\nBcc: x@example.org", &view).unwrap();
    assert!(letter.subject.chars().count() <= 150 && !letter.subject.contains(['\r', '\n']), "{}", letter.subject);
    assert_eq!(templates.check_subject("{{ digest.title }} {{ edition.day }}"), Ok(()));
    let cases = [
        ("{{ digest.titel }}", "undefined value"),
        ("{{ edition.day", "syntax error"),
        ("{{ recipient.name }}", "empty subject"),
        ("{{ edition.day|shout }}", "unknown filter"),
    ];
    for (subject, want) in cases {
        let error = templates.check_subject(subject).unwrap_err();
        assert!(error.contains(want), "{subject}: {error}");
    }
}

#[test]
fn the_date_of_an_edition_is_told_for_people() {
    for (date, want) in [
        ("2026-11-23", "Monday 23 November 2026"),
        ("2026-11-23-2", "Monday 23 November 2026"),
        ("x", "Monday 23 November 2026"),
    ] {
        let mut edition = sample::edition(1);
        date.clone_into(&mut edition.date);
        assert_eq!(view(&edition).edition.day, want, "{date}");
    }
}

#[test]
fn shortening_drops_whole_items_and_counts_them() {
    let view = sample::digest_view(5);
    let mut sizes = Vec::new();
    let short = view
        .clone()
        .fits(2, |view| {
            sizes.push(view.entries.len());
            Ok::<_, ()>(view.entries.len())
        })
        .unwrap();
    assert_eq!(sizes, [5, 4, 3, 2]);
    assert_eq!((short.entries.len(), short.edition.more), (2, 14 + 3));
    assert_eq!(short.entries[..], view.entries[..2]);
    let least = view.fits(0, |_| Ok::<_, ()>(1)).unwrap();
    assert_eq!((least.entries.len(), least.entries[0].quotes.len()), (1, 0));
}

#[test]
fn every_page_is_small_and_stands_alone() {
    let templates = templates();
    for (name, view) in sample::pages() {
        let page = templates.environment.get_template(name).unwrap().render(view).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<html lang=\"en-GB\">"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(page.len() < 50_000, "{name}: {} bytes", page.len());
        // The lines that copy an address, as the policy of pages names them; nothing else runs.
        let page = page.replace(&format!("<script>{}</script>", super::page::COPY_SCRIPT), "");
        for loading in ["<script", "<img", "@import", "url(", "stylesheet"] {
            assert!(!page.contains(loading), "{name}: {loading}");
        }
    }
    let (_, leave) = sample::pages().into_iter().find(|(name, _)| *name == "pages/unsubscribe.html").unwrap();
    let page = templates.environment.get_template("pages/unsubscribe.html").unwrap().render(leave).unwrap();
    assert!(page.contains("<form method=\"post\" action=\"https://round.example.org/unsubscribe/"));
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn the_operators_files_take_the_place_of_the_built_in_ones() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "digest/subject.txt", "Ours: {{ edition.headline }}");
    write(folder.path(), "pages/_mark.html", "<hr>");
    write(folder.path(), "pages/error.html", "{% include \"pages/_mark.html\" %}{{ title }}");
    for file in ["subject.txt", "body.txt", "body.html"] {
        write(folder.path(), &format!("short/{file}"), "{{ digest.title }}");
    }
    write(folder.path(), "README.md", "{{ not a template");
    write(folder.path(), ".hidden/body.html", "{{ not a template");
    let templates = Templates::load(Some(folder.path())).unwrap();
    let view = sample::digest_view(1);
    assert!(templates.letter("digest", "", &view).unwrap().subject.starts_with("Ours: "));
    assert_eq!(templates.letter("short", "", &view).unwrap().text, "The Daily Round\n");
    assert!(templates.has_letter("short") && !templates.has_letter("pages") && !templates.has_letter("none"));
    assert!(templates.letter("none", "", &view).is_err());
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "digest/body.html", "<p>\n{{ edition.dai }}");
    write(folder.path(), "digest/body.txt", "ok\n\n{% if %}");
    write(folder.path(), "pages/base.html", "{{ publication.nmae }}{% block content %}{% endblock %}");
    write(folder.path(), "pages/about.html", "nobody asks for it");
    write(folder.path(), "pages/error.html", [0xff, 0xfe]);
    write(
        folder.path(),
        "brief/body.txt",
        "{% for i in range(9999) %}{% for j in range(9999) %}{{ j }}{% endfor %}{% endfor %}",
    );
    let problems = Templates::load(Some(folder.path())).unwrap_err();
    let place = |problem: &Problem| {
        let name = problem.file.strip_prefix(&format!("{}/", folder.path().display())).unwrap_or(&problem.file);
        (name.to_owned(), problem.line, problem.what.split(':').next().unwrap().to_owned())
    };
    let told: Vec<_> = problems.iter().map(place).collect();
    let want = [
        ("brief/body.txt", Some(1), "engine ran out of fuel"),
        ("digest/body.html", Some(2), "undefined value"),
        ("digest/body.txt", Some(3), "syntax error"),
        ("pages/about.html", None, "no page or letter uses a template of this name"),
        ("pages/base.html", Some(1), "undefined value"),
        ("pages/error.html", None, "cannot read the template"),
        ("templates/brief/body.html", None, "the template is missing"),
        ("templates/brief/subject.txt", None, "the template is missing"),
    ];
    let want: Vec<_> = want.map(|(file, line, what)| (file.to_owned(), line, what.to_owned())).into();
    assert_eq!(told, want, "{problems:#?}");
    assert!(problems.iter().all(|problem| !problem.cure.is_empty()));
    let gone = Templates::load(Some(&folder.path().join("gone"))).unwrap_err();
    assert_eq!(gone.len(), 1, "{gone:?}");
}

/// `POSTROUND_DUMP=DIR cargo test --lib dump_samples` writes what the built-in templates make of the sample.
#[test]
fn dump_samples() {
    let Ok(folder) = std::env::var("POSTROUND_DUMP") else { return };
    let folder = Path::new(&folder);
    let letter = letter(&sample::digest_view(4));
    write(folder, "digest.html", &letter.html);
    write(folder, "digest.txt", &letter.text);
    let templates = templates();
    for (index, (name, view)) in sample::pages().into_iter().enumerate() {
        let page = templates.environment.get_template(name).unwrap().render(view).unwrap();
        write(folder, &format!("{index}-{}", name.replace('/', "-")), page);
    }
}
