//! Owns the tests of what the program says of itself: help, manual pages, completions and the version.

use std::process::{Command, Stdio};

use super::empty;

const VERBS: [&str; 15] = [
    "run",
    "once",
    "gather",
    "publish",
    "compose",
    "deliver",
    "check",
    "try",
    "rank",
    "preview",
    "moderate",
    "status",
    "subscribers",
    "completions",
    "man",
];

#[test]
fn every_verb_explains_itself() {
    let workspace = empty();
    let overview = workspace.run(&["--help"]).expect_code(0).stdout;
    assert!(overview.contains("Exit codes: 0 done, 1 something failed, 2 a mistake"), "{overview}");
    let nested = [
        "subscribers add",
        "subscribers list",
        "subscribers import",
        "subscribers export",
        "moderate hide",
        "moderate block",
        "moderate list",
    ];
    for verb in VERBS.into_iter().chain(nested) {
        let mut words: Vec<&str> = verb.split(' ').collect();
        if words.len() == 1 {
            assert!(overview.contains(&format!("\n  {verb} ")), "{verb} is not in the overview");
        }
        for form in ["-h", "--help"] {
            words.push(form);
            let said = workspace.run(&words).expect_code(0);
            words.pop();
            assert!(said.stdout.contains(&format!("Usage: postround {verb}")), "{}", said.stdout);
            for line in said.stdout.lines().filter(|line| line.trim_start().starts_with("--")) {
                assert!(
                    form == "--help" || line.split("  ").filter(|part| !part.is_empty()).count() > 1,
                    "{verb}: {line}"
                );
            }
        }
    }
}

#[test]
fn the_version() {
    let said = empty().run(&["--version"]).expect_code(0);
    assert_eq!(said.stdout, format!("postround {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn manual_pages_render() {
    let workspace = empty();
    let groff = Command::new("groff").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let mut pages: Vec<Vec<&str>> = VERBS.iter().map(|verb| vec![*verb]).collect();
    pages.extend([vec![], vec!["subscribers", "import"], vec!["subscribers", "export"]]);
    for page in pages {
        let mut arguments = vec!["man"];
        arguments.extend(&page);
        let said = workspace.run(&arguments).expect_code(0);
        let name = ["postround"].iter().chain(&page).copied().collect::<Vec<_>>().join("-");
        assert!(said.stdout.contains(&format!(".TH {name} 1")), "{}", &said.stdout[..200]);
        if !groff {
            continue;
        }
        workspace.write("page.1", &said.stdout);
        let shown =
            Command::new("groff").args(["-man", "-Tutf8", "-ww"]).arg(workspace.path("page.1")).output().unwrap();
        assert!(shown.status.success());
        let complaints = String::from_utf8_lossy(&shown.stderr).into_owned();
        assert!(!complaints.contains("error"), "{name}: {complaints}");
        assert!(String::from_utf8_lossy(&shown.stdout).contains("postround"));
    }
    workspace.run(&["man", "nosuch"]).expect_code(2).tells(&["no verb \"postround nosuch\"", "postround --help"]);
    workspace.run(&["man", "subscribers", "nosuch"]).expect_code(2).tells(&["`postround subscribers --help`"]);
}

#[test]
fn completions_are_scripts_the_shells_take() {
    let workspace = empty();
    for shell in ["bash", "zsh", "fish"] {
        let said = workspace.run(&["completions", shell]).expect_code(0);
        for word in ["postround", "subscribers", "preview", "allow-private"] {
            assert!(said.stdout.contains(word), "{shell}: no {word}");
        }
        workspace.write("script", &said.stdout);
        let Ok(read) = Command::new(shell).arg("-n").arg(workspace.path("script")).stderr(Stdio::null()).status()
        else {
            continue;
        };
        assert!(read.success(), "{shell} does not take its script");
    }
    workspace.run(&["completions", "tcsh"]).expect_code(2).tells(&["bash", "zsh", "fish"]);
}
