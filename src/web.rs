//! Owns what is served over HTTP.

pub mod options;
