//! Owns the flow from a frozen edition to the mail server: claim, render, send, record.

pub mod mailer;
pub mod options;
