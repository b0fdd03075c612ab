//! Owns the tests of publishing, from outside: the documents of the real binary, read back and compared with the store.

mod hubs;
mod kept;
mod read_back;
mod stable;
