//! Owns the flow from the store to a frozen edition: due, select, rank, freeze.

pub mod options;
