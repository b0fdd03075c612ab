//! Owns the letters to the operator: an alarm that is due is claimed, rendered, sent to each address and recorded. Each
//! phase of an alarm has a Message-ID for ever, so that a repeat after a kill is known for one.

use chrono::{DateTime, TimeDelta, Utc};
use lettre::message::MultiPart;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::mailer::{Parcel, Verdict};
use super::message::{self, MessageError, atom, domain, mailbox, part};
use super::options::Mailbox;
use super::room::PostRoom;
use crate::domain::Address;
use crate::render::alarm::{About, AlarmView};
use crate::render::reported::ReportedView;
use crate::render::{Letter, text};
use crate::stop::Stop;
use crate::store::{Alarm, Quarantined};

/// The folders of the templates: of a source, and of a comment that readers reported.
const TEMPLATE: &str = "alarm";
const REPORTED: &str = "reported";
const FIRST_MINUTES: i64 = 5;
const LONGEST_MINUTES: i64 = 4 * 60;

/// What became of the alarms that were due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Letters taken by the server.
    pub(super) sent: u32,
    /// Letters put off.
    pub(super) put_off: u32,
    /// Why it ended early, or empty.
    pub(super) stopped: String,
}

/// Sends every alarm that is due. Where no server can be talked to, the others are left for later.
pub(super) async fn tell(room: &PostRoom, stop: &Stop) -> anyhow::Result<Told> {
    let mut told = Told::default();
    while !stop.is_asked() {
        let Some(alarm) = room.store.claim_alarm(room.clock.now()).await? else { break };
        tell_one(room, &alarm, &mut told).await?;
        if !told.stopped.is_empty() {
            break;
        }
    }
    Ok(told)
}

/// One alarm, from the claim to its record.
async fn tell_one(room: &PostRoom, alarm: &Alarm, told: &mut Told) -> anyhow::Result<()> {
    let mut told_to = alarm.told_to.clone();
    let doubted = match (alarm.source.parse(), alarm.ended) {
        (Ok(source), Some(ended)) => room.store.quarantined_between(&source, (alarm.began, ended)).await?,
        _ => Quarantined::default(),
    };
    let (mut problem, mut again) = (String::new(), false);
    for (number, address) in room.alarms.to.iter().enumerate() {
        if told_to.iter().any(|other| other == address.as_str()) {
            continue;
        }
        let verdict = match parcel(room, alarm, doubted, (address, number)) {
            Ok(parcel) => room.mailer.send(&parcel).await,
            Err(error) => Verdict::Deferred(format!("{error:#}")),
        };
        let masked = address.masked();
        match verdict {
            Verdict::Accepted(_) => {
                told.sent += 1;
                told_to.push(address.as_str().to_owned());
            }
            // Nothing helps but another address; the others have theirs.
            Verdict::Refused(reply) => {
                tracing::error!(to = %masked, "the alarm of {} was refused: {reply}", alarm.source);
                problem = reply;
                told_to.push(address.as_str().to_owned());
            }
            Verdict::Deferred(reply) | Verdict::Uncertain(reply) => {
                tracing::warn!(to = %masked, "the alarm of {} is put off: {reply}", alarm.source);
                (problem, again) = (reply, true);
                told.put_off += 1;
            }
            Verdict::Unreachable(reply) => {
                (problem, again) = (reply.clone(), true);
                told.put_off += 1;
                told.stopped = reply;
                break;
            }
        }
    }
    let now = room.clock.now();
    let next = again.then(|| next(alarm.attempts, now));
    if !room.store.record_alarm(alarm, &told_to, next, &problem, now).await? {
        tracing::error!("another process took the alarm of {} over; its record stands", alarm.source);
    }
    Ok(())
}

/// Minutes at first, then longer, and never given up.
fn next(attempts: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::minutes((FIRST_MINUTES << attempts.saturating_sub(1).min(10)).min(LONGEST_MINUTES))
}

fn parcel(
    room: &PostRoom,
    alarm: &Alarm,
    doubted: Quarantined,
    (to, number): (&Address, usize),
) -> anyhow::Result<Parcel> {
    let options = &room.alarms;
    let id = message_id(alarm, number, room.mail.from.address.host());
    if let Some(uid) = alarm.comment() {
        let decide = options.decide.as_deref();
        let view = ReportedView::new(&options.publication, uid, (&alarm.words, &alarm.sample), decide);
        return Ok(written(room, &room.templates.rendered(REPORTED, &view)?, to, id)?);
    }
    let known = options.sources.get(alarm.source.as_str());
    let (title, url) = known.map_or((alarm.source.as_str(), ""), |(title, url)| (title.as_str(), url.as_str()));
    let about = About { publication: &options.publication, name: &alarm.source, title, url, zone: options.zone };
    let (span, doubted) = ((alarm.began, alarm.ended), (doubted.kept, doubted.waiting));
    let view = AlarmView::new(&about, alarm.state, &alarm.words, &alarm.sample, span, doubted);
    let letter = room.templates.rendered(TEMPLATE, &view)?;
    Ok(written(room, &letter, to, id)?)
}

/// Made of the alarm, its phase and the recipient's place: the same at every attempt. The time is in it because the
/// numbers of a store made anew begin anew.
fn message_id(alarm: &Alarm, number: usize, host: &str) -> String {
    let phase = if alarm.ended.is_some() { "ended" } else { "began" };
    let place = if number == 0 { String::new() } else { format!(".{number}") };
    let began = alarm.began.timestamp_millis();
    format!("alarm.{}.{}.{began}.{phase}{place}@{}", atom(&alarm.source), alarm.id, domain(host))
}

fn written(room: &PostRoom, letter: &Letter, to: &Address, id: String) -> Result<Parcel, MessageError> {
    let mail = &room.mail;
    let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let body = MultiPart::alternative()
        .boundary(format!("=_{}", atom(id.split('@').next().unwrap_or_default())))
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let bytes = lettre::Message::builder()
        .date(room.clock.now().into())
        .from(mailbox(&mail.from)?)
        .to(mailbox(&Mailbox { name: None, address: to.clone() })?)
        .subject(text::one_line(&letter.subject))
        .message_id(Some(format!("<{id}>")))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(body)?
        .formatted();
    message::address(to)?;
    Ok(Parcel { sender: mail.from.address.clone(), recipient: to.clone(), message_id: id, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SourceState;

    #[test]
    fn tries_grow_rarer_and_never_end() {
        let now = DateTime::UNIX_EPOCH;
        for (attempts, minutes) in [(0, 5), (1, 5), (2, 10), (4, 40), (7, 240), (4_000_000_000, 240)] {
            assert_eq!((next(attempts, now) - now).num_minutes(), minutes, "{attempts}");
        }
    }

    #[test]
    fn each_phase_and_recipient_has_one_id_for_ever() {
        let mut alarm = Alarm {
            id: 7,
            source: "paper".to_owned(),
            state: SourceState::Empty,
            began: DateTime::UNIX_EPOCH,
            words: String::new(),
            sample: String::new(),
            ended: None,
            told: None,
            end_told: None,
            attempts: 1,
            problem: String::new(),
            told_to: Vec::new(),
        };
        assert_eq!(message_id(&alarm, 0, "example.org"), "alarm.paper.7.0.began@example.org");
        alarm.attempts = 9;
        assert_eq!(message_id(&alarm, 1, "example.org"), "alarm.paper.7.0.began.1@example.org");
        alarm.ended = Some(DateTime::UNIX_EPOCH);
        assert_eq!(message_id(&alarm, 0, "example.org"), "alarm.paper.7.0.ended@example.org");
    }
}
