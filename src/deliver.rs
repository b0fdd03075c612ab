//! Owns the flow from a frozen edition to the mail server: claim, render, send, record.

pub mod file;
pub mod mailer;
pub mod message;
pub mod options;
pub mod sendmail;
pub mod smtp;
pub mod transport;
