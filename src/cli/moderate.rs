//! Owns `moderate`: what the operator decides of comments, what is never quoted, and what of it all was done by whom.

mod comment;
mod show;

use std::collections::HashMap;

use super::mistake::Mistake;
use super::output::{Done, Voice};
use crate::app::App;
use crate::domain::{BlockKind, Blocks, Moderation, Ruling, Treatment, folded};
use crate::rank::gives_away;
use crate::store::{ArticleFilter, By};

/// When feeds are next published. The service looks for decisions at each tick; what it makes on demand, each second.
const PUBLISHED: &str = "a running service publishes within a minute (what it makes on demand: a second); otherwise run \
                         `postround publish`";

/// A block is tried on the comments under so many articles.
const NEWEST: u32 = 200;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Keep a comment out of feeds, editions and letters until it is decided otherwise
    Hide(OfComment),
    /// Let a comment be quoted, whatever readers report of it
    Show(OfComment),
    /// Quote a comment first under its article, whatever its score
    Pin(OfComment),
    /// Never quote a comment
    Veto(OfComment),
    /// Take a decision back: rank and reports count again, reports from now on
    Clear(OfComment),
    /// Never quote a comment that holds a word or phrase, or any of a person or a source
    ///
    /// Words, phrases and names are matched whole, whatever the case, accents, stacked marks and invisible characters,
    /// and where figures or signs stand for letters. A source is named as in the configuration. The configuration has
    /// lists of its own under [moderation].
    Block(OfBlock),
    /// Take a block back
    Unblock(OfBlock),
    /// List what readers reported, what was decided, and what is blocked
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Show who did what, when and why, the newest last
    Log {
        /// So many lines
        #[arg(long, default_value_t = 100)]
        lines: u32,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
struct OfComment {
    /// The comment: its permanent id as pages, feeds and `moderate list` show it (its last figures are enough), its
    /// report link or the token of that, the key that `try --json` shows, or its address on the site
    comment: String,
    #[command(flatten)]
    by: ByWhom,
}

#[derive(Debug, clap::Args)]
struct OfBlock {
    /// What is blocked
    #[arg(value_enum)]
    kind: Kind,
    /// The word, phrase, whole name of a person, or source
    text: String,
    #[command(flatten)]
    by: ByWhom,
}

#[derive(Debug, clap::Args)]
struct ByWhom {
    /// Why, for the log
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Who decides, for the log [default: the login name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// A word or a phrase
    Word,
    /// A person, by the whole name shown
    Person,
    /// A source, by its name in the configuration
    Source,
}

impl Kind {
    fn block(self) -> BlockKind {
        match self {
            Self::Word => BlockKind::Word,
            Self::Person => BlockKind::Person,
            Self::Source => BlockKind::Source,
        }
    }
}

impl ByWhom {
    fn by(&self) -> By {
        let login = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let tidy =
            |text: &str| text.chars().filter(|c| !c.is_control()).take(300).collect::<String>().trim().to_owned();
        let who = self.by.clone().or_else(login).map(|who| tidy(&who)).filter(|who| !who.is_empty());
        By { who: who.unwrap_or_else(|| "operator".to_owned()), why: tidy(&self.reason) }
    }
}

pub(super) async fn run(app: &App, args: &Args, voice: Voice) -> anyhow::Result<Done> {
    let done = match &args.verb {
        Verb::Hide(of) => decide(app, of, Some(Ruling::Hidden), voice).await,
        Verb::Show(of) => decide(app, of, Some(Ruling::Shown), voice).await,
        Verb::Pin(of) => decide(app, of, Some(Ruling::Pinned), voice).await,
        Verb::Veto(of) => decide(app, of, Some(Ruling::Vetoed), voice).await,
        Verb::Clear(of) => decide(app, of, None, voice).await,
        Verb::Block(of) => block(app, of, voice).await,
        Verb::Unblock(of) => unblock(app, of, voice).await,
        Verb::List { json } => show::list(app, *json).await,
        Verb::Log { lines, json } => show::log(app, *lines, *json).await,
    };
    app.store.close().await;
    done
}

async fn decide(app: &App, of: &OfComment, ruling: Option<Ruling>, voice: Voice) -> anyhow::Result<Done> {
    let found = comment::find(app, &of.comment).await?;
    let before = app.store.decide(found.id, ruling, &of.by.by(), app.clock.now()).await?;
    let was = before.map(|before| format!(" (it was {})", before.as_str())).unwrap_or_default();
    let now = match ruling {
        Some(ruling) => ruling.as_str(),
        None => "undecided",
    };
    let follows = match ruling {
        Some(Ruling::Hidden | Ruling::Vetoed | Ruling::Reported) => {
            "it leaves web editions and letters not yet sent now, and feeds when they are next published"
        }
        Some(Ruling::Pinned) => "it is quoted first in feeds when they are next published, and in the next edition",
        Some(Ruling::Shown) | None => {
            "its rank decides again in feeds when they are next published, and in the next edition"
        }
    };
    voice.say(&format!("{now:<9} {}{was}\n          {follows}\n          {PUBLISHED}\n", comment::line(&found)))?;
    if ruling == Some(Ruling::Pinned) && gives_away(&found.text) {
        voice.say("          beware: it seems to tell who a patient or a private person is\n")?;
    }
    Ok(Done::Well)
}

async fn block(app: &App, of: &OfBlock, voice: Voice) -> anyhow::Result<Done> {
    let kind = checked(app, of)?;
    let added = app.store.block(kind, &of.text, &of.by.by(), app.clock.now()).await?;
    let what = if added { "blocked  " } else { "blocked already" };
    let follows =
        "what it keeps out leaves web editions and letters not yet sent now, and feeds when they are next published";
    let (kept_out, held) = kept_out(app, kind, &of.text).await?;
    let reach = format!("it keeps out {kept_out} of the {held} comments under the newest {NEWEST} articles");
    let (kind, words) = (kind.as_str(), of.text.trim());
    voice.say(&format!("{what} {kind} {words:?}\n          {follows}\n          {PUBLISHED}\n          {reach}\n"))?;
    Ok(Done::Well)
}

/// How many comments a block alone keeps out, of how many: a word that everybody uses shows itself.
async fn kept_out(app: &App, kind: BlockKind, text: &str) -> anyhow::Result<(usize, usize)> {
    let block = Moderation::new(HashMap::new(), Blocks::new([(kind, text)]));
    let (mut kept_out, mut held) = (0, 0);
    for article in app.store.articles_latest(&ArticleFilter::default(), NEWEST).await? {
        let comments = app.store.comments_under(article.id).await?;
        let treatments = block.treatments(&comments, &article.source);
        held += comments.len();
        kept_out += treatments.iter().filter(|one| matches!(one, Treatment::Barred(_))).count();
    }
    Ok((kept_out, held))
}

async fn unblock(app: &App, of: &OfBlock, voice: Voice) -> anyhow::Result<Done> {
    let kind = of.kind.block();
    if app.store.unblock(kind, &of.text, &of.by.by(), app.clock.now()).await? {
        voice.say(&format!("unblocked {} {:?}\n", kind.as_str(), of.text.trim()))?;
        return Ok(Done::Well);
    }
    let wanted = folded(kind, &of.text);
    let held = app.store.blocks().await?;
    let same = held.iter().find(|block| block.kind == kind && folded(kind, &block.words) == wanted);
    let kind = kind.as_str();
    let what = if let Some(block) = same {
        let words = &block.words;
        format!("the {kind} {words:?} is blocked by the configuration: take it out of its list under [moderation]")
    } else {
        let listed: Vec<String> =
            held.iter().filter(|block| block.kind.as_str() == kind).map(|block| format!("{:?}", block.words)).collect();
        let listed =
            if listed.is_empty() { "none is".to_owned() } else { format!("blocked are {}", listed.join(", ")) };
        format!("no {kind} {:?} is blocked; {listed}", of.text)
    };
    Err(Mistake(what).into())
}

/// The kind, where there is something to block.
fn checked(app: &App, of: &OfBlock) -> Result<BlockKind, Mistake> {
    let kind = of.kind.block();
    if folded(kind, &of.text).is_none() {
        let what = format!("{:?} holds no letter and no figure: name a whole word, a phrase or a name", of.text);
        return Err(Mistake(what));
    }
    let names: Vec<&str> = app.config.sources.iter().map(|source| source.name.as_str()).collect();
    if kind == BlockKind::Source && !names.contains(&of.text.trim()) {
        let what = format!("there is no source {:?}; the configuration has {}", of.text, names.join(", "));
        return Err(Mistake(what));
    }
    Ok(kind)
}
