//! Owns the measure of reading one article page of about 100 KB: parsing, body and metadata. The goal is 300 pages a
//! second on one core, parsing included.

use std::fmt::Write;
use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use postround::gather::kind::Page;
use postround::gather::{extract, links, metadata};
use scraper::Html;
use url::Url;

/// A page as a content system writes it: much furniture, twenty paragraphs, two hundred comments.
fn page() -> String {
    let mut html = String::from("<!DOCTYPE html><html lang=en><head><title>Valley rota agreed | The Dispenser</title>");
    for n in 0..40 {
        write!(html, "<meta property=\"og:extra{n}\" content=\"value {n}\"><script>window.a{n} = function () {{ return {n}; }};</script>")
            .expect("writing to a string cannot fail");
    }
    html.push_str("<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Valley rota agreed\",\"datePublished\":\"2026-02-01T08:00:00Z\",\"author\":{\"name\":\"Ann Smith\"}}</script></head><body class=\"single has-sidebar\">");
    let row = |html: &mut String, class: &str, count: usize| {
        for n in 0..count {
            write!(html, "<div class=\"{class} {class}-{n}\"><h3><a href=\"/story/{n}-what-the-new-licence-means-for-shops\">What the new licence means for shops, part {n}</a></h3><span class=\"meta\">{n} February</span></div>")
                .expect("writing to a string cannot fail");
        }
    };
    row(&mut html, "menu-item", 80);
    html.push_str("<main><article class=\"post\"><h1>Valley rota agreed</h1><p class=byline>By <a rel=author href=/ann>Ann Smith</a></p><div class=\"entry-content\">");
    for n in 0..20 {
        write!(html, "<p>The board, which met on Monday, heard in paragraph {n} that the <a href=\"/rota\">pooled rota</a> would save eleven nights a month, and that each of the three dispensaries, however small, would keep its own keys, its own books, and its own cat.</p>")
            .expect("writing to a string cannot fail");
    }
    html.push_str("</div></article><div class=\"related\">");
    row(&mut html, "card", 120);
    html.push_str("</div></main><ol class=\"comment-list\">");
    for n in 0..200 {
        write!(html, "<li class=\"comment\"><b class=\"comment-author\">Reader {n}</b><time datetime=\"2026-02-02T09:00:00Z\">then</time><p>I did those nights for years, and nobody offered me a driver, not once in {n} winters.</p></li>")
            .expect("writing to a string cannot fail");
    }
    html.push_str("</ol></body></html>");
    html
}

const KNOWN: extract::Known<'static> = extract::Known { title: Some("Valley rota agreed"), lead: None };

fn extraction(c: &mut Criterion) {
    let html = page();
    let url = Url::parse("https://news.example/rota").expect("a constant address is valid");
    let fetched = DateTime::<Utc>::from_timestamp(1_772_366_400, 0).expect("a constant time is valid");
    let page = Page {
        url: &url,
        content_type: None,
        link: None,
        total_pages: None,
        body: html.as_bytes(),
        fetched,
        zone: chrono_tz::Europe::London,
    };
    let doc = Html::parse_document(&html);
    let mut group = c.benchmark_group(format!("page of {} KB", html.len() / 1000));
    group.throughput(Throughput::Elements(1));
    group.bench_function("parse", |b| b.iter(|| Html::parse_document(black_box(&html))));
    group.bench_function("body", |b| b.iter(|| extract::body(black_box(&doc), KNOWN)));
    group.bench_function("metadata", |b| b.iter(|| metadata::read(black_box(&doc), &page)));
    group.bench_function("links", |b| b.iter(|| links::find(black_box(&doc), &url)));
    group.bench_function("parse, body and metadata", |b| {
        b.iter(|| {
            let doc = Html::parse_document(black_box(&html));
            (metadata::read(&doc, &page), extract::body(&doc, KNOWN))
        });
    });
    group.finish();
}

criterion_group!(benches, extraction);
criterion_main!(benches);
