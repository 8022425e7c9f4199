//! One HTTP server of the world on a port of its own: accept, read, answer, note what was seen.

use super::answer::{Answer, Asked};
use super::seen::Seen;
use super::tls::Tls;
use super::wire::{Slot, Trick, carry};
use super::world::{Site, World};
use super::{pds, plc};
use bytes::Bytes;
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::form_urlencoded;

/// Which server this is.
#[derive(Clone)]
pub(super) enum Role {
    Plc(Arc<World>),
    Pds(Arc<Site>),
}

impl Role {
    fn world(&self) -> &World {
        match self {
            Self::Plc(world) => world,
            Self::Pds(site) => &site.world,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Plc(_) => "plc",
            Self::Pds(site) => &site.name,
        }
    }

    async fn answer(&self, asked: &Asked) -> Answer {
        match self {
            Self::Plc(world) => plc::answer(world, asked),
            Self::Pds(site) => pds::answer(site, asked).await,
        }
    }
}

/// A listener on the loopback address; port 0 is any free one.
pub(super) async fn bind(port: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// Answers until it is aborted. Connections end with it.
pub(super) async fn serve(listener: TcpListener, role: Role) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        // Out of file descriptors or reset before it began: the next one may do better.
        let Ok((stream, _)) = listener.accept().await else { continue };
        connections.spawn(connection(stream, role.clone()));
    }
}

async fn connection(stream: TcpStream, role: Role) {
    // Small answers must not wait for the acknowledgement of the ones before.
    let _ = stream.set_nodelay(true);
    match role.world().tls.as_ref().map(Tls::acceptor) {
        None => speak(stream, role).await,
        Some(acceptor) => {
            // A failed handshake is the client's to report.
            if let Ok(stream) = acceptor.accept(stream).await {
                speak(stream, role).await;
            }
        }
    }
}

async fn speak<S>(stream: S, role: Role)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let slot = Slot::default();
    let (near, far) = duplex(64 * 1024);
    let laid = Arc::clone(&slot);
    let service = service_fn(move |request| {
        let (role, slot) = (role.clone(), Arc::clone(&laid));
        async move { Ok::<_, Infallible>(exchange(&role, request, &slot).await) }
    });
    let hyper = async move {
        // The error of a connection that broke off: the client saw it too.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(near), service).await;
    };
    let carried = carry(stream, far, slot);
    tokio::pin!(hyper, carried);
    tokio::select! {
        () = &mut hyper => carried.await,
        () = &mut carried => {}
    }
}

async fn exchange(role: &Role, request: Request<Incoming>, slot: &Slot) -> Response<Full<Bytes>> {
    let asked = take_apart(request).await;
    let mut answer = role.answer(&asked).await;
    role.world().seen.note(Seen {
        server: role.name().to_owned(),
        method: asked.method,
        path: asked.path,
        query: asked.query,
        headers: asked.headers,
        form: asked.form,
        status: answer.status(),
    });
    let response = answer.response();
    let trick = Trick { wire: answer.wire, headers: answer.raw_headers };
    *slot.lock().unwrap() = Some(trick);
    response
}

async fn take_apart(request: Request<Incoming>) -> Asked {
    let (parts, body) = request.into_parts();
    // A body that breaks off reads as an empty one: the request is refused for what it lacks.
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let is_form = headers.iter().any(|(name, value)| {
        name == "content-type" && value.starts_with("application/x-www-form-urlencoded")
    });
    let form = if is_form { pairs(&body) } else { Vec::new() };
    Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        headers,
        form,
        body,
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}
