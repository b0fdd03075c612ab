//! Owns `manifest.json`: what stands in the folder, for whoever serves it or copies it elsewhere. Nothing private is ever
//! in it.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::channel::Ending;
use super::packing::{Described, Representation};
use super::target::Folder;

/// The file's name.
pub const FILE: &str = "manifest.json";

const VERSION: u32 = 1;

/// What stands in the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Each document by its path in the folder.
    pub documents: BTreeMap<String, Described>,
    /// Paths that channels had before, and where those are now, without endings.
    pub moves: BTreeMap<String, String>,
}

/// As it is written: one document a line.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    version: u32,
    documents: Vec<Document>,
    moves: Vec<Moved>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    path: String,
    media_type: String,
    // Not one `Described` made flat: that is read by way of a map, and there are thousands.
    plain: Representation,
    gzip: Representation,
    br: Representation,
}

#[derive(Debug, Serialize, Deserialize)]
struct Moved {
    from: String,
    to: String,
}

impl Document {
    fn described(self) -> (String, Described) {
        (self.path, Described { plain: self.plain, gzip: self.gzip, br: self.br })
    }
}

impl Manifest {
    /// What is written of the folder; `None` where that cannot be read.
    pub fn read(folder: &Folder) -> Option<Self> {
        let bytes = std::fs::read(folder.path(FILE).ok()?).ok()?;
        let written: Written = serde_json::from_slice(&bytes).ok()?;
        (written.version == VERSION).then(|| Self {
            documents: written.documents.into_iter().map(Document::described).collect(),
            moves: written.moves.into_iter().map(|moved| (moved.from, moved.to)).collect(),
        })
    }

    /// Writes it, to the disk.
    pub(super) fn write(&self, folder: &Folder) -> io::Result<()> {
        folder.write_alone(&folder.path(FILE)?, &self.bytes().map_err(io::Error::other)?, true)
    }

    fn bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut out = format!("{{\"version\":{VERSION},\"documents\":[").into_bytes();
        for (index, (path, described)) in self.documents.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
            let Described { plain, gzip, br } = described.clone();
            let (path, media_type) = (path.clone(), media_type(path).to_owned());
            serde_json::to_writer(&mut out, &Document { path, media_type, plain, gzip, br })?;
        }
        out.extend_from_slice(b"\n],\"moves\":[");
        for (index, (from, to)) in self.moves.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut out, &Moved { from: from.clone(), to: to.clone() })?;
        }
        out.extend_from_slice(b"\n]}\n");
        Ok(out)
    }
}

/// The media type of a document of this path.
fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let format = Ending::ALL.into_iter().find(|format| format.as_str() == ending);
    format.map_or("text/x-opml", Ending::media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_sorted_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::open(directory.path()).unwrap();
        assert_eq!(Manifest::read(&folder), None);
        let of = |bytes: &[u8]| Representation::of(bytes);
        let described = Described { plain: of(b"abc"), gzip: of(b"ab"), br: of(b"a") };
        let mut manifest = Manifest::default();
        for path in ["feeds/b.rss", "feeds/a.json", "feeds.opml", "feeds/topics/c.atom"] {
            manifest.documents.insert(path.to_owned(), described.clone());
        }
        manifest.moves.insert("feeds/old".to_owned(), "feeds/a".to_owned());
        manifest.write(&folder).unwrap();
        assert_eq!(Manifest::read(&folder), Some(manifest));
        let text = std::fs::read_to_string(folder.path(FILE).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[1].starts_with("{\"path\":\"feeds.opml\",\"media_type\":\"text/x-opml\",\"plain\":{\"length\":3,")
        );
        assert!(lines[2].contains("feeds/a.json\",\"media_type\":\"application/feed+json"), "{text}");
        assert_eq!(lines[6], "{\"from\":\"feeds/old\",\"to\":\"feeds/a\"}");
        std::fs::write(folder.path(FILE).unwrap(), "{}").unwrap();
        assert_eq!(Manifest::read(&folder), None);
    }
}
