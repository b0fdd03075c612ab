//! Owns the numbers that spread what would else happen at one moment: the same for the same words, on every machine.

/// FNV-1a with its bits stirred once more, as its low ones alone are poor.
pub(super) fn of(words: &[u8]) -> u64 {
    let hash = words
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let mixed = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 33)
}
