//! Owns the tests of gathering, from outside: the real binary against real sites on this machine.

mod alike;
mod back_off;
mod broken;
mod budget;
mod changes;
mod feeds;
mod coming_back;
mod flood;
mod kinds;
mod limits;
mod many;
mod polite;
