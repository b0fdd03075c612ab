//! Owns the tests of the store, one file a table or a promise: every question is asked of both engines.

mod articles;
mod comments;
mod deliveries;
mod editions;
mod feeds;
mod identity;
mod locks;
mod looks;
mod opening;
mod pages;
mod queue;
mod sample;
mod sources;
mod subscribers;
mod windows;
