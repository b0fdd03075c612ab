//! Owns the composition root: builds everything from the configuration, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::Clock;
use crate::compose::Desk;
use crate::compose::options::DigestOptions;
use crate::config::Config;
use crate::deliver::PostRoom;
use crate::deliver::options::AlarmOptions;
use crate::deliver::transport;
use crate::domain::{Name, REPORT_SEAL, Schedule, Seal};
use crate::gather::Source;
use crate::gather::answers::Answers;
use crate::gather::options::SourceOptions;
use crate::net::Net;
use crate::publish::feed_address;
use crate::publish::options::FeedContent;
use crate::rank::Judge;
use crate::render::Masthead;
use crate::render::view::PublicationView;
use crate::store::Store;
use crate::web::{Documents, Site};

/// The parts, built.
#[derive(Debug, Clone)]
pub struct App {
    /// What the operator says.
    pub config: Arc<Config>,
    /// The store, open and up to date.
    pub store: Store,
    /// The present.
    pub clock: Clock,
    /// The one HTTP client.
    pub net: Net,
    /// The sources.
    pub sources: Vec<Source>,
    /// Chooses comments.
    pub judge: Arc<Judge>,
    /// The digests' mastheads.
    pub mastheads: Arc<BTreeMap<Name, Arc<Masthead>>>,
    /// What report links and forms are sealed with; `None` on a store that is only looked at.
    pub seal: Option<Seal>,
}

impl App {
    /// Opens the store and builds the rest.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let store = Store::open(&config.store_url).await?;
        store.configure_blocks(&config.blocks, clock.now()).await?;
        let seal = store.seal(REPORT_SEAL, clock.now()).await?;
        Self::assemble(config, store, clock, Some(seal))
    }

    /// Builds everything on a store that is open, as it stands: quotes have no report links.
    pub fn build_on(config: Config, store: Store, clock: Clock) -> anyhow::Result<Self> {
        Self::assemble(config, store, clock, None)
    }

    fn assemble(config: Config, store: Store, clock: Clock, seal: Option<Seal>) -> anyhow::Result<Self> {
        let net = Net::new(config.net.clone(), clock.clone())?;
        let answers = config.answers.clone().map(Answers::new);
        let source = |options| Source::new(options, &net, config.net.max_size).keeping(answers.as_ref());
        let sources = config.sources.iter().map(source).collect();
        let judge = Arc::new(judge(&config));
        let mastheads = config
            .digests
            .iter()
            .map(|digest| (digest.name.clone(), Arc::new(masthead(&config, digest, seal.as_ref()))));
        let mastheads = Arc::new(mastheads.collect());
        Ok(Self { config: Arc::new(config), store, clock, net, sources, judge, mastheads, seal })
    }

    /// What composing one digest needs.
    pub fn desk<'a>(&'a self, digest: &'a DigestOptions) -> Option<Desk<'a>> {
        Some(Desk {
            digest,
            masthead: self.mastheads.get(&digest.name)?,
            judge: &self.judge,
            templates: &self.config.templates,
            mail_domain: self.config.mail.from.address.host(),
        })
    }

    /// What delivering needs.
    pub fn post_room(&self) -> anyhow::Result<PostRoom> {
        Ok(PostRoom {
            store: self.store.clone(),
            mailer: transport::build(&self.config.mail)?,
            mail: Arc::new(self.config.mail.clone()),
            alarms: Arc::new(alarms(&self.config)),
            templates: self.config.templates.clone(),
            mastheads: self.mastheads.clone(),
            clock: self.clock.clone(),
        })
    }

    /// What the web serves.
    pub fn site(&self) -> Site {
        let config = &self.config;
        let publish = Arc::new(config.publish.clone());
        let schedules = config.digests.iter().map(|digest| (digest.name.clone(), schedule_in_words(&digest.schedule)));
        Site {
            store: self.store.clone(),
            templates: config.templates.clone(),
            mastheads: self.mastheads.clone(),
            schedules: Arc::new(schedules.collect()),
            publication: PublicationView {
                title: config.publication.title.clone(),
                url: config.publication.url.to_string(),
                contact: config.publication.contact.to_string(),
                language: config.publication.language.clone(),
                zone: config.publication.zone.name().to_owned(),
            },
            description: config.publication.description.clone(),
            base: config.publication.url.clone(),
            catalogue: Arc::default(),
            documents: Arc::new(Documents::new(publish.clone())),
            publish,
            held: Arc::default(),
            clock: self.clock.clone(),
            web: Arc::new(config.web.clone()),
            seal: self.seal.clone(),
            judge: self.judge.clone(),
            limits: Arc::default(),
        }
    }
}

/// `06:30, Monday to Friday (Europe/London)`; patterns without plain words are shown as they are written.
fn schedule_in_words(schedule: &Schedule) -> String {
    format!("{} ({})", schedule.in_words().unwrap_or_else(|| schedule.to_string()), schedule.zone())
}

/// What chooses comments, by the operator's weights and each source's zone.
pub fn judge(config: &Config) -> Judge {
    Judge {
        options: config.rank.clone(),
        zones: config.sources.iter().map(|source| (source.name.clone(), source.zone)).collect(),
        zone: config.publication.zone,
    }
}

fn alarms(config: &Config) -> AlarmOptions {
    let about = |source: &SourceOptions| (source.name.to_string(), (source.title.clone(), source.url.to_string()));
    AlarmOptions {
        to: config.alarm_to.clone(),
        publication: config.publication.title.clone(),
        zone: config.publication.zone,
        sources: config.sources.iter().map(about).collect(),
        decide: config.web.operator.is_some().then(|| format!("{}moderation", config.publication.url)),
    }
}

fn masthead(config: &Config, digest: &DigestOptions, seal: Option<&Seal>) -> Masthead {
    let publication = &config.publication;
    let everything = config.publish.feeds.iter().find(|feed| feed.content == FeedContent::Articles);
    let more = everything.map(|feed| feed_address(&config.publish, feed.name.as_str()));
    Masthead {
        name: digest.name.clone(),
        title: digest.title.clone(),
        subject: digest.subject.clone(),
        template: digest.template.clone(),
        zone: digest.schedule.zone(),
        archive: digest.archive,
        publication: publication.title.clone(),
        more: more.unwrap_or_else(|| publication.url.clone()),
        base: publication.url.clone(),
        contact: publication.contact.to_string(),
        language: publication.language.clone(),
        sources: config.sources.iter().map(|source| (source.name.clone(), source.title.clone())).collect(),
        seal: seal.cloned(),
    }
}
