//! An HTTP server with TLS whose answers and certificates change while it runs.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// A request with its whole body.
pub(super) type Asked = Request<Bytes>;
/// A whole response.
pub(super) type Answer = Response<Full<Bytes>>;
/// What a server answers.
pub(super) type Handler = Arc<dyn Fn(Asked) -> BoxFuture<'static, Answer> + Send + Sync>;

/// It ends when this is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    acceptor: Arc<Mutex<Option<TlsAcceptor>>>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Listens at `address`, where port 0 is any.
    pub(super) async fn start(
        address: &str,
        acceptor: Option<TlsAcceptor>,
        handler: Handler,
    ) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = Arc::new(Mutex::new(acceptor));
        let shown = Arc::clone(&acceptor);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, handler) = (shown.lock().unwrap().clone(), Arc::clone(&handler));
                connections.spawn(async move {
                    match acceptor {
                        None => speak(stream, handler).await,
                        Some(acceptor) => {
                            // A failed handshake is the client's to report.
                            if let Ok(stream) = acceptor.accept(stream).await {
                                speak(stream, handler).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, acceptor, _tasks: tasks }
    }

    /// From now on it shows another certificate, or none.
    pub(super) fn show(&self, acceptor: Option<TlsAcceptor>) {
        *self.acceptor.lock().unwrap() = acceptor;
    }
}

async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin, handler: Handler) {
    let service = service_fn(move |request: Request<Incoming>| {
        let handler = Arc::clone(&handler);
        async move {
            let (parts, body) = request.into_parts();
            let body =
                body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            Ok::<_, Infallible>(handler(Request::from_parts(parts, body)).await)
        }
    });
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An answer of a few words.
pub(super) fn answer(status: u16, content_type: &str, body: impl Into<Bytes>) -> Answer {
    let response = Response::builder().status(status).header("content-type", content_type);
    response.body(Full::new(body.into())).unwrap()
}
