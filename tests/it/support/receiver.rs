//! The back-channel of a relying party: hears logout tokens, and answers as a test wants.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::serve::Listener;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::server::TlsStream;

use super::Daemon;

/// How it answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// With this status.
    Status(u16),
    /// With a redirect to this address.
    Redirect(String),
    /// Not at all.
    Hang,
}

/// A server on loopback that takes POSTs at any path.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    answer: Arc<Mutex<Answer>>,
    heard: mpsc::UnboundedReceiver<Heard>,
}

/// What came.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) form: Vec<(String, String)>,
}

#[derive(Clone)]
struct Ear {
    answer: Arc<Mutex<Answer>>,
    tell: mpsc::UnboundedSender<Heard>,
}

/// Long enough for a slow machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

impl Receiver {
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener.local_addr().unwrap().port(), listener)
    }

    fn on<L: Listener>(port: u16, listener: L) -> Self
    where
        L::Addr: std::fmt::Debug,
    {
        let answer = Arc::new(Mutex::new(Answer::Status(200)));
        let (tell, heard) = mpsc::unbounded_channel();
        let ear = Ear { answer: Arc::clone(&answer), tell };
        let routes = Router::new().fallback(any(hear)).with_state(ear);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { port, answer, heard }
    }

    /// A receiver that speaks TLS, no older than 1.3, and the certificate of the authority that nobody knows but it.
    pub(crate) async fn listen_tls() -> (Self, String) {
        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_protocol_versions(&[&TLS13])
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = tcp.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        (Self::on(port, Tls { tcp, acceptor }), signed.cert.pem())
    }

    /// From now on it answers so.
    pub(crate) fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// The next request.
    pub(crate) async fn hears(&mut self) -> Heard {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard.unwrap_or_else(|_| panic!("nobody called")).unwrap()
    }

    /// A request that has come by now, if there is one more.
    pub(crate) fn next_heard(&mut self) -> Option<Heard> {
        self.heard.try_recv().ok()
    }

    /// Whether nobody has called since.
    pub(crate) fn heard_nothing(&mut self) -> bool {
        self.next_heard().is_none()
    }
}

impl Heard {
    /// The claims of its logout token, verified as OIDC Back-Channel Logout §2.6 says.
    pub(crate) async fn claims(&self, daemon: &Daemon, client_id: &str) -> Value {
        let [(name, token)] = self.form.as_slice() else { panic!("one parameter: {self:?}") };
        assert_eq!(name, "logout_token");
        let header = decode_header(token).unwrap();
        assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
        assert!(matches!(header.alg, Algorithm::RS256 | Algorithm::ES256), "{header:?}");
        let jwks = daemon.request(reqwest::Method::GET, "/jwks").send().await.unwrap();
        let jwks: JwkSet = jwks.json().await.unwrap();
        let jwk = jwks.find(header.kid.as_deref().unwrap()).unwrap();
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&daemon.url]);
        validation.set_audience(&[client_id]);
        // The clock of the tests is not the machine's.
        validation.validate_exp = false;
        let claims: Value =
            decode(token, &DecodingKey::from_jwk(jwk).unwrap(), &validation).unwrap().claims;
        let now = daemon.clock.now();
        assert_eq!(claims["iat"], now);
        assert_eq!(claims["exp"], now + 120);
        assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 22));
        assert!(claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object());
        assert!(claims.get("nonce").is_none(), "§2.4 forbids it");
        claims
    }
}

struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.tcp).await;
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

async fn hear(
    State(ear): State<Ear>,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = url::form_urlencoded::parse(&body).into_owned().collect();
    let _ = ear.tell.send(Heard { path: uri.path().to_owned(), headers, form });
    let answer = ear.answer.lock().unwrap().clone();
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Redirect(to) => {
            (StatusCode::PERMANENT_REDIRECT, [("location", to)]).into_response()
        }
        Answer::Hang => std::future::pending().await,
    }
}
