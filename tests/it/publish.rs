//! Owns the tests of publishing, from outside: the documents of the real binary, read back and compared with the store.

mod authors;
mod corrections;
mod formats;
mod history;
mod hubs;
mod kept;
mod killed;
mod newspaper;
mod read_back;
mod rules;
mod stable;
