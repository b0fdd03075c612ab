//! Owns the tests from outside: one file a flow, the rules of the house, and the harness they stand on.

#![allow(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped is the failure")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the names are our own")]

mod cli;
mod compose;
mod daemon;
mod deliver;
mod gather;
mod harness;
mod house;
mod layers;
mod migrations;
mod net;
mod publish;
mod ranking;
mod room;
mod secrets;
mod store;
mod web;
