//! Owns the tests of the command line: the real binary in a folder of its own, what it prints, what it leaves behind,
//! and its exit code.

mod flows;
mod lint;
mod listening;
mod manual;
mod mistakes;
mod moderate;
mod people;
mod people_of_other_lists;
mod peoples_feeds;
mod preview;
mod rank;
mod shipped;
mod trial;
mod trial_failing;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::harness::folder::{Output, Workspace};
use crate::harness::source::files_below;
use crate::harness::{newsroom, root};

/// A Monday before the daily digest of the shipped configuration is due, whatever day it is.
const MONDAY: &str = "2026-11-09T05:00:00Z";

/// The smallest configuration that does everything.
const SMALL: &str = r#"
[publication]
title = "The Round"
url = "https://round.example.org/"
contact = "editor@example.org"
zone = "Europe/London"

[[source]]
name = "newsroom"
title = "The Round"
kind = "directory"
path = "@newsroom@"
url = "https://newsroom.example/"
listing = ["index.html"]
links.article = "main h2 a"
links.next = "a.next"

[[feed]]
name = "all"
title = "All"

[[digest]]
name = "daily"
title = "The Daily Round"
schedule = "30 6 * * 1-5"

[[digest]]
name = "weekly"
title = "The Weekly Round"
schedule = "0 7 * * 6"

[mail]
from = "The Round <round@example.org>"
transport = "file"
"#;

/// A workspace with the smallest configuration.
fn small() -> Workspace {
    Workspace::new(SMALL, &[])
}

/// A workspace as a clone of the repository is one: the shipped configuration and the examples beside it.
fn clone_of_the_repository() -> Workspace {
    let config = std::fs::read_to_string(root().join("config.toml")).unwrap();
    let workspace = Workspace::new(&config, &[]);
    for file in files_below(&newsroom()) {
        let relative = file.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        workspace.write(&relative, std::fs::read(&file).unwrap());
    }
    workspace
}

/// A workspace without any configuration.
fn empty() -> Workspace {
    let workspace = Workspace::new("", &[]);
    std::fs::remove_file(workspace.path("config.toml")).unwrap();
    workspace
}

impl Output {
    /// Standard output, which must be one JSON document and nothing else.
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in\n{}\nstderr:\n{}", self.stdout, self.stderr))
    }

    /// Fails the test unless standard error holds each of these.
    #[track_caller]
    fn tells(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "no {word:?} in\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }
}

/// Each file below a folder of the workspace with its bytes.
fn content(workspace: &Workspace, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    workspace.files(folder).into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}

/// The mails in a folder, whole.
fn mails(workspace: &Workspace) -> Vec<String> {
    let mails = workspace.files("var/outbox").into_iter().filter(|file| file.extension().is_some_and(|e| e == "eml"));
    mails.map(|file| String::from_utf8(std::fs::read(file).unwrap()).unwrap()).collect()
}

/// The readable parts of a mail, unfolded from their transfer encoding as far as a test needs.
fn readable(mail: &str) -> String {
    let mut bytes = Vec::new();
    let joined = mail.replace("=\r\n", "").replace("=\n", "");
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        if let (b'=', Some(byte)) = (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
