//! Owns the tests of site maps.
