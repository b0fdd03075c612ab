//! Owns the tests of what is served: a real server on a port of its own over what a real round published, asked to the
//! byte.

mod addresses;
mod documents;
mod hammering;
mod held;
mod leaving;
mod moderating;
mod on_demand;
mod pages;
mod polling;
mod visitors;
mod wire;

use std::net::SocketAddr;
use std::path::PathBuf;

use postround::app::App;
use postround::clock::Clock;
use postround::config::Config;
use postround::stop::Stop;

use crate::harness::background::Background;
use crate::room::{Room, from_folder, selectors, time};
use wire::{Answer, ask};

/// A room whose newsroom is gathered, published and served.
struct Served {
    room: Room,
    address: SocketAddr,
    clock: Clock,
    _server: Background,
}

impl Served {
    fn newsroom() -> Self {
        let room = Room::new(&from_folder(&selectors()));
        room.round();
        Self::of(room)
    }

    /// Serves what the room holds.
    fn of(room: Room) -> Self {
        Self::with_store(room, true)
    }

    /// Serves what the room's folder holds, with the store shut.
    fn without_store(room: Room) -> Self {
        Self::with_store(room, false)
    }

    fn with_store(room: Room, open: bool) -> Self {
        let path: PathBuf = room.workspace.path("config.toml");
        let clock = Clock::by_hand(time("2026-11-22T12:00:00Z"));
        let seen = clock.clone();
        let (address, server) = Background::start(move |listener| async move {
            let config = Config::load(&path, &|_| None).expect("the config of a room has no mistakes");
            let app = App::build(config, seen).await.expect("the store of a room opens");
            if !open {
                app.store.close().await;
            }
            postround::web::serve(listener, app.site(), Stop::never()).await.expect("it serves until it is stopped");
        });
        Self { room, address, clock, _server: server }
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(self.address, "GET", path, headers, b"")
    }

    fn head(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(self.address, "HEAD", path, headers, b"")
    }
}
