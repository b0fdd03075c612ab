//! Owns the one HTTP client: conditional requests, caps, refusal of private addresses, one pace a host.

pub mod options;
