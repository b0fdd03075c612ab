//! Owns the transport through a sendmail program: one process a message, its exit code the verdict (sysexits.h).

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::ensure;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

use super::mailer::{Mailer, Parcel, Verdict};
use super::refusal;
use super::transport::{deferred, words};

/// How long the program may take: it may itself wait for a server's last answer (RFC 5321 section 4.5.3.2.6).
const PATIENCE: Duration = Duration::from_mins(11);

/// Hands messages to a sendmail program.
#[derive(Debug)]
pub struct SendmailMailer {
    command: PathBuf,
    patience: Duration,
}

impl SendmailMailer {
    /// The program is started once for each message.
    pub fn new(command: PathBuf) -> Self {
        Self { command, patience: PATIENCE }
    }

    async fn hand_over(&self, parcel: &Parcel) -> Verdict {
        // "-i": a line with a single dot is not the end; "--": an address that begins with "-" is not an option.
        let started = Command::new(&self.command)
            .args(["-i", "-f", parcel.sender.as_str(), "--", parcel.recipient.as_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) => return deferred(&format!("cannot start {}", self.command.display()), &error),
        };
        let stdin = child.stdin.take();
        let message = local_line_ends(&parcel.bytes);
        let mut handed = false;
        let writing = async {
            if let Some(mut stdin) = stdin {
                handed = stdin.write_all(&message).await.is_ok() && stdin.shutdown().await.is_ok();
            }
        };
        // Both at once: a program that talks before it has read everything must not block.
        let ended = timeout(self.patience, async { tokio::join!(writing, child.wait_with_output()).1 }).await;
        match ended {
            Ok(Ok(output)) => verdict(&output, handed),
            Ok(Err(error)) => Verdict::Uncertain(words(&format!("cannot learn how the program ended: {error}"))),
            Err(_) if handed => Verdict::Uncertain(format!("no exit within {} s", self.patience.as_secs())),
            Err(_) => Verdict::Deferred(format!("the message was not read within {} s", self.patience.as_secs())),
        }
    }
}

impl Mailer for SendmailMailer {
    fn send<'a>(&'a self, parcel: &'a Parcel) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        Box::pin(self.hand_over(parcel))
    }

    fn probe(&self) -> Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send + '_>> {
        Box::pin(async move {
            let command = self.command.display();
            let metadata = std::fs::metadata(&self.command);
            ensure!(metadata.is_ok_and(|metadata| is_program(&metadata)), "{command} is not a program that can be run");
            Ok(format!("{command} can be run"))
        })
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

#[cfg(unix)]
fn is_program(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_program(metadata: &std::fs::Metadata) -> bool {
    metadata.is_file()
}

/// A local sendmail expects the line ends of the system and makes CRLF of them itself.
fn local_line_ends(bytes: &[u8]) -> Vec<u8> {
    let mut local = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            local.push(*byte);
        }
    }
    local
}

/// What an exit code means. Only 65, 67 and 68 (data, user, host) can be the last word on a letter; the others tell of
/// this machine or of the server, and pass when it is mended. 126 and 127: there is no program behind a wrapping script.
fn verdict(output: &Output, handed_over: bool) -> Verdict {
    let mut said = words(&String::from_utf8_lossy(&output.stderr));
    if said.is_empty() {
        said = words(&String::from_utf8_lossy(&output.stdout));
    }
    let reply = |what: String| if said.is_empty() { what } else { format!("{what}: {said}") };
    match output.status.code() {
        Some(0) if handed_over => Verdict::Accepted(reply("exit code 0".to_owned())),
        Some(0) => Verdict::Uncertain(reply("exit code 0 before the whole message was read".to_owned())),
        Some(code @ (126 | 127)) => Verdict::Unreachable(reply(format!("exit code {code}"))),
        Some(code @ (65 | 67 | 68)) if refusal::is_final(&said) => Verdict::Refused(reply(format!("exit code {code}"))),
        Some(code) => Verdict::Deferred(reply(format!("exit code {code}"))),
        None if handed_over => Verdict::Uncertain(reply("ended by a signal".to_owned())),
        None => Verdict::Deferred(reply("ended by a signal before the whole message was read".to_owned())),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A program that notes its arguments and its input beside itself, then does `ending`.
    fn program(folder: &std::path::Path, ending: &str) -> PathBuf {
        let path = folder.join("sendmail");
        let script = format!("#!/bin/sh\nprintf '%s ' \"$@\" >\"$0.args\"\n{ending}\n");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// A script cannot be started while a process forked by another test still holds it open for writing.
    static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

    fn parcel(size: usize) -> Parcel {
        let address = |text: &str| text.parse().unwrap();
        Parcel {
            sender: address("round@example.org"),
            recipient: address("-x@example.com"),
            message_id: "1.a@example.org".to_owned(),
            bytes: format!("Subject: x\r\n\r\n.\r\n{}", "y\r\n".repeat(size)).into_bytes(),
        }
    }

    #[tokio::test]
    async fn the_exit_code_is_the_verdict() {
        let _alone = ONE_AT_A_TIME.lock().await;
        let cases = [
            ("cat >/dev/null; echo queued", "Accepted(\"exit code 0: queued\")"),
            ("cat >/dev/null; echo later >&2; exit 75", "Deferred(\"exit code 75: later\")"),
            ("cat >/dev/null; echo no such user >&2; exit 67", "Refused(\"exit code 67: no such user\")"),
            ("cat >/dev/null; exit 78", "Deferred(\"exit code 78\")"),
            ("cat >/dev/null; exit 65", "Refused(\"exit code 65\")"),
            ("cat >/dev/null; exit 68", "Refused(\"exit code 68\")"),
            ("cat >/dev/null; echo 550 5.7.1 no >&2; exit 65", "Deferred(\"exit code 65: 550 5.7.1 no\")"),
            ("cat >/dev/null; exit 1", "Deferred(\"exit code 1\")"),
            ("cat >/dev/null; exit 64", "Deferred(\"exit code 64\")"),
            ("cat >/dev/null; exit 69", "Deferred(\"exit code 69\")"),
            ("cat >/dev/null; exit 77", "Deferred(\"exit code 77\")"),
            ("cat >/dev/null; exit 127", "Unreachable(\"exit code 127\")"),
            ("cat >/dev/null; kill -9 $$", "Uncertain(\"ended by a signal\")"),
            ("kill -9 $$", "Deferred(\"ended by a signal before the whole message was read\")"),
            ("exec 0<&-; exit 0", "Uncertain(\"exit code 0 before the whole message was read\")"),
        ];
        for (ending, want) in cases {
            let folder = tempfile::tempdir().unwrap();
            let mailer = SendmailMailer::new(program(folder.path(), ending));
            let verdict = mailer.send(&parcel(200_000)).await;
            assert_eq!(format!("{verdict:?}"), want, "{ending}");
        }
    }

    #[tokio::test]
    async fn the_program_gets_the_envelope_and_local_line_ends() {
        let _alone = ONE_AT_A_TIME.lock().await;
        let folder = tempfile::tempdir().unwrap();
        let path = program(folder.path(), "cat >\"$0.input\"");
        let mailer = SendmailMailer::new(path);
        mailer.probe().await.unwrap();
        assert!(matches!(mailer.send(&parcel(2)).await, Verdict::Accepted(_)));
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("sendmail.args"), "-i -f round@example.org -- -x@example.com ");
        assert_eq!(read("sendmail.input"), "Subject: x\n\n.\ny\ny\n");
    }

    #[tokio::test]
    async fn a_program_that_hangs_or_is_missing_does_not_stop_us() {
        let _alone = ONE_AT_A_TIME.lock().await;
        let folder = tempfile::tempdir().unwrap();
        let mut mailer = SendmailMailer::new(program(folder.path(), "cat >/dev/null; exec sleep 60"));
        mailer.patience = Duration::from_millis(300);
        assert!(matches!(mailer.send(&parcel(1)).await, Verdict::Uncertain(_)));
        let missing = SendmailMailer::new(folder.path().join("missing"));
        assert!(matches!(missing.send(&parcel(1)).await, Verdict::Deferred(_)));
        assert!(missing.probe().await.is_err());
    }
}
