//! Owns a server that speaks no proper HTTP: it sends the very bytes a test gives it, and then hangs up, goes silent, or
//! trickles on.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::background::Background;

/// What happens after the bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Then {
    HangsUp,
    GoesSilent,
    /// A byte now and then, for ever.
    Trickles,
}

/// A server on a port of its own; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Raw {
    address: SocketAddr,
    _server: Background,
}

impl Raw {
    /// Answers each request so, but for robots.txt, which it does not have.
    pub(crate) fn answering(bytes: impl Into<Vec<u8>>, then: Then) -> Self {
        let bytes = bytes.into();
        let (address, server) = Background::start(move |listener| async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, bytes.clone(), then));
            }
        });
        Self { address, _server: server }
    }

    /// The address of its only page.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/page", self.address)
    }
}

async fn talk(mut stream: TcpStream, bytes: Vec<u8>, then: Then) {
    let mut asked = vec![0; 8192];
    let length = stream.read(&mut asked).await.unwrap_or_default();
    if asked[..length].starts_with(b"GET /robots.txt") {
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        return;
    }
    let _ = stream.write_all(&bytes).await;
    loop {
        match then {
            Then::HangsUp => return,
            Then::GoesSilent => std::future::pending().await,
            Then::Trickles => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                if stream.write_all(b"x").await.is_err() {
                    return;
                }
            }
        }
    }
}
