//! Owns the tests of gathering, from outside: the real binary against real sites on this machine.

mod alike;
mod apis;
mod back_off;
mod broken;
mod budget;
mod changes;
mod coming_back;
mod families;
mod feeds;
mod flood;
mod fresh;
mod further;
mod hand_over;
mod health;
mod kinds;
mod limits;
mod many;
mod moves;
mod odd_sources;
mod permitted;
mod polite;
mod replay;
mod scripted;
mod unseen;
mod years;
