//! atrium's OAuth client, pointed at a small world, and a browser of two requests.

use crate::small_world::SmallWorld;
use atrium_identity::did::{CommonDidResolver, CommonDidResolverConfig};
use atrium_identity::handle::{AtprotoHandleResolver, AtprotoHandleResolverConfig, DnsTxtResolver};
use atrium_oauth::store::session::MemorySessionStore;
use atrium_oauth::store::state::MemoryStateStore;
use atrium_oauth::{
    AtprotoClientMetadata, AtprotoLocalhostClientMetadata, AuthMethod, CallbackParams, GrantType,
    KnownScope, OAuthClient, OAuthClientConfig, OAuthResolverConfig, Scope,
};
use atrium_xrpc::HttpClient;
use atrium_xrpc::http::{Request, Response};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use url::{Url, form_urlencoded};

/// Where the judge lets itself be called back.
pub(super) const REDIRECT_URI: &str = "http://127.0.0.1:9410/callback";

pub(super) type Client = OAuthClient<
    MemoryStateStore,
    MemorySessionStore,
    CommonDidResolver<Carrier>,
    AtprotoHandleResolver<Txt, Carrier>,
    Carrier,
>;

type Form = Vec<(String, String)>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

// The bound that `OAuthClient::new` needs is a private trait of atrium; its fields are public.
macro_rules! config {
    ($world:expr, $carrier:expr, $metadata:expr, $key:expr) => {{
        let (resolver, carrier, key): (_, Carrier, Option<&Value>) =
            (resolver($world, &$carrier), $carrier, $key);
        OAuthClientConfig {
            client_metadata: $metadata,
            keys: key.map(|key| vec![serde_json::from_value(key.clone()).unwrap()]),
            state_store: MemoryStateStore::default(),
            session_store: MemorySessionStore::default(),
            resolver,
            http_client: carrier,
        }
    }};
}
/// A localhost client.
pub(super) fn public(world: &SmallWorld) -> Arc<Client> {
    public_meddled(world, |_| {})
}

/// A localhost client whose forms are changed on their way out.
pub(super) fn public_meddled(
    world: &SmallWorld,
    meddle: impl Fn(&mut Form) + Send + Sync + 'static,
) -> Arc<Client> {
    let metadata = AtprotoLocalhostClientMetadata {
        redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
        scopes: Some(vec![Scope::Known(KnownScope::Atproto)]),
    };
    let carrier = Carrier::to(world, meddle);
    Arc::new(OAuthClient::new(config!(world, carrier, metadata, None)).unwrap())
}

/// A client with a key, known to the world by the document it would publish.
pub(super) fn confidential(world: &SmallWorld, client_id: &str, key: &Value) -> Arc<Client> {
    confidential_meddled(world, client_id, key, |_| {})
}

/// The same, and its forms are changed on their way out.
pub(super) fn confidential_meddled(
    world: &SmallWorld,
    client_id: &str,
    key: &Value,
    meddle: impl Fn(&mut Form) + Send + Sync + 'static,
) -> Arc<Client> {
    let (client, document) = unpublished(world, client_id, key, meddle);
    world.give_client(client_id, document);
    client
}

/// A client with a key that the world does not know, and the document it would publish.
pub(super) fn unpublished(
    world: &SmallWorld,
    client_id: &str,
    key: &Value,
    meddle: impl Fn(&mut Form) + Send + Sync + 'static,
) -> (Arc<Client>, Value) {
    let metadata = AtprotoClientMetadata {
        client_id: client_id.to_owned(),
        client_uri: None,
        redirect_uris: vec!["https://judge.internal/callback".to_owned()],
        token_endpoint_auth_method: AuthMethod::PrivateKeyJwt,
        grant_types: vec![GrantType::AuthorizationCode],
        scopes: vec![Scope::Known(KnownScope::Atproto)],
        jwks_uri: None,
        token_endpoint_auth_signing_alg: Some("ES256".to_owned()),
    };
    let carrier = Carrier::to(world, meddle);
    let client = OAuthClient::new(config!(world, carrier, metadata, Some(key))).unwrap();
    let mut document = serde_json::to_value(&client.client_metadata).unwrap();
    document["response_types"] = json!(["code"]); // atrium has no word for it
    (Arc::new(client), document)
}

type Resolvers =
    OAuthResolverConfig<CommonDidResolver<Carrier>, AtprotoHandleResolver<Txt, Carrier>>;

#[expect(clippy::default_trait_access, reason = "atrium does not export these types")]
fn resolver(world: &SmallWorld, carrier: &Carrier) -> Resolvers {
    let http_client = Arc::new(carrier.clone());
    let did_resolver = CommonDidResolver::new(CommonDidResolverConfig {
        plc_directory_url: world.plc_url(),
        http_client: Arc::clone(&http_client),
    });
    let dns_txt_resolver = Txt::of(world);
    let handle_resolver =
        AtprotoHandleResolver::new(AtprotoHandleResolverConfig { dns_txt_resolver, http_client });
    OAuthResolverConfig {
        did_resolver,
        handle_resolver,
        authorization_server_metadata: Default::default(),
        protected_resource_metadata: Default::default(),
    }
}

/// A fresh private key as a JWK.
pub(super) fn key_pair(kid: &str) -> Value {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().unwrap();
    let point = pair.public_key().as_ref(); // 4, x, y
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid,
        "x": text(&point[1..33]), "y": text(&point[33..]), "d": text(private.as_ref()),
    })
}

/// Presses "Authorize" on the sign-in form; the status, and the parameters the browser comes back
/// with.
pub(super) async fn fill_the_form(address: &str, password: &str) -> (u16, Form) {
    let browser = http(reqwest_builder());
    let page = browser.get(address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Authorize</button>") && page.contains("Deny access</button>"));
    let mut form: Form = Url::parse(address).unwrap().query_pairs().into_owned().collect();
    let typed = [("username", "Alice.pds.test"), ("password", password), ("decision", "authorize")];
    form.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let action = address.split('?').next().unwrap();
    let request = browser.post(action).body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.send().await.unwrap();
    let location = answer.headers().get("location").map(|value| value.to_str().unwrap());
    let back = location.map(|address| Url::parse(address).unwrap());
    let back = back.map(|address| address.query_pairs().into_owned().collect());
    (answer.status().as_u16(), back.unwrap_or_default())
}

/// Follows the browser to the authorization page; the parameters it comes back with.
pub(super) async fn browse(address: &str) -> Form {
    returned(&http(reqwest_builder()), address).await
}

/// The status of a page.
pub(super) async fn status(address: &str) -> u16 {
    http(reqwest_builder()).get(address).send().await.unwrap().status().as_u16()
}

/// The same through the names of a world with TLS.
pub(super) async fn browse_tls(world: &SmallWorld, address: &str) -> Form {
    returned(&http(trusting(world)), address).await
}

async fn returned(browser: &reqwest::Client, address: &str) -> Form {
    let answer = browser.get(address).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap();
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

/// What atrium wants to know of the answer.
pub(super) fn callback(answer: &[(String, String)]) -> CallbackParams {
    let value = |name| crate::small_world::parameter(answer, name).map(str::to_owned);
    CallbackParams { code: value("code").unwrap(), state: value("state"), iss: value("iss") }
}

/// Carries atrium's requests, and may change their forms.
#[derive(Clone)]
pub(super) struct Carrier {
    http: reqwest::Client,
    meddle: Arc<dyn Fn(&mut Form) + Send + Sync>,
}

impl Carrier {
    fn to(world: &SmallWorld, meddle: impl Fn(&mut Form) + Send + Sync + 'static) -> Self {
        Self { http: http(trusting(world)), meddle: Arc::new(meddle) }
    }
}

impl HttpClient for Carrier {
    async fn send_http(
        &self,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, BoxError> {
        let mut form: Form = form_urlencoded::parse(request.body()).into_owned().collect();
        (self.meddle)(&mut form);
        *request.body_mut() = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish()
            .into_bytes();
        let answer = self.http.execute(request.try_into()?).await?;
        let mut response = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        Ok(response.body(answer.bytes().await?.to_vec())?)
    }
}

/// Looks TXT records up at the world's name server.
pub(super) struct Txt(TokioResolver);

impl Txt {
    fn of(world: &SmallWorld) -> Self {
        let address = world.dns_server();
        let mut server = NameServerConfig::udp_and_tcp(address.ip());
        for connection in &mut server.connections {
            connection.port = address.port();
        }
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
        let provider = TokioRuntimeProvider::default();
        Self(TokioResolver::builder_with_config(config, provider).build().unwrap())
    }
}

impl DnsTxtResolver for Txt {
    async fn resolve(&self, query: &str) -> Result<Vec<String>, BoxError> {
        use hickory_resolver::proto::rr::RData;
        let found = self.0.txt_lookup(format!("{query}.")).await?;
        let mut texts = Vec::new();
        for record in found.answers() {
            if let RData::TXT(txt) = &record.data {
                texts.push(txt.to_string());
            }
        }
        Ok(texts)
    }
}

#[expect(clippy::disallowed_methods, reason = "the judge shares no code with the daemon")]
fn reqwest_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none())
}

/// A client that finds and trusts the hosts of a world with TLS.
fn trusting(world: &SmallWorld) -> reqwest::ClientBuilder {
    let mut builder = reqwest_builder();
    if let Some(ca_file) = world.ca_file() {
        let pem = std::fs::read(ca_file).unwrap();
        builder = builder.tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()]);
        for (host, port) in world.hosts() {
            builder = builder.resolve(&host, SocketAddr::from(([127, 0, 0, 1], port)));
        }
    }
    builder
}

fn http(builder: reqwest::ClientBuilder) -> reqwest::Client {
    builder.build().unwrap()
}
