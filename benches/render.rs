//! Measures one recipient's letter of eight articles with three quotes each: rendering, writing the message, both.

use std::hint::black_box;

use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use postround::deliver::message::{self, Addressing};
use postround::deliver::options::{MailOptions, Mailbox, Transport, Uncertain};
use postround::domain::{Address, DeliveryId, Name};
use postround::render::{Templates, sample};
use url::Url;

const SUBJECT: &str = "{{ digest.title }}, {{ edition.day }}: {{ edition.headline }}";

fn letter(c: &mut Criterion) {
    let contact: Address = "round@example.org".parse().expect("an address");
    let options = MailOptions {
        from: Mailbox { name: Some("The Round".to_owned()), address: contact.clone() },
        reply_to: None,
        contact: contact.clone(),
        base: Url::parse("https://round.example.org/").expect("a URL"),
        transport: Transport::File { folder: "outbox".into() },
        uncertain: Uncertain::Resend,
        connections: 1,
    };
    let unsubscribe = options.base.join("unsubscribe/0123456789abcdef0123456789abcdef").expect("a URL");
    let digest: Name = "daily".parse().expect("a name");
    let templates = Templates::load(None).expect("the built-in templates");
    let (view, edition) = (sample::digest_view(8), sample::edition(8));
    let addressing = Addressing {
        recipient: &contact,
        name: Some("Dr Sample"),
        message_id: message::message_id(DeliveryId(1), &edition),
        date: DateTime::default(),
        digest: &digest,
        title: "The Daily Round",
        edition: &edition.date,
        list_domain: "example.org",
        unsubscribe: &unsubscribe,
        archive: None,
    };
    let render = || {
        let view = view.addressed(Some("Dr Sample"), &unsubscribe);
        templates.letter("digest", SUBJECT, &view).expect("a letter")
    };
    let rendered = render();
    c.bench_function("letter/render", |b| b.iter(|| black_box(render())));
    c.bench_function("letter/message", |b| b.iter(|| message::build(black_box(&rendered), &addressing, &options)));
    c.bench_function("letter/both", |b| b.iter(|| message::build(&render(), &addressing, &options)));
    c.bench_function("templates/load", |b| b.iter(|| Templates::load(None).is_ok()));
}

criterion_group!(benches, letter);
criterion_main!(benches);
