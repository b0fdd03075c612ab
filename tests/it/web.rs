//! Owns the tests of what is served: a real server on a port of its own over what a real round published, asked to the
//! byte.

mod documents;
mod leaving;
mod moderating;
mod pages;
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
        let path: PathBuf = room.workspace.path("config.toml");
        let (address, server) = Background::start(move |listener| async move {
            let config = Config::load(&path, &|_| None).expect("the config of a room has no mistakes");
            let clock = Clock::by_hand(time("2026-11-22T12:00:00Z"));
            let app = App::build(config, clock).await.expect("the store of a room opens");
            postround::web::serve(listener, app.site(), Stop::never()).await.expect("it serves until it is stopped");
        });
        Self { room, address, _server: server }
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
