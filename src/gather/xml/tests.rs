//! Owns the tests of reading broken XML.
