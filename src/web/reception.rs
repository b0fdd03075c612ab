//! Owns the connections: how many there may be at once, who comes in is given to the front, who says nothing for too long
//! is let go, and on a stop each gets the answer it is waiting for.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::patience::Patient;
use super::sent::Sent;
use crate::stop::Stop;

/// How long a request may take to say what it wants, a connection to say anything again, and whoever was answered to take
/// anything of the answer.
const SILENCE: Duration = Duration::from_mins(1);

/// How long nobody is let in after the system refused to: it has no file handles left, and gets some back as others go.
const BREATH: Duration = Duration::from_millis(100);

/// How long somebody who was asked to go is waited for before the next one is asked too.
const ASKED: Duration = Duration::from_millis(20);

/// How long who was asked to go may take with the last answer: others stand at the door.
const LAST_ANSWER: Duration = Duration::from_secs(5);

/// How often the operator is told that there is no room.
const TOLD: Duration = Duration::from_mins(10);

/// What a request may need before its body, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Gives who comes to `answer` until the stop is asked for, and then who is there: `most` at once. When somebody comes and there is no
/// room, who has been there longest is asked to go, which costs nobody an answer.
pub(super) async fn receive<A, F>(listener: TcpListener, answer: A, most: usize, stop: Stop)
where
    A: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Sent>> + Send + 'static,
{
    let mut room = Room::of(most);
    loop {
        tokio::select! {
            () = stop.asked() => break,
            () = room.left(), if !room.visits.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    // Who was let through the door is answered, also where the stop came at that moment.
                    tokio::select! {
                        () = stop.asked() => {}
                        () = room.place() => {}
                    }
                    // An answer is written in one piece: waiting for more would only delay its end.
                    let _ = stream.set_nodelay(true);
                    let (answer, stop) = (answer.clone(), stop.clone());
                    room.let_in(|leave| converse(stream, SILENCE, move |request| answer(request, peer), stop, leave));
                }
                Err(error) if is_of_one_visitor(&error) => {}
                Err(error) => {
                    room.refused(&error);
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
    drop(listener);
    while room.visits.join_next().await.is_some() {}
}

fn is_of_one_visitor(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Who is there.
struct Room {
    most: usize,
    visits: JoinSet<()>,
    /// By which each is asked to go, who came first in front; of those who have gone some are still among them.
    asking: VecDeque<oneshot::Sender<()>>,
    told: Option<Instant>,
}

impl Room {
    fn of(most: usize) -> Self {
        Self { most: most.max(1), visits: JoinSet::new(), asking: VecDeque::new(), told: None }
    }

    fn let_in<F: Future<Output = ()> + Send + 'static>(&mut self, visit: impl FnOnce(oneshot::Receiver<()>) -> F) {
        let (ask, leave) = oneshot::channel();
        self.visits.spawn(visit(leave));
        if self.asking.len() >= self.most * 2 {
            self.asking.retain(|ask| !ask.is_closed());
        }
        self.asking.push_back(ask);
    }

    /// Waits until somebody has left.
    async fn left(&mut self) {
        let _ = self.visits.join_next().await;
    }

    /// Waits until there is room for one more, and sees to it.
    async fn place(&mut self) {
        while self.visits.try_join_next().is_some() {}
        if self.visits.len() < self.most {
            return;
        }
        if self.may_tell() {
            let most = self.most;
            tracing::warn!(
                "{most} connections are open, as many as web.connections allows: whoever comes takes the place of who \
                 has been there longest"
            );
        }
        while self.visits.len() >= self.most {
            self.ask_one();
            let _ = tokio::time::timeout(ASKED, self.visits.join_next()).await;
        }
    }

    /// The system lets nobody in.
    fn refused(&mut self, error: &std::io::Error) {
        if self.may_tell() {
            let open = self.visits.len();
            tracing::error!(
                "nobody can be let in beside {open} open connections: {error}; where this is for want of file handles, \
                 give the process more (`ulimit -n`) or lower web.connections"
            );
        }
        self.ask_one();
    }

    /// Asks who has been there longest to go, of those who were not asked yet.
    fn ask_one(&mut self) {
        while let Some(ask) = self.asking.pop_front() {
            if ask.send(()).is_ok() {
                break;
            }
        }
    }

    fn may_tell(&mut self) -> bool {
        let may = self.told.is_none_or(|told| told.elapsed() >= TOLD);
        if may {
            self.told = Some(Instant::now());
        }
        may
    }
}

/// Answers what one visitor asks, until they go or are asked to: then what they wait for is their last answer.
async fn converse<S, A, F>(stream: S, silence: Duration, answer: A, stop: Stop, mut leave: oneshot::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Response<Sent>>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(silence).writev(true).max_buf_size(LONGEST_HEAD);
    let has_asked = AtomicBool::new(false);
    let answers = service_fn(|request| {
        has_asked.store(true, Ordering::Relaxed);
        let answer = answer(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let connection = http.serve_connection(TokioIo::new(Patient::new(stream, silence)), answers);
    tokio::pin!(connection);
    let is_crowded = tokio::select! {
        biased;
        // A visitor that broke off is no fault of ours.
        _ = connection.as_mut() => return,
        () = stop.asked() => false,
        Ok(()) = &mut leave => true,
    };
    // Who has asked nothing yet, or half of it, has no answer to wait for.
    if is_crowded && !has_asked.load(Ordering::Relaxed) {
        return;
    }
    connection.as_mut().graceful_shutdown();
    if is_crowded {
        let _ = tokio::time::timeout(LAST_ANSWER, connection).await;
    } else {
        let _ = connection.await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;

    #[tokio::test]
    async fn whoever_came_as_it_stopped_is_answered_by_this_or_the_next() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let door = || TcpListener::from_std(listener.try_clone().unwrap()).unwrap();
        let answer = |_, _| async { Response::new(Sent::bytes("words".into())) };
        for turn in 0..200 {
            let (ask, stop) = Stop::new();
            let first = tokio::spawn(receive(door(), answer, 8, stop));
            tokio::task::yield_now().await;
            // Without a wait between: the stop comes before, with or after the news of the visitor.
            let visitor = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            visitor.set_nonblocking(true).unwrap();
            let mut visitor = tokio::net::TcpStream::from_std(visitor).unwrap();
            visitor.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
            for _ in 0..turn % 4 {
                tokio::task::yield_now().await;
            }
            ask.ask();
            first.await.unwrap();
            let (ask, stop) = Stop::new();
            let next = tokio::spawn(receive(door(), answer, 8, stop));
            let mut said = String::new();
            visitor.read_to_string(&mut said).await.unwrap();
            assert!(said.ends_with("words"), "in turn {turn}: {said:?}");
            ask.ask();
            next.await.unwrap();
        }
    }

    /// A visit by a pipe; who made it holds the other end, and what asks to go.
    fn visit(silence: Duration) -> (DuplexStream, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let (theirs, ours) = duplex(64 * 1024);
        let (ask, leave) = oneshot::channel();
        let answer = |_| async { Response::new(Sent::bytes("words".into())) };
        (theirs, ask, tokio::spawn(converse(ours, silence, answer, Stop::never(), leave)))
    }

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: a.example\r\n\r\n";

    #[tokio::test]
    async fn who_says_nothing_for_too_long_is_let_go() {
        // Nothing; half a request; a request, and nothing behind it.
        for said in [&b""[..], &REQUEST[..20], REQUEST] {
            let (mut theirs, _ask, visit) = visit(Duration::from_millis(20));
            theirs.write_all(said).await.unwrap();
            let mut answered = Vec::new();
            theirs.read_to_end(&mut answered).await.expect("the connection is ended");
            assert_eq!(answered.ends_with(b"words"), said == REQUEST, "{}", String::from_utf8_lossy(&answered));
            visit.await.unwrap();
        }
    }

    #[tokio::test]
    async fn half_a_request_holds_no_place() {
        let (mut theirs, ask, visit) = visit(Duration::from_hours(1));
        theirs.write_all(&REQUEST[..20]).await.unwrap();
        ask.send(()).unwrap();
        // Well below what a last answer may take.
        tokio::time::timeout(LAST_ANSWER / 2, visit).await.expect("nobody waits for the other half").unwrap();
    }

    #[tokio::test]
    async fn who_is_asked_to_go_gets_the_answer_that_is_under_way() {
        for said in [&b""[..], REQUEST] {
            let (mut theirs, ask, visit) = visit(Duration::from_hours(1));
            theirs.write_all(said).await.unwrap();
            if said == REQUEST {
                theirs.read_u8().await.unwrap();
            }
            ask.send(()).unwrap();
            let mut answered = Vec::new();
            theirs.read_to_end(&mut answered).await.expect("the connection is ended");
            assert_eq!(answered.ends_with(b"words"), said == REQUEST);
            visit.await.unwrap();
        }
    }

    #[tokio::test]
    async fn whoever_comes_takes_the_place_of_who_was_there_longest() {
        let mut room = Room::of(2);
        let mut pipes = Vec::new();
        for _ in 0..4 {
            room.place().await;
            let (theirs, ours) = duplex(1024);
            let answer = |_| async { Response::new(Sent::nothing()) };
            room.let_in(|leave| converse(ours, Duration::from_hours(1), answer, Stop::never(), leave));
            pipes.push(theirs);
        }
        assert_eq!(room.visits.len(), 2);
        for mut gone in pipes.drain(..2) {
            assert_eq!(gone.read(&mut [0]).await.unwrap(), 0);
        }
        assert!(!room.may_tell(), "it was told once");
        pipes.clear();
        while !room.visits.is_empty() {
            room.left().await;
        }
        for _ in 0..9 {
            room.let_in(|_| async {});
            room.left().await;
        }
        assert!(room.asking.len() <= 4, "those who have gone are forgotten");
    }
}
