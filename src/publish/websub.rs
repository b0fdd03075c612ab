//! Owns the word to the hubs that a document has changed (W3C WebSub, section 7): written down before the document is
//! replaced, sent once it stands, again until the hub has taken it.
//!
//! How a publisher tells a hub is left open by the recommendation. What hubs take is a POST of `hub.mode=publish` with the
//! topic as `hub.url` (Google's, Superfeedr's; w3c/websub#117) or as `hub.topic` (Switchboard's;
//! w3c-social/social-web-protocols#47): both are sent, a request a topic.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use super::archives;
use super::options::PublishOptions;
use super::text;
use crate::clock::Clock;
use crate::net::{Net, NetError, Reach};
use crate::stop::Stop;
use crate::store::{Ping, Store};

/// The name of the job, for its lock.
const JOB: &str = "pings";

/// Requests to one hub that are under way at once; its domain has one pace besides.
const AT_ONCE: u32 = 4;

/// So many topics in a row in vain, and it is the hub that will not have them: the others wait with them.
const ENOUGH: u32 = 12;

/// After so long what was put into the folder is what the web serves, in whichever process: a hub looks at once.
const SEEN: Duration = Duration::from_millis(500);

/// A change that no hub took for so long is news no more.
const GIVEN_UP: TimeDelta = TimeDelta::days(7);

/// The wait after the first attempt in vain; it doubles.
const FIRST: TimeDelta = TimeDelta::minutes(1);

/// The same where the hub refuses what it is told: that mends itself only when somebody does something.
const FIRST_REFUSED: TimeDelta = TimeDelta::hours(1);

/// No wait is longer.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// Of what a hub says with a refusal, so many characters are shown.
const SHOWN: usize = 120;

/// What became of the word to one hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubReport {
    /// The hub.
    pub hub: Url,
    /// Documents it took the word of.
    pub told: u32,
    /// Documents it was told of in vain; it is told again.
    pub failed: u32,
    /// Why, of the last of them, or empty.
    pub problem: String,
}

/// Writes down that these documents, paths below the base, are about to change. To be called before the first of them is replaced, so that a
/// process that is killed in between loses no word; [`release`] sends the word on its way.
pub async fn expect(
    store: &Store,
    options: &PublishOptions,
    changing: &[String],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    if options.hubs.is_empty() {
        return Ok(());
    }
    let topics = changing.iter().filter(|path| is_topic(path)).map(|path| options.base.join(path));
    let topics: Vec<String> = topics.map(|topic| topic.map(String::from)).collect::<Result<_, _>>()?;
    Ok(store.expect_pings(&addresses(options), &topics, now).await?)
}

/// All that was expected stands in its place now. To be called at the end of each publication, also of one that changed
/// nothing: the one before it may have been killed. Where no hub is configured any more, what was still to be told is
/// forgotten.
pub async fn release(store: &Store, options: &PublishOptions, now: DateTime<Utc>) -> anyhow::Result<()> {
    if options.hubs.is_empty() {
        store.forget_pings(&[]).await?;
    } else {
        store.release_pings(now).await?;
    }
    Ok(())
}

/// Tells the hubs what they are to be told by now, for at most `longest`. Nothing where another process is at it, and a
/// report for each hub that was to be told something.
pub async fn tell(
    (store, net): (&Store, &Net),
    options: &PublishOptions,
    clock: &Clock,
    longest: Duration,
    stop: &Stop,
) -> anyhow::Result<Vec<HubReport>> {
    if options.hubs.is_empty() {
        return Ok(Vec::new());
    }
    let Some(newest) = store.newest_due_ping(clock.now()).await? else { return Ok(Vec::new()) };
    if clock.now() - newest < TimeDelta::from_std(SEEN)? {
        tokio::time::sleep(SEEN).await;
    }
    let Some(_lock) = store.try_lock(JOB).await? else { return Ok(Vec::new()) };
    store.forget_pings(&addresses(options)).await?;
    give_up(store, clock.now()).await?;
    if !net.is_recalled() {
        net.recall(store.hosts().await?);
    }
    let reach = if options.private_hubs { Reach::Private } else { Reach::Public };
    let sender = Sender { store: store.clone(), net: net.clone(), clock: clock.clone(), reach };
    let mut hubs = JoinSet::new();
    for (place, hub) in options.hubs.iter().cloned().enumerate() {
        let (sender, end, stop) = (sender.clone(), Instant::now() + longest, stop.clone());
        hubs.spawn(async move { (place, sender.tell(hub, end, &stop).await) });
    }
    let mut reports = Vec::new();
    while let Some(ended) = hubs.join_next().await {
        let (place, report) = ended?;
        reports.push((place, report?));
    }
    if net.is_ledger_pressing() {
        store.record_hosts(&net.take_ledger(), clock.now()).await?;
    }
    reports.sort_by_key(|(place, _)| *place);
    let reports = reports.into_iter().map(|(_, report)| report);
    Ok(reports.filter(|report| report.told + report.failed > 0 || !report.problem.is_empty()).collect())
}

fn addresses(options: &PublishOptions) -> Vec<String> {
    options.hubs.iter().map(Url::to_string).collect()
}

/// Whether a document is one that people subscribe to at a hub: a live one, and nobody's own. An archive changes only
/// where it is mended, and who has read it does not ask for it again.
fn is_topic(path: &str) -> bool {
    let is_archive = path.rsplit_once('.').is_some_and(|(stem, _ending)| archives::of_stem(stem).is_some());
    !path.starts_with("my/") && !is_archive
}

async fn give_up(store: &Store, now: DateTime<Utc>) -> anyhow::Result<()> {
    for dropped in store.drop_pings(now - GIVEN_UP).await? {
        tracing::warn!(
            hub = %dropped.hub,
            "the hub {} was not told that {} changed, and after {} days is told no more: {}",
            dropped.hub,
            dropped.topic,
            GIVEN_UP.num_days(),
            if dropped.problem.is_empty() { "it was never tried" } else { &dropped.problem }
        );
    }
    Ok(())
}

/// How long it is until the next attempt, after so many in vain before this one.
fn wait_after(attempts: u32, is_refused: bool) -> TimeDelta {
    let first = if is_refused { FIRST_REFUSED } else { FIRST };
    let doubled = first.checked_mul(1 << attempts.min(20)).unwrap_or(LONGEST);
    doubled.min(LONGEST)
}

/// What a hub's answer says of the next attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// It took the word.
    Taken,
    /// Nothing was sent, and nothing is until then.
    Held(String, DateTime<Utc>),
    /// In vain: why, and how long its host is left alone.
    Failed(String, TimeDelta),
    /// It will not have it.
    Refused(String),
}

fn outcome(answer: Result<(), NetError>) -> Outcome {
    match answer {
        Ok(()) => Outcome::Taken,
        Err(error @ NetError::Held { .. }) => {
            let problem = error.to_string();
            let NetError::Held { until, .. } = error else { return Outcome::Refused(problem) };
            Outcome::Held(problem, until)
        }
        Err(NetError::Status { code, body, .. }) if (400..500).contains(&code) && !matches!(code, 408 | 429) => {
            Outcome::Refused(format!("it answered {code}{}", words(&body)))
        }
        Err(NetError::Status { code, left_alone, .. }) => {
            let left_alone = left_alone.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or_default();
            Outcome::Failed(format!("it answered {code}"), left_alone)
        }
        Err(NetError::Forbidden(why)) => Outcome::Refused(why),
        Err(error) => Outcome::Failed(error.to_string(), TimeDelta::zero()),
    }
}

/// What a hub says of why, where that is plain words.
fn words(body: &[u8]) -> String {
    let said = text::line(&String::from_utf8_lossy(body));
    if said.is_empty() || said.starts_with(['<', '{']) {
        return String::new();
    }
    format!(" ({:?})", text::beginning(&said, SHOWN))
}

/// What telling one hub needs.
#[derive(Debug, Clone)]
struct Sender {
    store: Store,
    net: Net,
    clock: Clock,
    reach: Reach,
}

impl Sender {
    /// Tells one hub all that is due, until the time is up or the hub is to be left alone.
    async fn tell(&self, hub: Url, end: Instant, stop: &Stop) -> anyhow::Result<HubReport> {
        let mut report = HubReport { hub, told: 0, failed: 0, problem: String::new() };
        let mut in_vain = 0;
        while Instant::now() < end && !stop.is_asked() {
            let due = self.store.due_pings(report.hub.as_str(), self.clock.now(), AT_ONCE).await?;
            if due.is_empty() {
                break;
            }
            let mut under_way = JoinSet::new();
            for ping in due {
                let (sender, hub) = (self.clone(), report.hub.clone());
                under_way.spawn(async move {
                    let outcome = sender.send(&hub, &ping).await;
                    (ping, outcome)
                });
            }
            let (told, failed, mut again) = (report.told, report.failed, None);
            while let Some(ended) = under_way.join_next().await {
                let (ping, outcome) = ended?;
                again = self.record(&ping, outcome, &mut report).await?.or(again);
            }
            in_vain = if report.told > told { 0 } else { in_vain + report.failed - failed };
            if let Some(again) = again.filter(|_| in_vain >= ENOUGH) {
                let (hub, now) = (report.hub.as_str(), self.clock.now());
                self.store.due_pings_failed(hub, &report.problem, now, again).await?;
                break;
            }
        }
        if !report.problem.is_empty() {
            tracing::warn!(hub = %report.hub, "the hub {} is told again later: {}", report.hub, report.problem);
        }
        Ok(report)
    }

    async fn send(&self, hub: &Url, ping: &Ping) -> Outcome {
        let form = [("hub.mode", "publish"), ("hub.url", &ping.topic), ("hub.topic", &ping.topic)];
        outcome(self.net.post(hub, &form, self.reach).await)
    }

    /// Writes down what became of a ping; answers when it is tried again where it was in vain.
    async fn record(
        &self,
        ping: &Ping,
        outcome: Outcome,
        report: &mut HubReport,
    ) -> anyhow::Result<Option<DateTime<Utc>>> {
        let now = self.clock.now();
        let (problem, wait) = match outcome {
            Outcome::Taken => {
                self.store.ping_taken(ping).await?;
                report.told += 1;
                return Ok(None);
            }
            Outcome::Held(problem, until) => {
                // Of no topic is this an attempt: the hub was not asked.
                self.store.put_off_pings(&ping.hub, &problem, until).await?;
                report.problem = problem;
                return Ok(None);
            }
            Outcome::Failed(problem, left_alone) => (problem, wait_after(ping.attempts, false).max(left_alone)),
            Outcome::Refused(problem) => (problem, wait_after(ping.attempts, true)),
        };
        self.store.ping_failed(ping, &problem, now + wait).await?;
        report.failed += 1;
        report.problem = problem;
        Ok(Some(now + wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_a_minute_to_a_day() {
        let minutes = |refused| [0, 1, 2, 5, 10, 11, 40, u32::MAX].map(|n| wait_after(n, refused).num_minutes());
        assert_eq!(minutes(false), [1, 2, 4, 32, 1024, 1440, 1440, 1440]);
        assert_eq!(minutes(true), [60, 120, 240, 1440, 1440, 1440, 1440, 1440]);
    }

    #[test]
    fn live_documents_are_topics_and_nothing_else() {
        for (path, expected) in [
            ("feeds/all.rss", true),
            ("feeds/topics/general-practice.json", true),
            ("feeds/archive-2.atom", true),
            ("editions/daily.atom", true),
            ("articles/0/comments.rss", true),
            ("feeds/all.archive-12.rss", false),
            ("my/0123456789abcdef/feed.rss", false),
        ] {
            assert_eq!(is_topic(path), expected, "{path}");
        }
    }

    #[test]
    fn an_answer_says_when_to_come_again() {
        let status = |code, body: &str| NetError::Status { code, left_alone: None, body: body.into() };
        for (answer, expected) in [
            (status(404, ""), Outcome::Refused("it answered 404".to_owned())),
            (
                status(400, "hub.topic\n is  missing"),
                Outcome::Refused("it answered 400 (\"hub.topic is missing\")".into()),
            ),
            (status(403, "<html>no"), Outcome::Refused("it answered 403".to_owned())),
            (status(408, "late"), Outcome::Failed("it answered 408".to_owned(), TimeDelta::zero())),
            (status(302, ""), Outcome::Failed("it answered 302".to_owned(), TimeDelta::zero())),
            (
                NetError::Status { code: 503, left_alone: Some(Duration::from_secs(9)), body: Vec::new() },
                Outcome::Failed("it answered 503".to_owned(), TimeDelta::seconds(9)),
            ),
            (NetError::Forbidden("private".to_owned()), Outcome::Refused("private".to_owned())),
            (NetError::Cut(3), Outcome::Failed("the answer was cut off after 3 bytes".to_owned(), TimeDelta::zero())),
        ] {
            assert_eq!(outcome(Err(answer)), expected);
        }
        assert_eq!(outcome(Ok(())), Outcome::Taken);
    }
}
