//! Gathers trade news and its readers' comments, publishes feeds, and mails a digest with the comments most worth
//! reading. ARCHITECTURE.md is the map of the crate.

pub mod app;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
pub mod daemon;
pub mod deliver;
pub mod domain;
pub mod gather;
pub mod net;
pub mod press;
pub mod problem;
pub mod progress;
pub mod publish;
pub mod rank;
pub mod render;
pub mod schedule;
pub mod stop;
pub mod store;
pub mod web;
