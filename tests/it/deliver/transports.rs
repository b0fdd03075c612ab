//! Owns the tests of the ways out other than SMTP: a sendmail program and a folder of files.

use std::os::unix::fs::PermissionsExt as _;

use super::office::{DAILY, HEAD, MONDAY, Piece, balances, reader, status, subscribe, write_site};
use crate::harness::folder::Workspace;

const LATER: &str = "2026-02-02T07:45:00Z";

const SENDMAIL: &str = r#"
[mail]
from = "The Round <round@mail.example.org>"
transport = "sendmail"
[mail.sendmail]
command = "bin/sendmail"
"#;

const FILES: &str = r#"
[mail]
from = "The Round <round@mail.example.org>"
transport = "file"
[mail.file]
folder = "outbox"
"#;

/// Keeps what it is given under the name of its recipient, then ends as that name asks for.
const PROGRAM: &str = r#"#!/bin/sh
for to; do :; done
case $to in
s001*) cat >/dev/null; [ -e mended ] || { echo "disk full" >&2; exit 75; } ;;
s002*) cat >/dev/null; echo "no such user" >&2; exit 67 ;;
s003*) cat >/dev/null; kill -9 $$ ;;
esac
cat >"sent.$to"
echo "$@" >"arguments.$to"
"#;

fn workspace(mail: &str, people: usize) -> Workspace {
    let workspace = Workspace::new(&format!("{HEAD}{DAILY}{mail}"), &[("store", "sqlite:postround.db")]);
    write_site(&workspace, &[Piece::plain(1)]);
    subscribe(&workspace, people);
    workspace
}

#[test]
fn a_sendmail_program_decides_by_its_exit_code() {
    let workspace = workspace(&SENDMAIL.replace("[mail.sendmail]", "uncertain = \"hold\"\n[mail.sendmail]"), 4);
    workspace.write("bin/sendmail", PROGRAM);
    let program = workspace.path("bin/sendmail");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    workspace.run(&["once", "--now", MONDAY]).expect_code(1);
    let (_, balance) = balances(&status(&workspace)).remove(0);
    for (state, number) in [("accepted", 1), ("queued", 1), ("failed", 1), ("uncertain", 1), ("candidates", 4)] {
        assert_eq!(balance[state], number, "{state} in {balance}");
    }
    let message = workspace.read(&format!("sent.{}", reader(0)));
    assert!(message.contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{message}");
    assert!(!message.contains('\r'), "a local program is given the line ends of the system");
    let arguments = workspace.read(&format!("arguments.{}", reader(0)));
    assert_eq!(arguments.trim(), format!("-i -f round@mail.example.org -- {}", reader(0)));
    workspace.write("mended", "");
    workspace.run(&["once", "--now", LATER]);
    let (_, balance) = balances(&status(&workspace)).remove(0);
    assert_eq!((&balance["accepted"], &balance["uncertain"]), (&2.into(), &1.into()), "{balance}");
    assert!(workspace.path(format!("arguments.{}", reader(1))).exists());
    assert!(!workspace.path(format!("arguments.{}", reader(3))).exists(), "an uncertain letter was sent again");
}

#[test]
fn files_have_names_for_a_maildir_and_one_message_has_one_file() {
    let workspace = workspace(FILES, 3);
    workspace.run(&["once", "--now", MONDAY]).expect_code(0);
    let files = workspace.files("outbox");
    assert_eq!(files.len(), 3);
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
        assert!(!name.starts_with('.') && name.chars().all(safe), "{name}");
        let message = std::fs::read_to_string(file).unwrap();
        assert_eq!(file.extension().unwrap(), "eml");
        let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
        assert_eq!(id.trim_end_matches('>'), name.trim_end_matches(".eml"));
    }
    // As after a kill between the write and the record: all three go out again, each over its own file.
    sent_again(&workspace);
    assert_eq!(workspace.files("outbox"), files);
    let (_, balance) = balances(&status(&workspace)).remove(0);
    assert_eq!(balance["accepted"], 3, "{balance}");
}

fn sent_again(workspace: &Workspace) {
    use sqlx::Connection as _;
    let file = workspace.path("postround.db");
    super::office::block_on(async move {
        let mut store = sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        sqlx::query("UPDATE deliveries SET state = 'sending'").execute(&mut store).await.unwrap();
    });
    workspace.run(&["once", "--now", LATER]).expect_code(0);
}

#[test]
fn a_missing_program_costs_nobody_their_letter() {
    let workspace = workspace(SENDMAIL, 2);
    workspace.run(&["once", "--now", MONDAY]).expect_code(1);
    let (_, balance) = balances(&status(&workspace)).remove(0);
    assert_eq!((&balance["queued"], &balance["failed"]), (&2.into(), &0.into()), "{balance}");
}
