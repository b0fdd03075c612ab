//! Owns the tests of composing: which moment makes which edition (I10), and which articles are in it.

mod desk;
mod due;
mod last_look;
mod windows;
