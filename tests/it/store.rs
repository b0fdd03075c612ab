//! Owns the tests of the store, one file a table or a promise: every question is asked of both engines.

mod alarms;
mod articles;
mod comments;
mod deliveries;
mod editions;
mod feeds;
mod hosts;
mod identity;
mod known;
mod locks;
mod looks;
mod moderation;
mod opening;
mod pages;
mod personal;
mod pings;
mod quarantine;
mod queue;
mod recording;
mod rounds;
mod sample;
mod sources;
mod subscribers;
mod together;
mod upgrade;
mod windows;
