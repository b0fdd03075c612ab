//! Owns the tests of cleaning: what stays, what goes, and that nothing that runs gets through.

use proptest::prelude::*;

use super::*;

fn base() -> Url {
    Url::parse("https://news.example/health/story").unwrap()
}

fn cleaned(html: &str) -> Cleaned {
    fragment(html, &base())
}

/// As it is cleaned by parsers alone.
fn at_length(html: &str) -> Cleaned {
    parsed(html, &base(), |_| None)
}

#[test]
fn what_may_stay_stays_and_the_rest_goes() {
    let cases = [
        ("plain & simple", "<p>plain &amp; simple</p>"),
        ("<p>One <b>bold</b> <i>word</i></p>", "<p>One <strong>bold</strong> <em>word</em></p>"),
        ("<h1>Head</h1><h5>Foot</h5>", "<h2>Head</h2><h4>Foot</h4>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div>One<p>Two</p>Three</div>", "<p>One</p><p>Two</p><p>Three</p>"),
        ("One<br><br>Two<br>\n<br>\nThree", "<p>One</p><p>Two</p><p>Three</p>"),
        ("<p>One<br>Two<br></p>", "<p>One<br>Two</p>"),
        ("<p></p><p> &nbsp; </p><p>x<em> </em>y</p><ul></ul>", "<p>x y</p>"),
        ("<a href='/a?utm_source=x&id=1'>link</a>", "<p><a href=\"https://news.example/a?id=1\">link</a></p>"),
        ("<a name=top>no link</a>", "<p>no link</p>"),
        ("<a href=b><div>card</div></a>", "<p>card</p>"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<li>One</li><li>Two</li>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul>stray<li>One</ul>", "<ul><li>stray</li><li>One</li></ul>"),
        ("<ol start=3 class=x><li>Three</ol>", "<ol start=\"3\"><li>Three</li></ol>"),
        (
            "<blockquote cite='/q'>Said</blockquote>",
            "<blockquote cite=\"https://news.example/q\"><p>Said</p></blockquote>",
        ),
        ("<p>She said <q>so</q></p>", "<p>She said “so”</p>"),
        (
            "<p><img src=/i.png alt='A desk' srcset='x 2x' onerror=alert(1)></p>",
            "<p><img src=\"https://news.example/i.png\" alt=\"A desk\"></p>",
        ),
        (
            "<img src='data:image/gif;base64,R0' data-src=/lazy.jpg>",
            "<p><img src=\"https://news.example/lazy.jpg\" alt=\"\"></p>",
        ),
        ("<p>x<img src=/p.gif width=1 height=1><img src=/q.gif style='width: 1px'></p>", "<p>x</p>"),
        ("<p hidden>a</p><p style='display: none'>b</p><p style='color:red'>c</p>", "<p>c</p>"),
        ("<form action=/x><p>kept</p><button>Sign up</button></form>", "<p>kept</p>"),
        ("<pre>\n  two\n    lines</pre>", "<pre>  two\n    lines</pre>"),
        ("<h2><div>Block</div> in head</h2>", "<h2>Block in head</h2>"),
        (
            "<table><tr><th scope=row>A<td colspan=2>1</table>",
            "<table><tbody><tr><th scope=\"row\">A</th><td colspan=\"2\">1</td></tr></tbody></table>",
        ),
        (
            "<figure><img src=a.png alt=x><figcaption>By us</figcaption></figure>",
            "<figure><img src=\"https://news.example/health/a.png\" alt=\"x\"><figcaption>By us</figcaption></figure>",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(cleaned(html).html, expected, "{html}");
    }
}

#[test]
fn hostile_markup_is_harmless() {
    let cases = [
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ("<p onclick=alert(1) style='background:url(x)'>x</p>", "<p>x</p>"),
        ("<a href='java\tscr\nipt:alert(1)'>x</a>", "<p>x</p>"),
        ("<a href='&#106;avascript&colon;alert(1)'>x</a>", "<p>x</p>"),
        ("<a href='data:text/html,<script>'>x</a>", "<p>x</p>"),
        ("<svg><script>alert(1)</script><p>x</svg>", "<p>x</p>"),
        (
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math><p>x",
            "<p>x</p>",
        ),
        ("<p>un<b>closed", "<p>un<strong>closed</strong></p>"),
        ("</div></p></table><p>x</p></body>", "<p>x</p>"),
        ("<p>N\0UL &#0; &#x1; &#146;s \u{92}s \u{202e}x</p>", "<p>NUL ’s ’s x</p>"),
        ("<iframe src=//evil.example></iframe><object data=x></object><p>x</p>", "<p>x</p>"),
        (
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x</noscript><p>y</p>",
            "<p>&quot;&gt;x</p><p>y</p>",
        ),
        ("<p>&#+60;b&#x+3e; &#60;i&#62;</p>", "<p>&amp;#+60;b&amp;#x+3e; &lt;i&gt;</p>"),
        ("<p title='<script>'>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
        ("<img src=x onerror=alert(1)//<p>x</p>", "<p>x</p>"),
        ("<!-- <p>--!><p>x</p>", "<p>x</p>"),
        (
            "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example><a href=y>x</a>",
            "<p><a href=\"https://news.example/health/y\">x</a></p>",
        ),
    ];
    for (html, expected) in cases {
        assert_eq!(
            cleaned(html).html.replace("  ", " ").replace("<img src=\"https://news.example/health/x\" alt=\"\">", ""),
            expected,
            "{html}"
        );
    }
}

#[test]
fn text_reads_like_the_page() {
    let cases = [
        ("<h2>Head</h2><p>One <a href=/x>linked</a>\n word</p><p>Two</p>", "Head\n\nOne linked word\n\nTwo"),
        ("<p>One<br>line</p>", "One\nline"),
        (
            "<p>Before</p><ul><li>One<li>Two<ul><li>Inner</ul></ul><p>After</p>",
            "Before\n\n- One\n- Two\n  - Inner\n\nAfter",
        ),
        (
            "<table><caption>Rates</caption><tr><th>Year<th>Rate<tr><td>2017<td>4<br>%</table>",
            "Rates\nYear | Rate\n2017 | 4 %",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<figure><img src=a alt='not read'><figcaption>Caption</figcaption></figure>", "Caption"),
        (
            "<p>What was said of the rota</p><figure><img src=a><figcaption>Caption</figcaption></figure>",
            "What was said of the rota",
        ),
        ("<figure><blockquote>Said</blockquote><figcaption>By us</figcaption></figure>", "Said\n\nBy us"),
        ("<blockquote><p>One</p><p>Two</p></blockquote>", "One\n\nTwo"),
        ("<p>Trust &lt;5% &amp; \"A&amp;E\"</p>", "Trust <5% & \"A&E\""),
    ];
    for (html, expected) in cases {
        assert_eq!(cleaned(html).text, expected, "{html}");
    }
}

#[test]
fn pathological_nesting_keeps_only_its_words() {
    let deep = "<div>".repeat(5000) + "words <b>within</b>";
    assert_eq!(cleaned(&deep), Cleaned { html: "<p>words within</p>".into(), text: "words within".into() });
    let lists = "<ul><li>".repeat(150) + "deep <em>words</em>";
    let cleaned = cleaned(&lists);
    assert!(cleaned.text.ends_with("- deep words"), "{}", cleaned.text);
    assert!(cleaned.html.matches("<ul>").count() <= 20);
}

/// What a browser would make of the output: every element's name and attributes.
fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let parsed = scraper::Html::parse_fragment(html);
    let elements = parsed.root_element().descendent_elements().skip(1);
    elements
        .map(|element| {
            let attributes = element.value().attrs().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            (element.value().name().to_owned(), attributes)
        })
        .collect()
}

fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z <>\"'=&;/]{0,12}",
        "<(p|div|b|i|a|ul|ol|li|table|tr|td|h1|h2|blockquote|pre|svg|math|style|form|br|hr|button|q|dl|dt|dd|select|caption|figure)>",
        "</(p|div|b|i|a|ul|ol|li|table|tr|td|h1|h2|blockquote|pre|svg|math|style|form|button|q|dl|dt|figure)>",
        "<a href=(\"java\tscript:alert\\(1\\)\"|javascript:x|//evil.example|/ok|' javascript:x') onclick=x>",
        "<img src=(x|javascript:x|'data:x') onerror=alert\\(1\\) alt='(\"|<|x)'>",
        Just("<script>alert(1)</script>".to_owned()),
        Just("<!-- x --><![CDATA[<script>]]>".to_owned()),
        "[\\x00-\\x1f\u{80}-\u{9f}\u{200b}-\u{202e}é ]{0,4}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Markup as feeds and comments have it: mostly right, with something odd here and there.
fn decent_markup() -> impl Strategy<Value = String> {
    let inline = prop_oneof![
        6 => "[a-z .,'>é…]{0,12}",
        2 => Just(" &amp; &#8217;s &nbsp;&lt;b&gt; &quot;x&quot; ".to_owned()),
        1 => Just("\n \t".to_owned()),
        1 => Just("<br>".to_owned()),
        1 => Just("<br /><br/>".to_owned()),
        2 => "<(b|strong|em|i|span|span class=\"x\")>[a-z \r]{0,6}(<br>|<em>x</em>|<i> y</i>)?</(b|strong|em|i|span)>",
        2 => "<a href=\"(/a\\?b=1&c=2|https://x\\.example/\\?a&amp;b|mailto:a@b\\.example|javascript:x|#n|)\">[a-z ]{0,5}</a>",
        1 => "<img src=\"(/i\\.png|x|)\" alt=\"(|a &amp; b|<|é)\"( width=\"(1|90|x)\")? ?/?>",
        1 => "[&<;#/a-z=\"]{0,4}",
        1 => Just("<!-- x -->".to_owned()),
        1 => Just("a & b, &hearts; &copy &#146; \u{200d}\u{ad}\u{85}".to_owned()),
    ];
    let line = proptest::collection::vec(inline, 0..4).prop_map(|pieces| pieces.concat());
    let block = (0..14_usize, line.clone(), line).prop_map(|(shape, one, two)| match shape {
        0..=3 => format!("<p>{one}</p>\n"),
        4 => format!("<p style=\"text-align:left\" class=\"x\">{one}</p>{two}"),
        5 => format!("<div>{one}<p>{two}</p></div>"),
        6 => format!("<ul><li>{one}</li>\n<li><p>{two}</p></li></ul>"),
        7 => format!("<ol>{one}<li>{two}<ul><li>x</li></ul></li></ol>"),
        8 => format!("<blockquote>{one}<p>{two}</p></blockquote>"),
        9 => format!("<h3>{one}</h3><h1>{two}</h1>"),
        10 => format!("{one}<br><br>{two}"),
        11 => format!("<p>{one}<div>{two}</div>"),
        12 => format!("<strong><p>{one}</p></strong><li>{two}</li>"),
        _ => format!("<p>{one}<p hidden=\"\">{two}"),
    });
    proptest::collection::vec(block, 0..5).prop_map(|blocks| blocks.concat())
}

#[test]
fn what_feeds_hold_goes_the_short_way() {
    for html in [
        "plain words",
        "<p>One <a href=\"https://news.example/?a=1&amp;b=2\">link</a> &amp; <strong>more</strong>&#8230;</p>\n<p>Two</p>",
        "<div class=\"x\"><ul>\n<li>One</li>\n<li>Two</li>\n</ul></div><img src=\"/i.png\" alt=\"A\" width=\"640\" />",
        "<blockquote><p>Said <em>so</em>.</p></blockquote><!-- end --><h2>Head</h2>One<br>two",
    ] {
        assert_eq!(simply(html, &base()).expect(html), at_length(html), "{html}");
    }
}

/// Markup in which each element stands where it belongs, as most feeds have it.
fn orderly_markup() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        8 => "[a-z .,']{0,9}",
        2 => "[a-z >\"\n\r\t\u{a0}\u{ad}\u{85}é…’\u{2003}\u{3000}]{0,6}",
        2 => "(&amp;|&#8217;|&nbsp;|&lt;|&quot;|&#160;|&#+60;| )( |&nbsp;|x|&#xad;)?",
        1 => "<img src=\"(/i\\.png|https://x\\.example/a\\[b|x)\" alt=\"(|a &amp; b| <|é)\"( width=\"(1|90|99999px)\")? ?/?>",
    ];
    let text = proptest::collection::vec(text, 0..3).prop_map(|pieces| pieces.concat());
    let address = prop_oneof![
        3 => "https?://[a-z0-9]{1,3}\\.(example|3x|0x1|xn--a|a--b|a-b)/[a-zA-Z0-9/._~,%-]{0,6}",
        1 => "(/a|#n|\\?b&c=1|mailto:a@b|javascript:x|http://(a\\.b|A\\.b|a\\.b:80|u@a\\.b)(/\\.\\./x|/\\?utm_a=1&amp;b|/é|/a b)?)",
    ];
    let inline = (0..9_u8, text.clone(), text, address).prop_map(|(shape, one, two, address)| match shape {
        0..=2 => one,
        3 => format!("{one}<em>{two}</em>"),
        4 => format!("<b>{one}<i class=\"x\">{two}</i></b>"),
        5 => format!("<a href=\"{address}\" title=\"x\">{one}</a>{two}"),
        6 => format!("<span style=\"color: red\">{one}</span>{two}"),
        7 => format!("<strong>{one}<a href=\"{address}\"><span>{two}</span></a></strong>"),
        _ => format!("{one}<span> <em>{two}</em></span> "),
    });
    let line = proptest::collection::vec(inline, 0..4).prop_map(|pieces| pieces.concat());
    let block = (0..10_u8, line.clone(), line).prop_map(|(shape, one, two)| match shape {
        0..=3 => format!("<p>{one}</p>\n"),
        4 => format!("<h1>{one}</h1><h3 id=\"x\">{two}</h3>"),
        5 => format!("<ul>\n<li>{one}</li> <li class=\"x\">{two}</li></ul>"),
        6 => format!("<blockquote><p>{one}</p><div>\r\n<p>{two}</p></div></blockquote>"),
        7 => format!("<div><ol><li>{one}</li></ol><blockquote> </blockquote></div>"),
        8 => "<ul></ul><p></p><div> </div>".to_owned(),
        _ => format!("<p class=\"x\">{one}</p><h2>{two}</h2>"),
    });
    proptest::collection::vec(block, 0..4).prop_map(|blocks| blocks.concat())
}

#[test]
fn what_most_feeds_hold_is_copied() {
    for html in [
        "",
        "<p>One <a href=\"https://news.example/a?b=1&amp;c=2\">link</a> &amp; <strong>more</strong>&#8230;</p>\n<p>Two</p>",
        "<div class=\"x\"><ul>\n<li>One</li>\n<li>Two</li>\n</ul></div><p><img src=\"/i.png\" alt=\"A\" width=\"640\" /></p>",
        "<blockquote>\r\n<p>Said <em>so</em>.</p></blockquote><h2>Head</h2><p><span style=\"color: red\">Red</span> words</p>",
    ] {
        assert_eq!(straight(html, &base()).expect(html), at_length(html), "{html}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_short_ways_give_what_the_long_way_gives(
        html in prop_oneof![3 => decent_markup(), 3 => orderly_markup(), 1 => markup()]
    ) {
        let (copied, short, long) = (straight(&html, &base()), simply(&html, &base()), at_length(&html));
        prop_assert_eq!(copied.as_ref().unwrap_or(&long), &long, "copied: {}", html);
        prop_assert_eq!(short.as_ref().unwrap_or(&long), &long, "{}", html);
        prop_assert_eq!(&thoroughly(&html, &base()), &long, "parsed once: {}", html);
    }
}

proptest! {
    #[test]
    fn nothing_harmful_survives_and_cleaning_again_changes_nothing(html in markup()) {
        let once = cleaned(&html);
        prop_assert!(!once.html.to_ascii_lowercase().contains("<script"));
        for (name, attributes) in elements(&once.html) {
            prop_assert!(tree::KNOWN.contains(&name.as_str()), "{}", name);
            for (key, value) in attributes {
                prop_assert!(!key.starts_with("on") && key != "style", "{}", key);
                if ["href", "src", "cite"].contains(&key.as_str()) {
                    prop_assert!(value.starts_with("http") || value.starts_with("mailto:"), "{}", value);
                }
            }
        }
        prop_assert_eq!(&cleaned(&once.html), &once);
        prop_assert_eq!(plain(&plain(&once.text)), plain(&once.text));
    }
}
