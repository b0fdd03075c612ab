//! Owns a workspace: a folder with a config file made from a template, and the real binary run in it, from its
//! arguments to its last word, or to the moment it is killed.

use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{eventually, scratch};

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of its own, gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// A folder with `config.toml` made from `template`, each `@name@` replaced by its value. `@folder@` is the
    /// workspace itself and `@newsroom@` the shipped news site.
    pub(crate) fn new(template: &str, values: &[(&str, &str)]) -> Self {
        let workspace = Self { folder: scratch::folder() };
        workspace.configure(template, values);
        workspace
    }

    /// Writes the config file again.
    pub(crate) fn configure(&self, template: &str, values: &[(&str, &str)]) {
        let mut config = template.to_owned();
        for (name, value) in values {
            config = config.replace(&format!("@{name}@"), value);
        }
        config = config.replace("@folder@", &self.folder.path().display().to_string());
        config = config.replace("@newsroom@", &super::newsroom().display().to_string());
        self.write("config.toml", config);
    }

    /// A path in the folder.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file, and the folders it stands in.
    pub(crate) fn write(&self, relative: &str, content: impl AsRef<[u8]>) {
        let file = self.path(relative);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the workspace is writable");
        fs::write(file, content).expect("the workspace is writable");
    }

    /// Reads a file as text.
    pub(crate) fn read(&self, relative: &str) -> String {
        let file = self.path(relative);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()))
    }

    /// Every file below a folder, sorted; none where the folder is missing.
    pub(crate) fn files(&self, relative: &str) -> Vec<PathBuf> {
        let mut files = super::source::files_below(&self.path(relative));
        files.sort();
        files
    }

    /// Runs the binary to its end; a run over a minute fails the test.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).start().wait()
    }

    /// Prepares a run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postround"));
        command.args(arguments).current_dir(self.folder.path());
        command.env_remove("RUST_LOG").env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
        Run { command, stdin: None }
    }
}

/// A run being prepared.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    stdin: Option<Vec<u8>>,
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(content.into());
        self
    }

    pub(crate) fn start(mut self) -> Running {
        self.command.stdin(if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = self.command.spawn().expect("the binary was built with the tests");
        if let (Some(content), Some(mut pipe)) = (self.stdin, child.stdin.take()) {
            // A program may end without reading all it is given: that is for its exit code to tell.
            std::thread::spawn(move || pipe.write_all(&content));
        }
        let stdout = Ear::listen(child.stdout.take().expect("stdout is piped"));
        let stderr = Ear::listen(child.stderr.take().expect("stderr is piped"));
        Running { child, stdout, stderr }
    }
}

/// What a run said, and how it ended.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// The exit code; nothing when a signal ended it.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Fails the test, showing all that was said, unless the run ended with this code.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert!(self.code() == Some(code), "expected exit code {code}, got {}:\n{}", self.status, self.all());
        self
    }

    fn all(&self) -> String {
        format!("--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// A run under way; it is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    stdout: Ear,
    stderr: Ear,
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What was said on stdout so far.
    pub(crate) fn stdout(&self) -> String {
        self.stdout.heard()
    }

    /// What was said on stderr so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.heard()
    }

    /// Waits until `words` stand on stdout or stderr.
    pub(crate) fn until_it_says(&self, words: &str) {
        eventually(&format!("the run to say {words:?}"), PATIENCE, || {
            (self.stdout().contains(words) || self.stderr().contains(words)).then_some(())
        });
    }

    /// SIGKILL: no destructor runs, no file is closed in order.
    pub(crate) fn kill(mut self) -> Output {
        self.child.kill().expect("our own child can be killed");
        self.wait()
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&mut self) -> bool {
        self.child.try_wait().expect("our own child can be waited for").is_some()
    }

    /// SIGKILL after `moment`, or the end if it came first.
    pub(crate) fn kill_after(mut self, moment: Duration) -> Output {
        let start = Instant::now();
        while !self.is_over() {
            let left = moment.saturating_sub(start.elapsed());
            if left.is_zero() {
                return self.kill();
            }
            std::thread::sleep(left.min(Duration::from_millis(1)));
        }
        self.wait()
    }

    /// Sends a signal by name: `TERM`, `HUP`, `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status();
        assert!(sent.expect("kill is installed").success(), "the run was already over when it should get SIG{name}");
    }

    /// Waits for the end for a minute at most.
    pub(crate) fn wait(self) -> Output {
        self.wait_at_most(PATIENCE)
    }

    /// Waits for the end; a run that is not over by then fails the test with all it said.
    pub(crate) fn wait_at_most(mut self, limit: Duration) -> Output {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("our own child can be waited for") {
                break status;
            }
            let late = start.elapsed() > limit;
            assert!(!late, "not over after {limit:?}; stdout:\n{}\nstderr:\n{}", self.stdout(), self.stderr());
            std::thread::sleep(Duration::from_millis(5));
        };
        Output { status, stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Hears one stream of a run as it goes.
#[derive(Debug)]
struct Ear {
    heard: Arc<Mutex<Vec<u8>>>,
    thread: Option<JoinHandle<()>>,
}

impl Ear {
    fn listen(mut stream: impl Read + Send + 'static) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let pen = Arc::clone(&heard);
        let thread = std::thread::spawn(move || {
            let mut block = [0; 8192];
            while let Ok(size @ 1..) = stream.read(&mut block) {
                pen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&block[..size]);
            }
        });
        Self { heard, thread: Some(thread) }
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    fn rest(&mut self) -> String {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.heard()
    }
}
