//! Owns the dice of tests that try moments at random: another seed each time, and the same one again where it is asked for.

/// Numbers that look random and are the same for the same seed (splitmix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Of a new seed, which is told; `POSTROUND_TEST_SEED` sets it.
    pub(crate) fn thrown() -> Self {
        let wish = std::env::var("POSTROUND_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = wish.unwrap_or_else(|| u64::from(uuid::Uuid::new_v4().as_fields().0));
        eprintln!("seed {seed}; POSTROUND_TEST_SEED={seed} throws the same dice again");
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}
