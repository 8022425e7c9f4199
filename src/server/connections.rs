//! The HTTP server loop: accepts connections, applies limits to each, and ends them gracefully.
//!
//! `axum::serve` has no time limits: an incomplete request could hold a connection for ever.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use super::listener::{Connection, Listener};
use super::peer::Peer;
use super::timeouts::with_write_timeout;
use crate::config::TrustedProxies;
use crate::limits::{Shares, Source};

/// The most connections at a time; more wait in the kernel's queue. It is below the usual 1024 file
/// descriptors of a process, because the database and outgoing requests need some too.
const MOST_CONNECTIONS: u32 = 768;
/// The most connections of one [`Source`]: a quarter, which is enough for some dozens of browsers
/// behind one address. A proxy has no such limit.
const MOST_OF_ONE_SOURCE: usize = MOST_CONNECTIONS as usize / 4;
/// The most time from the start of a connection, or the end of a response, to the end of the next
/// request's header. So this also limits an idle connection.
const TIME_FOR_HEADER: Duration = Duration::from_secs(10);
/// The largest header of a request, in bytes.
const LARGEST_HEADER: usize = 32 * 1024;
/// How long a client may leave a response unread.
const TIME_TO_READ: Duration = Duration::from_secs(10);
/// After this time a connection only finishes its current request, so that no client can hold it
/// for ever by reading slowly.
const LIFE: Duration = Duration::from_mins(5);
/// How long a current request may take when its connection, or the daemon, is to end.
const TIME_TO_FINISH: Duration = Duration::from_secs(25);
/// How long to wait after a failed accept, such as when the process is out of file descriptors.
const BREATHER: Duration = Duration::from_millis(200);

/// Serves `routes` until `shutdown` resolves, then finishes current requests and returns, at the
/// latest after 25 seconds. `proxies` may have any number of connections.
pub async fn serve_on(
    listener: Listener,
    routes: Router,
    proxies: &TrustedProxies,
    shutdown: impl Future<Output = ()>,
) {
    let shares = Shares::new(MOST_OF_ONE_SOURCE);
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
    let (stop, stopping) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = shutdown.as_mut() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        match accepted {
            Ok((connection, peer, place)) => {
                let Ok(share) = share(&shares, proxies, peer) else {
                    tracing::debug!(?peer, "too many connections of one address");
                    continue;
                };
                let (routes, stopping) = (routes.clone(), stopping.clone());
                tokio::spawn(async move {
                    match connection {
                        Connection::Tcp(stream) => hold(stream, peer, routes, stopping).await,
                        Connection::Unix(stream) => hold(stream, peer, routes, stopping).await,
                    }
                    drop((place, share));
                });
            }
            // The client left before its connection was accepted.
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                sleep(BREATHER).await;
            }
        }
    }
    // From here on new connections are refused, so that a proxy uses another server.
    drop(listener);
    drop(stop);
    if timeout(TIME_TO_FINISH, places.acquire_many(MOST_CONNECTIONS)).await.is_err() {
        let left = MOST_CONNECTIONS as usize - places.available_permits();
        tracing::warn!(connections = left, "leaving before every request is answered");
    }
}

async fn accept(
    listener: &Listener,
    places: &Arc<Semaphore>,
) -> io::Result<(Connection, Peer, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (connection, peer) = listener.accept().await?;
    Ok((connection, peer, place))
}

/// A permit for a connection of `peer`; `None` if `peer` has no limit. If the limit is reached, it
/// is an error, and the connection is closed unread, because each open one costs memory.
fn share(
    shares: &Shares<Source>,
    proxies: &TrustedProxies,
    peer: Peer,
) -> Result<Option<OwnedSemaphorePermit>, TryAcquireError> {
    match peer {
        Peer::Tcp(address) if !proxies.contains(address) => match Source::of(address) {
            source if source.is_known() => shares.of(source).try_acquire_owned().map(Some),
            _ => Ok(None),
        },
        Peer::Tcp(_) | Peer::Unix => Ok(None),
    }
}

async fn hold<S>(stream: S, peer: Peer, routes: Router, mut stopping: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        routes.clone().oneshot(request.map(Body::new))
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(TIME_FOR_HEADER)
            .max_header_size(LARGEST_HEADER)
            .max_buf_size(2 * LARGEST_HEADER)
            .serve_connection(TokioIo::new(with_write_timeout(stream, TIME_TO_READ)), service)
    );
    tokio::select! {
        // The client or a limit has ended it. There is no one to send a response to.
        _ = connection.as_mut() => return,
        // The sender never sends; dropping it means that the daemon stops.
        _ = stopping.changed() => {}
        () = sleep(LIFE) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(TIME_TO_FINISH, connection).await;
}

fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::{Notify, oneshot};

    use super::*;
    use crate::config::Listen;

    async fn exchange(stream: &mut TcpStream, request: &[u8]) -> String {
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn finishes_what_is_under_way_and_takes_nothing_new() {
        let listener = Listener::open(&Listen::parse("127.0.0.1:0").unwrap()).await.unwrap();
        let address = listener.tcp_address().unwrap();
        let (asked, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell_asked, may_finish) = (Arc::clone(&asked), Arc::clone(&finish));
        let routes = Router::new().route(
            "/",
            get(|| async move {
                tell_asked.notify_one();
                may_finish.notified().await;
                "done"
            }),
        );
        let (stop, stopped) = oneshot::channel::<()>();
        let daemon = tokio::spawn(async move {
            let proxies = TrustedProxies::default();
            serve_on(listener, routes, &proxies, async { drop(stopped.await) }).await;
        });

        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        let answer = tokio::spawn(async move { exchange(&mut stream, request).await });
        asked.notified().await;
        stop.send(()).unwrap();
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        finish.notify_one();
        assert!(answer.await.unwrap().ends_with("done"));
        daemon.await.unwrap();
    }

    #[tokio::test]
    async fn refuses_a_header_that_is_too_large() {
        let listener = Listener::open(&Listen::parse("127.0.0.1:0").unwrap()).await.unwrap();
        let mut stream = TcpStream::connect(listener.tcp_address().unwrap()).await.unwrap();
        let daemon = tokio::spawn(async move {
            let proxies = TrustedProxies::default();
            serve_on(listener, Router::new(), &proxies, std::future::pending()).await;
        });
        let mut request = b"GET / HTTP/1.1\r\nhost: a\r\ncookie: ".to_vec();
        request.resize(LARGEST_HEADER, b'a');
        let answer = exchange(&mut stream, &request).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
        daemon.abort();
    }

    #[test]
    fn one_address_cannot_take_every_place_but_a_proxy_may() {
        let mut proxies = TrustedProxies::default();
        proxies.add("192.0.2.1").unwrap();
        let shares = Shares::new(MOST_OF_ONE_SOURCE);
        let connect = |address: &str| {
            share(&shares, &proxies, Peer::Tcp(address.parse().unwrap())).map_err(drop)
        };
        let held = (0..MOST_OF_ONE_SOURCE).map(|n| connect(&format!("2001:db8::{n:x}")));
        let mut held: Vec<_> = held.map(Result::unwrap).collect();
        assert_eq!(connect("2001:db8::ffff").map(drop), Err(()), "its neighbours are itself");
        held.push(connect("2001:db8:0:1::").unwrap());
        for unlimited in ["192.0.2.1", "127.0.0.1", "::1"] {
            assert!((0..MOST_CONNECTIONS).all(|_| connect(unlimited).is_ok()), "{unlimited}");
        }
        assert!(share(&shares, &proxies, Peer::Unix).is_ok());
        held.truncate(9);
        assert!(connect("2001:db8::ffff").is_ok(), "there is room again");
    }
}
