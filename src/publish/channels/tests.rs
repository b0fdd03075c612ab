//! Owns the tests of which channels there are.
