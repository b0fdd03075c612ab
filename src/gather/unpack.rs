//! Owns the unpacking of feeds and site maps that are served as packed files, within bounds.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::kind::ReadError;

/// The longest document that is read, in bytes unpacked; site maps may have 50 MB, and no news site comes near.
const MAX_BYTES: u64 = 32_000_000;

/// The bytes of a document, unpacked if they are packed, whatever the server called them.
pub(super) fn unpack<'a>(body: &'a [u8], notes: &mut Vec<String>) -> Result<Cow<'a, [u8]>, ReadError> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(body));
    }
    let mut bytes = Vec::new();
    let outcome = MultiGzDecoder::new(body).take(MAX_BYTES + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::Excessive("a packed file of more than 32 MB".to_owned()));
    }
    match outcome {
        Ok(_) => Ok(Cow::Owned(bytes)),
        Err(error) if bytes.is_empty() => {
            Err(ReadError::NotReadable(format!("the packed file cannot be unpacked: {error}")))
        }
        Err(error) => {
            notes.push(format!("the packed file breaks off, and was read so far: {error}"));
            Ok(Cow::Owned(bytes))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_within_bounds() {
        let packed = |size: usize| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            let piece = vec![b' '; 100_000];
            for _ in 0..size / piece.len() {
                encoder.write_all(&piece).unwrap();
            }
            encoder.finish().unwrap()
        };
        let mut notes = Vec::new();
        assert_eq!(unpack(&packed(200_000), &mut notes).unwrap().len(), 200_000);
        assert!(matches!(unpack(&packed(40_000_000), &mut notes), Err(ReadError::Excessive(_))));
        let whole = packed(900_000);
        assert!(notes.is_empty());
        let part = unpack(&whole[..whole.len() - 20], &mut notes).unwrap().len();
        assert!(part <= 900_000 && notes.len() == 1, "{part} {notes:?}");
        assert!(matches!(unpack(&[0x1f, 0x8b, 1], &mut notes), Err(ReadError::NotReadable(_))));
        assert_eq!(unpack(b"plain", &mut notes).unwrap().as_ref(), b"plain");
    }
}
