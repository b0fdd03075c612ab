//! Owns the masthead: what is true of every edition of one digest, for whoever composes, sends or shows one.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use url::Url;

use super::templates::{Letter, RenderError, Templates};
use super::view::DigestView;
use crate::domain::{CommentId, DeliveryId, Edition, Name, Seal};

/// What is true of every edition of one digest.
#[derive(Debug, Clone)]
pub struct Masthead {
    /// The digest.
    pub name: Name,
    /// Its title.
    pub title: String,
    /// The template of its subject line.
    pub subject: String,
    /// The folder of its templates.
    pub template: String,
    /// The zone times are told in.
    pub zone: Tz,
    /// Whether each edition has a page on the web.
    pub archive: bool,
    /// The publication's title.
    pub publication: String,
    /// Where there is more to read than fits an edition.
    pub more: Url,
    /// The address readers reach this postround at; ends in `/`.
    pub base: Url,
    /// Whom to write to.
    pub contact: String,
    /// BCP 47 tag.
    pub language: String,
    /// The titles of the sources, by name.
    pub sources: BTreeMap<Name, String>,
    /// What report links are sealed with; `None`: quotes have none.
    pub seal: Option<Seal>,
}

impl Masthead {
    /// The view of an edition, addressed to nobody.
    pub fn view(&self, edition: &Edition) -> DigestView {
        DigestView::new(edition, self)
    }

    /// Renders a letter.
    pub fn letter(&self, templates: &Templates, view: &DigestView) -> Result<Letter, RenderError> {
        templates.letter(&self.template, &self.subject, view)
    }

    /// Where the holder of a token leaves the digest.
    pub fn unsubscribe_url(&self, token: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}unsubscribe/{token}", self.base.path()));
        url
    }

    /// Where a quoted comment is reported: in the letter of one delivery, or from the web.
    pub fn report_url(&self, comment: CommentId, letter: Option<DeliveryId>) -> Option<String> {
        let token = self.seal.as_ref()?.report_token(comment, letter);
        Some(format!("{}report/{token}", self.base))
    }

    /// Where the page of an edition is.
    pub fn edition_url(&self, date: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}editions/{}/{date}", self.base.path(), self.name));
        url
    }
}
