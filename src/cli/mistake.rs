//! Owns the operator's mistakes that stand in the arguments rather than in the configuration.

/// A mistake in the arguments that only the configuration or a file could show.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Mistake(pub(super) String);
