//! Owns how verbs speak to whoever typed them: what stands on standard output, how loud, and what became of it all.

/// How loud a verb may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Voice {
    pub(super) quiet: bool,
}

/// What became of a verb that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// All went well.
    Well,
    /// Something failed, and was told.
    Badly,
}

impl From<bool> for Done {
    fn from(well: bool) -> Self {
        if well { Self::Well } else { Self::Badly }
    }
}

/// `1 article`, `2 articles`.
pub(super) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// One JSON document on standard output, and nothing else.
pub(super) fn print_json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    print_text(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Text on standard output; a reader that has gone is an error, not a panic.
pub(super) fn print_text(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
