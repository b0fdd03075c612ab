//! Owns the tests of the kind json.
