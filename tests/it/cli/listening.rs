//! Owns the tests of what is said and to whom: quiet and loud, with and without colour, logs for machines, no address
//! in a log, and a reader that has gone.

use std::process::{Command, Stdio};

use super::{MONDAY, clone_of_the_repository, small};
use crate::harness::folder::Workspace;

const PEOPLE: [&str; 2] = ["jo.bloggs@surgery.example", "sam.o'neil@clinic.example"];

fn with_people() -> Workspace {
    let workspace = small();
    for person in PEOPLE {
        workspace.run(&["subscribers", "add", person]).expect_code(0);
    }
    workspace
}

#[test]
fn quiet_verbs_say_nothing() {
    let workspace = small();
    workspace.write("people.csv", "email\na@example.org\n");
    for verb in [
        &["check"][..],
        &["once", "--now", MONDAY],
        &["gather"],
        &["publish"],
        &["compose", "daily"],
        &["deliver"],
        &["preview", "daily", "--out", "out"],
        &["subscribers", "add", "b@example.org"],
        &["subscribers", "import", "people.csv"],
    ] {
        let mut arguments = vec!["--quiet"];
        arguments.extend(verb);
        let said = workspace.run(&arguments).expect_code(0);
        assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""), "{verb:?}");
    }
    let asked = workspace.run(&["--quiet", "subscribers", "list"]).expect_code(0);
    assert!(asked.stdout.contains("b@example.org"), "what was asked for is told: {}", asked.stdout);
    workspace.run(&["--quiet", "gather", "nosuch"]).expect_code(2).tells(&["there is no source"]);
}

#[test]
fn a_pipe_gets_neither_bars_nor_colours() {
    let workspace = clone_of_the_repository();
    let mut command = Command::new(env!("CARGO_BIN_EXE_postround"));
    command.args(["-v", "once", "--now", MONDAY]).current_dir(workspace.path(""));
    let said = command.env_remove("NO_COLOR").env_remove("RUST_LOG").output().unwrap();
    for stream in [&said.stdout, &said.stderr] {
        let text = String::from_utf8(stream.clone()).unwrap();
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text}");
    }
}

#[test]
fn louder_says_more_on_standard_error_alone() {
    let workspace = small();
    let quiet = workspace.run(&["gather"]).expect_code(0);
    assert!(!quiet.stderr.contains("INFO"), "{}", quiet.stderr);
    let loud = workspace.run(&["gather", "-v"]).expect_code(0);
    assert!(loud.stderr.contains("INFO") && loud.stderr.contains("gathered newsroom"), "{}", loud.stderr);
    assert_eq!(loud.stdout.lines().count(), 1, "{}", loud.stdout);
}

#[test]
fn no_log_line_holds_an_address() {
    for form in ["text", "json"] {
        for loud in ["-v", "-vv", "-vvv"] {
            let workspace = with_people();
            let said = workspace.run(&["once", loud, "--log", form, "--now", MONDAY]).expect_code(0);
            assert!(!said.stderr.is_empty());
            for person in PEOPLE {
                assert!(!said.stderr.contains(person), "{loud} {form}: {person} in\n{}", said.stderr);
            }
        }
    }
}

#[test]
fn a_log_for_machines_is_an_object_a_line() {
    let workspace = with_people();
    let said = workspace.run(&["once", "-vv", "--log", "json", "--now", MONDAY]).expect_code(0);
    assert!(said.stderr.lines().count() > 1, "{}", said.stderr);
    for line in said.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for key in ["timestamp", "level", "message"] {
            assert!(event[key].is_string(), "no {key} in {line}");
        }
    }
    assert!(said.stdout.starts_with("gathered"), "{}", said.stdout);
}

#[test]
fn a_reader_that_has_gone_ends_it_without_a_word() {
    let workspace = small();
    workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    for verb in ["status", "status --json", "man", "--help", "completions bash", "subscribers list", "check", "publish"]
    {
        let binary = env!("CARGO_BIN_EXE_postround");
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("{binary} {verb} | head -0; echo ${{PIPESTATUS[0]}}")]);
        let said = shell.current_dir(workspace.path("")).env_remove("RUST_LOG").output().unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "0", "{verb}");
        assert_eq!(String::from_utf8_lossy(&said.stderr), "", "{verb}");
    }
}

#[test]
fn nobody_at_standard_error_is_no_reason_to_panic() {
    let workspace = small();
    for (verb, code) in [("gather nosuch", 2), ("-vv gather", 0)] {
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("{} {verb} 2> >(exec true)", env!("CARGO_BIN_EXE_postround"))]);
        let ended = shell.current_dir(workspace.path("")).stdout(Stdio::null()).status().unwrap();
        assert_eq!(ended.code(), Some(code), "{verb}");
    }
}

#[test]
fn a_full_disk_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let workspace = small();
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("{} man > /dev/full", env!("CARGO_BIN_EXE_postround"))]);
    let said = shell.current_dir(workspace.path("")).output().unwrap();
    assert_eq!(said.status.code(), Some(1));
    let told = String::from_utf8_lossy(&said.stderr);
    assert!(told.contains("cannot write to standard output"), "{told}");
}
