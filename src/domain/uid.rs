//! Owns how a minted id is written where people and addresses have it: without what all of them begin with.

/// What minted ids begin with (RFC 9562).
pub const URN: &str = "urn:uuid:";

/// An id without what all of them begin with.
pub fn bare(uid: &str) -> &str {
    uid.strip_prefix(URN).unwrap_or(uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_bared_once() {
        for (uid, expected) in
            [("urn:uuid:0f00-1", "0f00-1"), ("0f00-1", "0f00-1"), ("urn:uuid:urn:uuid:1", "urn:uuid:1")]
        {
            assert_eq!(bare(uid), expected);
        }
    }
}
