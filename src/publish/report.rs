//! Owns the addresses at which readers report a quoted comment.

use url::Url;

use crate::domain::{CommentId, Seal};

/// Makes the address of a comment's report page: the same for everybody, and for ever.
#[derive(Debug)]
pub(super) struct ReportLinks {
    base: Url,
    seal: Seal,
}

impl ReportLinks {
    /// Below this address, which ends in `/`.
    pub(super) fn new(base: Url, seal: Seal) -> Self {
        Self { base, seal }
    }

    /// What they are sealed with.
    pub(super) fn seal(&self) -> &Seal {
        &self.seal
    }

    /// The address for one comment.
    pub(super) fn of(&self, comment: CommentId) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}report/{}", self.base.path(), self.seal.report_token(comment, None)));
        url
    }
}
