//! Owns how a document is compressed, and what each of its representations is known by.

use std::io::{self, Read, Write};

use flate2::read::GzDecoder;
use libdeflater::{CompressionLvl, Compressor};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::hex;

/// Brotli's quality: what is above gains some hundredths in size, and a publication waits for it (benches/README.md has
/// the sizes and times).
const BROTLI_QUALITY: u32 = 2;

/// Brotli's windows, as powers of two: its smallest, and its default, larger than any feed.
const BROTLI_WINDOWS: (u32, u32) = (10, 22);

/// Gzip's level, as libdeflate counts (benches/README.md).
const GZIP_LEVEL: i32 = 3;

/// How the copies beside a document are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `Content-Encoding: gzip`, in `NAME.gz`.
    Gzip,
    /// `Content-Encoding: br`, in `NAME.br`.
    Brotli,
}

impl Encoding {
    /// Every copy a document has.
    pub const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// What is put behind the document's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }

    /// The bytes, compressed: always the same for the same bytes.
    pub fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                // It leaves the time in the header at 0: the same bytes give the same copy.
                let level = CompressionLvl::new(GZIP_LEVEL).map_err(|error| io::Error::other(format!("{error:?}")))?;
                let mut packer = Compressor::new(level);
                let mut copy = vec![0; packer.gzip_compress_bound(bytes.len())];
                let length = packer.gzip_compress(bytes, &mut copy).map_err(io::Error::other)?;
                copy.truncate(length);
                copy.shrink_to_fit();
                Ok(copy)
            }
            Self::Brotli => {
                let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, window(bytes.len()));
                encoder.write_all(bytes)?;
                Ok(encoder.into_inner())
            }
        }
    }

    /// The bytes of a copy, at most `limit` of them.
    pub(super) fn decompress(self, compressed: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Gzip => GzDecoder::new(compressed).take(limit).read_to_end(&mut bytes)?,
            Self::Brotli => brotli::Decompressor::new(compressed, 4096).take(limit).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

/// The smallest window of Brotli's that a document of this length fits into whole (RFC 7932, 9.1: it is 16 bytes less than
/// a power of two): a larger one costs time and memory and finds nothing more.
fn window(length: usize) -> u32 {
    let (least, most) = BROTLI_WINDOWS;
    (least..most).find(|window| length <= (1 << window) - 16).unwrap_or(most)
}

/// The strong `ETag` of a document, quoted: from its bytes alone, so that it outlives restarts and machines.
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)[..16]))
}

/// What one representation is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representation {
    /// Its bytes.
    pub length: u64,
    /// Its strong `ETag`, quoted.
    pub etag: String,
}

impl Representation {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len() as u64, etag: etag(bytes) }
    }
}

/// What the three representations of a document are known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// As it is.
    pub plain: Representation,
    /// In `NAME.gz`.
    pub gzip: Representation,
    /// In `NAME.br`.
    pub br: Representation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_give_the_same_copies() {
        for encoding in Encoding::ALL {
            assert_eq!(encoding.compress(b"abcabc").unwrap(), encoding.compress(b"abcabc").unwrap());
        }
        // RFC 1952: bytes 4 to 7 are the time.
        assert_eq!(Encoding::Gzip.compress(b"x").unwrap()[4..8], [0; 4]);
    }

    #[test]
    fn a_window_is_no_larger_than_the_document_asks_for() {
        for (length, expected) in [(0, 10), (1_008, 10), (1_009, 11), (262_128, 18), (262_129, 19), (usize::MAX, 22)] {
            assert_eq!(window(length), expected, "{length}");
        }
        let long = "words and more of them, ".repeat(12_000);
        let copy = Encoding::Brotli.compress(long.as_bytes()).unwrap();
        assert_eq!(Encoding::Brotli.decompress(&copy, u64::MAX).unwrap(), long.as_bytes());
    }

    #[test]
    fn an_etag_is_quoted_and_of_the_bytes() {
        assert_eq!(etag(b""), "\"e3b0c44298fc1c149afbf4c8996fb924\"");
        assert_ne!(etag(b"a"), etag(b"b"));
        assert_eq!(Representation::of(b"ab"), Representation { length: 2, etag: etag(b"ab") });
    }
}
