//! Owns the tests of delivering: the real binary, a real mail server, and what became of every letter.

mod broken;
mod killed;
mod letters;
pub(crate) mod office;
mod outcomes;
mod proofs;
mod side_by_side;
mod transports;
