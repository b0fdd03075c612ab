//! Owns the tests of the kind wordpress.
