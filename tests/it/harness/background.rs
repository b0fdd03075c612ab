//! Owns the thread a local server lives on: it starts on a port of its own and ends when the handle is dropped, with
//! every connection it still holds.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A server on a thread of its own.
#[derive(Debug)]
pub(crate) struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Listens on a free port of the loopback address and hands the listener to `serve`.
    pub(crate) fn start<F, Fut>(serve: F) -> (SocketAddr, Self)
    where
        F: FnOnce(TcpListener) -> Fut + Send + 'static,
        Fut: Future<Output = ()>,
    {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime needs nothing but file handles");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
                tell.send(listener.local_addr().expect("a bound listener has an address"))
                    .expect("the starter waits for the address");
                tokio::select! {
                    () = serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        let address = told.recv().expect("the server's thread tells its address first");
        (address, Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that panicked has already printed why; the test's own failure is the better message.
            let _ = thread.join();
        }
    }
}
