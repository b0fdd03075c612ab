//! Owns a throwaway PostgreSQL server: made once a test process from the binaries on this machine, and gone with it,
//! even when it is killed. Each test gets a database of its own.
//!
//! `POSTROUND_TEST_PG` unset: skip loudly where PostgreSQL is not installed. `required`: fail instead.
//! `postgres://…`: use that server, and drop the databases afterwards.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use postround::store::Store;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::eventually;

/// Runs the server until its standard input ends, which it does when the test process does, however it ends.
/// Arguments: the folder, the binaries, the port, then the command that runs another one as an ordinary user.
const WATCHDOG: &str = r#"
dir=$1 bin=$2 port=$3; shift 3
exec >>"$dir/log" 2>&1
trap '' HUP INT TERM
"$@" "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions ||
    echo "FATAL: initdb failed"
"$@" "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB &
job=$!
cat
while kill -0 "$job"; do
    [ -s "$dir/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")"
    sleep 0.1
done
wait
rm -rf "$dir"
"#;

/// A database for one test.
#[derive(Debug)]
pub(crate) struct Database {
    url: String,
    name: String,
    /// The server's own database, where it is not ours to throw away.
    lent_by: Option<String>,
}

#[derive(Debug)]
enum Server {
    Ours { base: String, _watchdog: Child },
    Lent { base: String },
    Missing,
}

static SERVER: LazyLock<Server> = LazyLock::new(start);

/// The database that is copied for those who want the tables. Copying it costs a quarter of making them, and with
/// several hundred tests those are minutes.
static MADE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// A new, empty database; nothing where PostgreSQL is missing and may be.
    pub(crate) async fn fresh() -> Option<Self> {
        let (base, lent) = match &*SERVER {
            Server::Missing => return None,
            Server::Ours { base, .. } => (base, false),
            Server::Lent { base } => (base, true),
        };
        // template0 is the one template nobody can be connected to, so tests never wait for each other here.
        let name = copy_of("template0", base).await;
        Some(Self { url: with_database(base, &name), name, lent_by: lent.then(|| base.clone()) })
    }

    /// A new database with the tables of a store and nothing in them; nothing where PostgreSQL is missing and may be.
    pub(crate) async fn with_tables() -> Option<Self> {
        let Server::Ours { base, .. } = &*SERVER else {
            // What is lent is given back as it was: no database may stay there to be copied.
            let empty = Self::fresh().await?;
            make_tables(&empty.url).await;
            return Some(empty);
        };
        let made = MADE.get_or_init(|| async {
            let name = copy_of("template0", base).await;
            make_tables(&with_database(base, &name)).await;
            // A database that is copied must have nobody in it; PostgreSQL waits for those who are leaving.
            run(base, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
            name
        });
        let name = copy_of(made.await, base).await;
        Some(Self { url: with_database(base, &name), name, lent_by: None })
    }

    /// Its `postgres://` address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(base) = self.lent_by.take() else { return };
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A runtime cannot be entered from within another, and tests drop this inside theirs.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime needs nothing but file handles").block_on(run(&base, statement));
        });
        let _ = dropped.join();
    }
}

async fn run(base: &str, statement: String) {
    let mut connection = PgConnection::connect(base).await.expect("the test server answers");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("the test server obeys");
    connection.close().await.expect("the test server says goodbye");
}

/// Makes a database like `template`; its name.
async fn copy_of(template: &str, base: &str) -> String {
    let name = format!("postround_test_{}", uuid::Uuid::new_v4().simple());
    let mut connection = PgConnection::connect(base).await.expect("the test server answers");
    // From its version 15 on PostgreSQL copies page by page through its log unless it is told to copy the files.
    let since_15 = connection.server_version_num().is_some_and(|version| version >= 150_000);
    let strategy = if since_15 { " STRATEGY file_copy" } else { "" };
    let statement = format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("the test server obeys");
    connection.close().await.expect("the test server says goodbye");
    name
}

/// Makes the tables as the product does.
async fn make_tables(url: &str) {
    let url = url.parse().expect("a database has an address");
    Store::open(&url).await.expect("a fresh store opens").close().await;
}

fn with_database(base: &str, name: &str) -> String {
    let mut url = url::Url::parse(base).expect("the server's address is a URL");
    url.set_path(name);
    url.into()
}

fn start() -> Server {
    let wish = std::env::var("POSTROUND_TEST_PG").unwrap_or_default();
    if wish.starts_with("postgres") && wish.contains("://") {
        return Server::Lent { base: wish };
    }
    let Some(binaries) = binaries() else {
        let missing = "PostgreSQL is not installed (initdb and postgres are neither in PATH nor in \
                       /usr/lib/postgresql)";
        assert!(wish != "required", "POSTROUND_TEST_PG=required, and {missing}");
        // Written past the test runner's capture: a test that did not run must be seen.
        let _ = writeln!(
            std::io::stderr(),
            "\n*** SKIPPED: {missing}: the PostgreSQL half of the store tests does not run.\n\
             *** Install it (Debian: apt-get install postgresql), or name a server in POSTROUND_TEST_PG.\n"
        );
        return Server::Missing;
    };
    let ordinary = ordinary_user();
    for _ in 0..5 {
        if let Some(server) = cluster(&binaries, ordinary.as_ref()) {
            return server;
        }
    }
    panic!("no port stayed free long enough for PostgreSQL to take it");
}

/// Makes and starts a cluster; nothing when another process took its port first.
fn cluster(binaries: &Path, ordinary: Option<&Ordinary>) -> Option<Server> {
    let dir = TempDir::with_prefix("postround-pg-").expect("the temporary folder is writable").keep();
    if let Some(user) = ordinary {
        std::os::unix::fs::chown(&dir, Some(user.id), None).expect("root gives its folder away");
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = port.expect("the loopback has a free port").port();
    let mut watchdog = Command::new("sh");
    watchdog.args(["-c", WATCHDOG, "watchdog"]).arg(&dir).arg(binaries).arg(port.to_string());
    watchdog.args(ordinary.map_or(&[][..], |user| &user.command));
    // A group of its own, so that Ctrl-C reaches the tests first and the server ends in order.
    std::os::unix::process::CommandExt::process_group(&mut watchdog, 0);
    let watchdog = watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
    let mut watchdog = watchdog.spawn().expect("sh is installed");
    let up = eventually("PostgreSQL to start", Duration::from_mins(1), || {
        let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
        if log.contains("Address already in use") {
            return Some(false);
        }
        assert!(!log.contains("FATAL"), "PostgreSQL did not start; its log:\n{log}");
        let state = fs::read_to_string(dir.join("data/postmaster.pid")).unwrap_or_default();
        state.lines().nth(7).is_some_and(|line| line.trim() == "ready").then_some(true)
    });
    if !up {
        drop(watchdog.stdin.take());
        let _ = watchdog.wait();
        return None;
    }
    Some(Server::Ours { base: format!("postgres://postgres@127.0.0.1:{port}/postgres"), _watchdog: watchdog })
}

/// The newest folder that holds both programs.
fn binaries() -> Option<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        let versions = versions.flatten().map(|entry| entry.path());
        let mut versions: Vec<_> = versions.map(|path| (version(&path), path.join("bin"))).collect();
        versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        folders.extend(versions.into_iter().map(|(_, path)| path));
    }
    if let Ok(told) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&told.stdout).trim()));
    }
    for folder in std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()) {
        // PATH may hold links; the programs look for their companions beside the real file.
        let real = folder.join("initdb").canonicalize().ok();
        folders.extend(real.and_then(|file| file.parent().map(Path::to_owned)));
        folders.push(folder);
    }
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn version(path: &Path) -> u32 {
    path.file_name().and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
}

/// An ordinary user, and the command that becomes one: PostgreSQL refuses to run as root.
#[derive(Debug)]
struct Ordinary {
    id: u32,
    command: Vec<String>,
}

/// Nothing when we are not root.
fn ordinary_user() -> Option<Ordinary> {
    let id = |args: &[&str]| -> Option<u32> {
        let told = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
        String::from_utf8_lossy(&told.stdout).trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let name = ["postgres", "nobody"].into_iter().find(|name| id(&["-u", name]).is_some());
    let name = name.expect("PostgreSQL refuses root, and neither postgres nor nobody is a user here");
    let (user, group) = (id(&["-u", name])?, id(&["-g", name])?);
    let exists = |program: &str| {
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    let command = if exists("setpriv") {
        vec!["setpriv".into(), format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".into()]
    } else if exists("runuser") {
        vec!["runuser".into(), "-u".into(), name.into(), "--".into()]
    } else {
        // `su` joins no arguments: the little script takes them as they are.
        ["su", name, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"].map(str::to_owned).into()
    };
    Some(Ordinary { id: user, command })
}
