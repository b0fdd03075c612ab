//! Owns the tests of the kind discourse.
