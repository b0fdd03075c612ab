//! Owns the sections that say one thing each: `[store]`, `[gather]`, `[web]`, `[templates]`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Address, Hours, Schedule};
use crate::gather::options::AnswerOptions;
use crate::net::options::NetOptions;
use crate::render::Templates;
use crate::store::options::StoreUrl;
use crate::web::options::{Password, WebOptions};

use super::moderation;
use super::read::Table;
use super::report::{Mistake, Report};
use super::surroundings::Surroundings;
use super::values;

const STORE_VARIABLE: &str = "POSTROUND_STORE_URL";
const STORE_DEFAULT: &str = "sqlite:var/postround.db";
const ANSWERS_DEFAULT: &str = "var/answers";
const KEPT_DEFAULT: Duration = Duration::from_hours(14 * 24);
const MOST_KEPT: Duration = Duration::from_hours(366 * 24);
/// Most systems give a process 1024 file handles unless it is told otherwise; the store and gathering need some.
const CONNECTIONS: u32 = 800;
const MINUTE: Duration = Duration::from_mins(1);

pub(super) fn store(root: &Table<'_>, around: &Surroundings<'_>, report: &Report) -> Option<StoreUrl> {
    let parse = |text: &str| {
        let cure = "write \"sqlite:var/postround.db\", or \"postgres://user:password@host/name\"";
        text.parse::<StoreUrl>().map_err(|error| Mistake::new(error.to_string(), cure))
    };
    let table = root.key("store").table();
    let field = table.key("url");
    let said = if field.is_present() { field.parsed(parse) } else { parse(STORE_DEFAULT).ok() };
    table.finish();
    let url = match (around.environment)(STORE_VARIABLE).filter(|text| !text.is_empty()) {
        Some(text) => parse(&text).map_err(|mistake| report.add(None, STORE_VARIABLE, mistake)).ok(),
        None => said,
    };
    url.map(|url| url.within(around.folder))
}

/// What `[gather]` says.
pub(super) struct Gathering {
    pub(super) schedule: Option<Schedule>,
    pub(super) hours: Option<Hours>,
    pub(super) net: Option<NetOptions>,
    pub(super) answers: Option<AnswerOptions>,
    pub(super) budget: u32,
    pub(super) alarm_to: Vec<Address>,
}

pub(super) fn gather(root: &Table<'_>, around: &Surroundings<'_>) -> Gathering {
    let table = root.key("gather").table();
    let field = table.key("schedule");
    let read = values::schedule(around.zone);
    let schedule = if field.is_present() { field.parsed(read) } else { read("every 15m").ok() };
    let second = Duration::from_secs(1);
    let timeout = table.key("timeout").parsed(values::duration(second..=10 * MINUTE)).unwrap_or(30 * second);
    let max_size = table.key("max_size").parsed(values::size(10_000..=1_000_000_000)).unwrap_or(8_000_000);
    let max_redirects = table.key("max_redirects").integer(1..=20).unwrap_or(5);
    let pause = table.key("pause").parsed(values::duration(Duration::ZERO..=10 * MINUTE)).unwrap_or(second);
    let hours = table.key("hours").parsed(values::hours);
    let folder = table.key("answers").parsed(values::path).unwrap_or_else(|| ANSWERS_DEFAULT.into());
    let keep = table.key("keep_answers").parsed(values::duration(Duration::ZERO..=MOST_KEPT)).unwrap_or(KEPT_DEFAULT);
    let answers = (!keep.is_zero()).then(|| AnswerOptions { folder: around.resolve(&folder), keep });
    let alarm_to = table.key("alarm_to").list(|item| item.parsed(values::address));
    let budget = table.key("budget").integer(1..=100_000).unwrap_or(200);
    table.finish();
    let contact = around.publication.as_ref().map(|publication| publication.contact.to_string());
    let net = contact.map(|contact| NetOptions { contact, timeout, max_size, max_redirects, pause });
    let operator = around.publication.iter().map(|publication| publication.contact.clone());
    let alarm_to = alarm_to.unwrap_or_else(|| operator.collect());
    Gathering { schedule, hours, net, answers, budget, alarm_to }
}

pub(super) fn web(root: &Table<'_>, hide_after_reports: u32, around: &Surroundings<'_>) -> WebOptions {
    let table = root.key("web").table();
    let listen = table.key("listen").parsed(values::listen);
    let connections = table.key("connections").integer(1..=1_000_000).unwrap_or(CONNECTIONS);
    let proxies = table.key("proxies").list(|item| item.parsed(values::ip)).unwrap_or_default();
    let password = moderation::password(&table, around);
    let hammer_limit = table.key("hammer_limit").integer(0..=1_000_000).unwrap_or(120);
    let hammer_behind_proxy = table.key("hammer_behind_proxy").boolean().unwrap_or(false);
    table.finish();
    let listen = listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
    let operator = password.map(Password);
    WebOptions { listen, connections, proxies, operator, hide_after_reports, hammer_limit, hammer_behind_proxy }
}

/// What is wrong with templates is reported; the sound ones still serve to try what rests on them.
pub(super) fn templates(root: &Table<'_>, folder_of_file: &Path, report: &Report) -> Arc<Templates> {
    let table = root.key("templates").table();
    let field = table.key("folder");
    let field = if table.is_present() { field.required("\"my-templates\"") } else { field };
    let folder = field.parsed(values::path).map(|folder| folder_of_file.join(folder));
    table.finish();
    let (templates, problems) = Templates::load_what_can_be(folder.as_deref());
    report.add_all(problems);
    Arc::new(templates)
}
