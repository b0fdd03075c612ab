//! Owns the samples of the pages on which comments are reported and decided of: each with all it can hold, and with
//! as little as can be.

use serde::Serialize;

use crate::render::moderation::{
    ArticleLink, ArticlePage, BlockView, CaseView, EdgeView, FeatureView, FormView, JudgedView, LogView,
    ModerationPage, ReasonView, ReportPage, ReportedPage,
};
use crate::render::page::Surroundings;
use crate::render::templates::on_page;
use crate::render::view::PublicationView;

const ID: &str = "0f8e1c52-6f0d-4a55-9a3e-1f4f2f0b7a11";

/// The name of each page and what it is tried against.
pub(super) fn pages(publication: &PublicationView) -> Vec<(&'static str, minijinja::Value)> {
    let report = report(publication);
    let bare_report = ReportPage { role: None, text: String::new(), reasons: Vec::new(), ..report.clone() };
    let reported = ReportedPage {
        publication: publication.clone(),
        title: "Thank you, it was reported".to_owned(),
        text: "The editor decides.".to_owned(),
    };
    let queue = queue(publication);
    let bare_queue = ModerationPage {
        waiting: Vec::new(),
        decided: Vec::new(),
        blocks: Vec::new(),
        log: Vec::new(),
        articles: Vec::new(),
        ..queue.clone()
    };
    let article = ArticlePage {
        publication: publication.clone(),
        form: form(),
        title: "Practices to share one pharmacist".to_owned(),
        url: "https://newsroom.example/news/one".to_owned(),
        source: "newsroom".to_owned(),
        published: "23 November 2026".to_owned(),
        quoted: 1,
        held: 3,
        queue_url: "../moderation".to_owned(),
        comments: vec![judged(), bare_judged()],
    };
    let bare_article = ArticlePage { quoted: 0, held: 0, comments: Vec::new(), ..article.clone() };
    vec![
        ("pages/report.html", value(&report)),
        ("pages/report.html", value(&bare_report)),
        ("pages/reported.html", value(&reported)),
        ("pages/moderation.html", value(&queue)),
        ("pages/moderation.html", value(&bare_queue)),
        ("pages/article.html", value(&article)),
        ("pages/article.html", value(&bare_article)),
    ]
}

fn report(publication: &PublicationView) -> ReportPage {
    ReportPage {
        publication: publication.clone(),
        action_url: format!("{}report/1-0123456789abcdef01234567", publication.url),
        author: "Jo".to_owned(),
        role: Some("Nurse".to_owned()),
        text: "Ours has shown the number for years.\n\nNobody looks up.".to_owned(),
        title: "Waiting-room screens".to_owned(),
        url: "https://newsroom.example/news/two".to_owned(),
        reasons: vec![ReasonView { word: "abuse".to_owned(), said: "It insults somebody".to_owned() }],
    }
}

fn form() -> FormView {
    FormView { action_url: "moderation".to_owned(), token: "0123".to_owned(), back: String::new() }
}

fn queue(publication: &PublicationView) -> ModerationPage {
    let case = CaseView {
        id: ID.to_owned(),
        author: "Jo".to_owned(),
        text: "Nobody looks up from the telephone.".to_owned(),
        title: "Waiting-room screens".to_owned(),
        article_url: format!("articles/{ID}"),
        ruling: "reported".to_owned(),
        decision: "hidden by readers on 23 Nov 2026, 06:30: 3 readers reported it".to_owned(),
        reports: "3 readers from 2 addresses, last on 23 Nov 2026, 06:30".to_owned(),
        reasons: vec!["It insults somebody (3)".to_owned()],
        withdrawn: false,
    };
    let bare = CaseView {
        ruling: String::new(),
        decision: String::new(),
        reports: String::new(),
        reasons: Vec::new(),
        withdrawn: true,
        ..case.clone()
    };
    ModerationPage {
        publication: publication.clone(),
        form: form(),
        waiting: vec![case.clone(), bare],
        decided: vec![CaseView { ruling: "vetoed".to_owned(), ..case }],
        blocks: vec![BlockView {
            kind: "word".to_owned(),
            words: "a phrase".to_owned(),
            by: "in the configuration".to_owned(),
        }],
        log: vec![LogView {
            at: "23 Nov 2026, 06:30".to_owned(),
            who: "jo".to_owned(),
            what: "veto".to_owned(),
            target: ID.to_owned(),
            why: "an advertisement".to_owned(),
        }],
        articles: vec![ArticleLink {
            title: "Waiting-room screens".to_owned(),
            url: format!("articles/{ID}"),
            comments: 12,
        }],
    }
}

fn judged() -> JudgedView {
    let edge = |how: &str| EdgeView { id: ID.to_owned(), number: 2, author: "Ann".to_owned(), how: how.to_owned() };
    JudgedView {
        id: ID.to_owned(),
        number: 1,
        author: "Jo".to_owned(),
        role: Some("Nurse".to_owned()),
        posted: Some("23 Nov 2026, 06:30".to_owned()),
        text: "Nobody looks up from the telephone.".to_owned(),
        score: "0.61".to_owned(),
        rank: 1,
        quoted: "answered by four others".to_owned(),
        barred: "the word \"telephone\" is blocked".to_owned(),
        reasons: vec!["answered by four others".to_owned()],
        features: vec![FeatureView { name: "replies".to_owned(), percent: 80 }],
        answers: vec![edge("by time, 50 %")],
        answered_by: vec![edge("by name, 100 %, objects"), edge("by the site, 100 %")],
        ruling: "pinned".to_owned(),
        decision: "pinned by jo on 23 Nov 2026, 06:30".to_owned(),
        reports: "1 reader from 1 address, last on 23 Nov 2026, 06:30".to_owned(),
    }
}

fn bare_judged() -> JudgedView {
    JudgedView {
        role: None,
        posted: None,
        quoted: String::new(),
        barred: String::new(),
        reasons: Vec::new(),
        features: Vec::new(),
        answers: Vec::new(),
        answered_by: Vec::new(),
        ruling: String::new(),
        decision: String::new(),
        reports: String::new(),
        ..judged()
    }
}

fn value<V: Serialize>(view: &V) -> minijinja::Value {
    on_page(view, &Surroundings::default())
}
