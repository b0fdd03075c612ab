//! Owns the tests of `try` on what holds no article: a clear error, told once, and the exit code.

use super::{clone_of_the_repository, empty};
use crate::harness::newsroom;
use crate::harness::site::{Fault, Site};

#[test]
fn files_that_hold_no_article() {
    let workspace = empty();
    workspace.write("empty.html", "");
    workspace.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    workspace.write("noise.html", (0..4000u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<_>>());
    workspace.write("note.txt", "hello");
    workspace.write("data.json", "{\"a\": 1}");
    for (file, what) in [
        ("empty.html", "the page is empty"),
        ("picture.png", "it is an image"),
        ("noise.html", ""),
        ("note.txt", ""),
        ("data.json", ""),
    ] {
        let said = workspace.run(&["try", file]).expect_code(1);
        said.tells(&[&format!("error: no article found at {file}: {what}")]);
        assert_eq!(said.stderr.lines().count(), 1, "told once: {}", said.stderr);
        assert_eq!(said.stdout, "", "{file}");
        let said = workspace.run(&["try", "--json", file]).expect_code(1);
        assert_eq!(said.stdout, "", "{file}");
    }
}

#[test]
fn answers_that_hold_no_article() {
    let site = Site::of(&newsroom());
    site.fault("/gone.html", Fault::status(404));
    site.fault("/broken.html", Fault::status(500));
    site.fault("/loop.html", Fault::RedirectLoop);
    site.fault("/dropped.html", Fault::Drop);
    let workspace = empty();
    for (path, what) in [
        ("gone.html", "the server answered 404"),
        ("broken.html", "the server answered 500"),
        ("loop.html", "redirects"),
        ("dropped.html", ""),
        ("images/round.svg", ""),
    ] {
        let url = site.url(path);
        let said = workspace.run(&["try", "--allow-private", &url]).expect_code(1);
        said.tells(&[&format!("error: no article found at {url}: "), what]);
        assert_eq!(said.stderr.lines().count(), 1, "told once: {}", said.stderr);
    }
}

#[test]
fn what_is_nothing_at_all() {
    let workspace = empty();
    for what in ["nosuch", ".", "ftp://example.org/", "file:///etc/passwd"] {
        workspace.run(&["try", what]).expect_code(2).tells(&["neither a source", "nor a file"]);
    }
    workspace.run(&["try"]).expect_code(2);
    let workspace = clone_of_the_repository();
    workspace.run(&["try", "newsrom"]).expect_code(2).tells(&["a source of config.toml (newsroom)"]);
}

#[test]
fn a_source_that_fails_says_why_and_where() {
    let workspace = clone_of_the_repository();
    std::fs::remove_file(workspace.path("examples/newsroom/index.html")).unwrap();
    let said = workspace.run(&["try", "newsroom"]).expect_code(1);
    said.tells(&["error: ", "https://newsroom.example/index.html"]);
    assert_eq!(said.stderr.lines().count(), 1, "told once: {}", said.stderr);
}
