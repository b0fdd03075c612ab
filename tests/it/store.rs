//! Owns the tests of the store, one file a table or a promise: every question is asked of both engines.

mod articles;
mod comments;
mod deliveries;
mod editions;
mod feeds;
mod identity;
mod locks;
mod opening;
mod pages;
mod queue;
mod recording;
mod sample;
mod sources;
mod standing;
mod subscribers;
mod windows;
