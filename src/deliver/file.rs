//! Owns the transport that writes each message to a file: for trials, and for a program that picks mail up. A message
//! of the same Message-ID takes the place of the earlier one, so that a repeat never doubles.

use std::fs::{self, File};
use std::future::Future;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use super::mailer::{Mailer, Parcel, Verdict};
use super::message::atom;
use super::transport::{deferred, unreachable};

/// Tells temporary files of one process apart.
static SERIAL: AtomicU64 = AtomicU64::new(0);

/// Writes `.eml` files into a folder.
#[derive(Debug)]
pub struct FileMailer {
    folder: PathBuf,
}

impl FileMailer {
    /// The folder is made when the first message is written.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl Mailer for FileMailer {
    fn send<'a>(&'a self, parcel: &'a Parcel) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        let (folder, name, bytes) = (self.folder.clone(), file_name(&parcel.message_id), parcel.bytes.clone());
        Box::pin(async move {
            match tokio::task::spawn_blocking(move || put(&folder, &name, &bytes)).await {
                Ok(Ok(path)) => Verdict::Accepted(format!("written to {}", path.display())),
                Ok(Err(error)) => unreachable(&format!("cannot write to the folder {}", self.folder.display()), &error),
                Err(error) => deferred("the writer of the message stopped", &error),
            }
        })
    }

    fn probe(&self) -> Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send + '_>> {
        Box::pin(async move {
            let folder = &self.folder;
            put(folder, ".postround-probe", b"")
                .and_then(fs::remove_file)
                .with_context(|| format!("cannot write to the folder {}", folder.display()))?;
            Ok(format!("the folder {} can be written to", folder.display()))
        })
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A name that is the same for the same Message-ID, without "/" and ":", which mean something in a folder or Maildir.
fn file_name(message_id: &str) -> String {
    let parts: Vec<String> = message_id.splitn(2, '@').map(atom).collect();
    let plain = parts.join("@");
    if plain == message_id && plain.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return format!("{plain}.eml");
    }
    let digest = Sha256::digest(message_id.as_bytes());
    let short = digest.iter().take(8).fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
    format!("message-{}-{short:016x}.eml", plain.trim_start_matches('.'))
}

/// Writes a file so that it is either there whole or not at all, also after a loss of power.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!(".{name}.{}-{serial}", std::process::id()));
    let path = folder.join(name);
    let written = File::create_new(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // The error of the write is the one to tell; a left-over hidden file does no harm.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    // The name, too, has to survive a loss of power; only Unix can sync a folder.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(message_id: &str, bytes: &[u8]) -> Parcel {
        let address = |text: &str| text.parse().unwrap();
        Parcel {
            sender: address("round@example.org"),
            recipient: address("a@example.com"),
            message_id: message_id.to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn a_file_name_is_stable_and_harmless() {
        assert_eq!(file_name("42.0f8e-1@example.org"), "42.0f8e-1@example.org.eml");
        for hostile in ["../../etc/passwd", "a/b:2,S@c", "", ".hidden@x", "a@b@c", "é@x"] {
            let name = file_name(hostile);
            assert!(!name.contains(['/', ':']) && !name.starts_with('.'), "{name}");
            assert_eq!(name, file_name(hostile));
        }
        assert_ne!(file_name("a/b@c"), file_name("a:b@c"));
    }

    #[tokio::test]
    async fn a_repeat_replaces_and_never_doubles() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = FileMailer::new(folder.path().join("out/box"));
        for bytes in [b"first".as_slice(), b"second"] {
            assert!(matches!(mailer.send(&parcel("1.a@example.org", bytes)).await, Verdict::Accepted(_)));
        }
        assert!(matches!(mailer.send(&parcel("2.a@example.org", b"other")).await, Verdict::Accepted(_)));
        mailer.probe().await.unwrap();
        let mut names: Vec<_> =
            fs::read_dir(folder.path().join("out/box")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["1.a@example.org.eml", "2.a@example.org.eml"]);
        assert_eq!(fs::read(folder.path().join("out/box/1.a@example.org.eml")).unwrap(), b"second");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let mailer = FileMailer::new(folder.path().join("file/box"));
        assert!(matches!(mailer.send(&parcel("1.a@b", b"x")).await, Verdict::Unreachable(_)));
        assert!(mailer.probe().await.is_err());
    }
}
