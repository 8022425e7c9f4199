//! The HTTP server loop: accepts connections, serves them within limits, and ends them.
//! A connection waits for its first request, and ends gracefully.
//!
//! `axum::serve` has no time limits: an incomplete request could hold a connection for ever.

use std::convert::Infallible;
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
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use super::counted::Counted;
use super::first_request::{Arrival, Peek, first_request};
use super::listener::{Connection, Listener};
use super::peer::Peer;
use super::places::{Place, Places};
use super::refusals::Refusals;
use super::streamed::tell_when_whole;
use super::timeouts::with_write_timeout;
use crate::config::TrustedProxies;
use crate::limits::Source;

/// From the start of a connection to the end of its first request, and from the end of an answer to the
/// end of the next request's header. So this is also how long an idle connection is kept.
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

/// Serves `routes` until `shutdown` resolves, then finishes what is under way and returns, at the
/// latest after 25 seconds. `proxies` may have as many connections as they like, since each speaks for
/// many.
pub async fn serve_on(
    listener: Listener,
    routes: Router,
    proxies: &TrustedProxies,
    shutdown: impl Future<Output = ()>,
) {
    let (arrivals, places) = Places::of_this_process();
    let refusals = Arc::new(Refusals::new());
    let (stop, stopping) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = shutdown.as_mut() => break,
            accepted = accept(&listener, &arrivals, proxies) => accepted,
        };
        match accepted {
            Ok(Accepted { connection, client, place: Some(place) }) => {
                let service = Service {
                    client,
                    routes: routes.clone(),
                    places: Arc::clone(&places),
                    refusals: Arc::clone(&refusals),
                    stopping: stopping.clone(),
                };
                tokio::spawn(async move {
                    match connection {
                        Connection::Tcp(stream) => receive(stream, place, service).await,
                        Connection::Unix(stream) => receive(stream, place, service).await,
                    }
                });
            }
            // It is closed unread.
            Ok(Accepted { client, place: None, .. }) => too_many(client),
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
    let requests = arrivals.under_way() + places.under_way();
    let seconds = TIME_TO_FINISH.as_secs();
    tracing::info!(
        requests,
        "requests under way are answered first, for {seconds} seconds at most"
    );
    drop(stop);
    let all_free = async {
        arrivals.all_free().await;
        places.all_free().await;
    };
    if timeout(TIME_TO_FINISH, all_free).await.is_err() {
        let connections = places.taken();
        tracing::warn!(connections, "leaving before every request is answered");
    }
}

struct Accepted {
    connection: Connection,
    client: Client,
    /// None if its source has no place for it.
    place: Option<Place>,
}

/// The other side of a connection.
#[derive(Clone, Copy, Debug)]
struct Client {
    peer: Peer,
    /// Whose share of the places it takes; nobody's if it speaks for many.
    source: Option<Source>,
}

/// What a connection is served with.
struct Service {
    client: Client,
    routes: Router,
    places: Arc<Places>,
    refusals: Arc<Refusals>,
    stopping: watch::Receiver<()>,
}

/// Accepts a connection before there is a place for it: only who is there makes another one leave.
async fn accept(
    listener: &Listener,
    arrivals: &Arc<Places>,
    proxies: &TrustedProxies,
) -> io::Result<Accepted> {
    let (connection, peer) = listener.accept().await?;
    let client = Client { peer, source: source(proxies, peer) };
    let place = arrivals.take(client.source).await;
    Ok(Accepted { connection, client, place })
}

/// Whose share of the places a connection of `peer` takes; nobody's if it speaks for many.
fn source(proxies: &TrustedProxies, peer: Peer) -> Option<Source> {
    match peer {
        Peer::Tcp(address) if !proxies.contains(address) => {
            Some(Source::of(address)).filter(|source| source.is_known())
        }
        Peer::Tcp(_) | Peer::Unix => None,
    }
}

fn too_many(client: Client) {
    tracing::debug!(peer = ?client.peer, "too many requests under way of one address");
}

/// Waits for the first request, and then serves the connection until it ends or has to give its place up.
async fn receive<S>(stream: S, arrival: Place, service: Service)
where
    S: Peek + AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let first = wait_for_request(stream, &arrival, service.stopping.clone()).await;
    let Some((stream, first)) = first else { return };
    let is_whole = match first {
        Arrival::Whole => true,
        Arrival::Begun => false,
        Arrival::Ended => return,
    };
    // From here on it is not ended for those who arrive.
    if !arrival.begin() {
        return;
    }
    let (places, source) = (&service.places, service.client.source);
    let place = async {
        if is_whole { places.take_for_request(source).await } else { places.take(source).await }
    };
    // By then whoever asked has gone.
    let place = timeout(TIME_TO_FINISH, place).await.ok().flatten();
    drop(arrival);
    let Some(place) = place else { return too_many(service.client) };
    let place = Arc::new(place);
    // On the heap, because this task is to be small while it waits.
    let served = Box::pin(serve(stream, Arc::clone(&place), service));
    tokio::select! {
        () = place.given_up() => {}
        () = served => {}
    }
}

/// None if there will be none: the connection is broken, says too little for too long, has to give its
/// place up, or the daemon stops.
async fn wait_for_request<S: Peek>(
    stream: S,
    arrival: &Place,
    mut stopping: watch::Receiver<()>,
) -> Option<(S, Arrival)> {
    tokio::select! {
        // What has come already is answered, even if the daemon stops.
        biased;
        first = timeout(TIME_FOR_HEADER, first_request(stream)) => first.ok()?.ok(),
        () = arrival.given_up() => None,
        // The sender never sends; dropping it means that the daemon stops.
        _ = stopping.changed() => None,
    }
}

async fn serve<S>(stream: S, place: Arc<Place>, service: Service)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Service { client, routes, refusals, mut stopping, .. } = service;
    let stream = Counted::new(with_write_timeout(stream, TIME_TO_READ), Arc::clone(&place));
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(client.peer);
        request.extensions_mut().insert(Arc::clone(&place));
        let (answer, place) = (routes.clone().oneshot(request.map(Body::new)), Arc::clone(&place));
        let refusals = Arc::clone(&refusals);
        async move {
            let Ok(answer) = answer.await;
            let answer = tell_when_whole(answer, place);
            Ok::<_, Infallible>(refusals.hold_back(answer).await)
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(TIME_FOR_HEADER)
            .max_header_size(LARGEST_HEADER)
            .max_buf_size(2 * LARGEST_HEADER)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        // The client or a limit has ended it. There is no one to send a response to.
        _ = connection.as_mut() => return,
        // As above: the daemon stops.
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
    fn a_proxy_speaks_for_many_and_takes_nobodys_share() {
        let mut proxies = TrustedProxies::default();
        proxies.add("192.0.2.1").unwrap();
        let of = |address: &str| source(&proxies, Peer::Tcp(address.parse().unwrap()));
        for unlimited in ["192.0.2.1", "127.0.0.1", "::1"] {
            assert_eq!(of(unlimited), None, "{unlimited}");
        }
        assert_eq!(source(&proxies, Peer::Unix), None);
        assert!(of("192.0.2.2").is_some());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff"), "its neighbours are itself");
    }
}
