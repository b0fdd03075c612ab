//! Owns the tests of imported files as other programs write them: listmonk, Mailchimp, and the spreadsheets between.

use super::small;
use crate::harness::folder::Workspace;

/// The list after an import.
fn after(workspace: &Workspace, csv: impl AsRef<[u8]>) -> String {
    workspace.write("list.csv", csv);
    workspace.run(&["subscribers", "import", "list.csv"]).expect_code(0);
    workspace.run(&["subscribers", "list"]).expect_code(0).stdout
}

#[test]
fn separators_quotes_and_line_ends() {
    let plain = "email,name\na@example.org,\"Zoë, Dr\"\nb@example.org,\"Says \"\"hello\"\"\"\n";
    let expected =
        "a@example.org (Zoë, Dr): daily, weekly\nb@example.org (Says \"hello\"): daily, weekly\n2 subscribers\n";
    assert_eq!(after(&small(), plain), expected);
    assert_eq!(after(&small(), plain.replace('\n', "\r\n")), expected);
    assert_eq!(after(&small(), format!("\u{feff}{plain}")), expected);
    assert_eq!(after(&small(), plain.trim_end()), expected);
    for separator in [";", "\t"] {
        let text =
            plain.replace("email,name", &format!("email{separator}name")).replace("org,", &format!("org{separator}"));
        assert_eq!(after(&small(), &text), expected, "{separator:?}");
    }
    let workspace = small();
    let piped = workspace.command(&["subscribers", "import", "-"]).stdin(plain).start().wait().expect_code(0);
    assert!(piped.stdout.starts_with("2 rows: 2 new"), "{}", piped.stdout);
}

#[test]
fn one_person_in_two_rows() {
    let workspace = small();
    workspace.write("list.csv", "email,digests\na@example.org,daily\nA@Example.org,weekly\na@example.org,daily\n");
    let said = workspace.run(&["subscribers", "import", "list.csv"]).expect_code(0);
    assert!(said.stdout.starts_with("3 rows: 1 new, 1 with more digests, 1 unchanged"), "{}", said.stdout);
    assert_eq!(workspace.run(&["subscribers", "list"]).stdout, "a@example.org: daily, weekly\n1 subscriber\n");
}

#[test]
fn the_digest_may_be_chosen() {
    let workspace = small();
    workspace.write("list.csv", "email,digests\na@example.org,\nb@example.org,daily\n");
    workspace.run(&["subscribers", "import", "list.csv", "--digest", "weekly"]).expect_code(0);
    let listed = workspace.run(&["subscribers", "list"]).stdout;
    assert_eq!(listed, "a@example.org: weekly\nb@example.org: daily\n2 subscribers\n");
}

#[test]
fn listmonk() {
    let workspace = small();
    let listed = after(
        &workspace,
        "uuid,email,name,attributes,status,created_at,updated_at\n\
         5d6c,in@example.org,In,\"{\"\"city\"\": \"\"York\"\"}\",enabled,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n\
         5d6d,off@example.org,Off,{},disabled,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n\
         5d6e,never@example.org,Never,{},blocklisted,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n",
    );
    assert_eq!(
        listed,
        "in@example.org (In): daily, weekly\n\
         never@example.org (Never): ; SUPPRESSED: blocklisted in the imported list\n2 subscribers\n"
    );
    let said = workspace.run(&["subscribers", "import", "list.csv"]).expect_code(0);
    assert!(said.stdout.contains("1 row left out: they are not subscribed where they come from"), "{}", said.stdout);
}

#[test]
fn mailchimp() {
    let workspace = small();
    let head = "\"Email Address\",\"First Name\",\"Last Name\",MEMBER_RATING,OPTIN_TIME";
    let listed = after(&workspace, format!("{head},TAGS\nin@example.org,Zoë,Example,2,2026-01-01 10:00:00,\"a, b\"\n"));
    assert_eq!(listed, "in@example.org (Zoë Example): daily, weekly\n1 subscriber\n");
    // Mailchimp writes three files; whoever stands in the second or the third has left or cannot be reached.
    let row = "2,2026-01-01 10:00:00,2026-02-01 10:00:00";
    let listed = after(
        &workspace,
        format!("{head},UNSUB_TIME,UNSUB_REASON\nin@example.org,Zoë,Example,{row},N/A\nout@example.org,,,{row},\n"),
    );
    assert!(listed.contains("in@example.org (Zoë Example): daily (left), weekly (left)\n"), "{listed}");
    assert!(listed.contains("out@example.org: daily (left), weekly (left)\n"), "{listed}");
    let listed = after(&workspace, format!("{head},CLEAN_TIME\nbounced@example.org,,,{row}\n"));
    assert!(listed.contains("bounced@example.org: ; SUPPRESSED: cleaned in the imported list"), "{listed}");
}
