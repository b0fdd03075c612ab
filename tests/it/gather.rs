//! Owns the tests of gathering, from outside: the real binary against real sites on this machine.

mod alike;
mod broken;
mod changes;
mod families;
mod kinds;
mod limits;
mod many;
mod polite;
