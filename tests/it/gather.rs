//! Owns the tests of gathering, from outside: the real binary against real sites on this machine.

mod alike;
mod apis;
mod broken;
mod changes;
mod health;
mod kinds;
mod limits;
mod many;
mod polite;
mod replay;
