//! Owns what is kept: two engines, one set of SQL.

pub mod options;
