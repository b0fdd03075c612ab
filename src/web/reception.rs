//! Owns the connections: who comes in is given to the front, who says nothing for too long is let go, and on a stop each
//! gets the answer it is waiting for.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::front::Front;
use super::patience::Patient;
use crate::stop::Stop;

/// How long a request may take to say what it wants, a connection to say anything again, and whoever was answered to take
/// anything of the answer.
const SILENCE: Duration = Duration::from_mins(1);

/// How long nobody is let in after the system refused to: it has no file handles left, and gets some back as others go.
const BREATH: Duration = Duration::from_millis(100);

/// What a request may need before its body, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Serves who comes until the stop is asked for, and then who is there.
pub(super) async fn receive(listener: TcpListener, front: Arc<Front>, stop: Stop) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(SILENCE).writev(true).max_buf_size(LONGEST_HEAD);
    let mut visits = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.asked() => break,
            Some(_) = visits.join_next(), if !visits.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    visits.spawn(visit(stream, peer, http.clone(), front.clone(), stop.clone()));
                }
                Err(error) if is_of_one_visitor(&error) => {}
                Err(error) => {
                    tracing::error!("nobody can be let in: {error}");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
    drop(listener);
    while visits.join_next().await.is_some() {}
}

fn is_of_one_visitor(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn visit(stream: TcpStream, peer: SocketAddr, http: http1::Builder, front: Arc<Front>, stop: Stop) {
    // An answer is written in one piece: waiting for more would only delay its end.
    let _ = stream.set_nodelay(true);
    let answers = service_fn(move |request| {
        let front = front.clone();
        async move { Ok::<_, Infallible>(front.answer(request, peer).await) }
    });
    let connection = http.serve_connection(TokioIo::new(Patient::new(stream, SILENCE)), answers);
    tokio::pin!(connection);
    tokio::select! {
        biased;
        // A visitor that broke off is no fault of ours.
        _ = connection.as_mut() => return,
        () = stop.asked() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
