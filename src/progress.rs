//! Owns how a flow tells how far it is; what is shown of it is the command line's business.

/// Told by flows as they go.
pub trait Progress: Send + Sync {
    /// So many more steps lie ahead than were known.
    fn expect(&self, steps: u64);

    /// One step is done; `what` names it.
    fn step(&self, what: &str);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn expect(&self, _steps: u64) {}

    fn step(&self, _what: &str) {}
}
