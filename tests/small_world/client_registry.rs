//! Clients: known by the document their `client_id` leads to.
//!
//! `http://localhost?…` describes itself (atproto OAuth, "Localhost Client Development"). An
//! `https` `client_id` is fetched, but over plain HTTP and from where the test says its origin is,
//! or it is given to the world as a document.

use super::refusal::Refusal;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;
use url::Url;

/// A client, from its metadata document.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    metadata: Value,
    keys: Vec<Value>,
    is_localhost: bool,
}

impl Client {
    /// Whether it authenticates with a key.
    pub(super) fn is_confidential(&self) -> bool {
        self.metadata["token_endpoint_auth_method"] == "private_key_jwt"
    }

    /// Its public key with this `kid`.
    pub(super) fn key(&self, kid: &str) -> Option<&Value> {
        self.keys.iter().find(|key| key["kid"] == kid)
    }

    /// Whether it registered this grant type.
    pub(super) fn has_grant(&self, grant: &str) -> bool {
        contains(&self.metadata["grant_types"], grant)
    }

    /// Whether it registered this scope value.
    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.metadata["scope"].as_str().unwrap_or_default().split(' ').any(|known| known == scope)
    }

    /// Refuses a client that registered a scope beyond these.
    pub(super) fn check_scopes(&self, known: Option<&[&str]>) -> Result<(), Refusal> {
        let Some(known) = known else { return Ok(()) };
        let mut scopes = self.metadata["scope"].as_str().unwrap_or_default().split(' ');
        if scopes.any(|scope| !known.contains(&scope)) {
            return Err(invalid("scope has a value that is not supported"));
        }
        Ok(())
    }

    /// Its home page.
    pub(super) fn home(&self) -> Option<String> {
        self.metadata["client_uri"].as_str().map(str::to_owned)
    }

    /// Whether it registered this address; the port of a loopback address does not count.
    pub(super) fn has_redirect(&self, redirect_uri: &str) -> bool {
        let Some(registered) = self.metadata["redirect_uris"].as_array() else { return false };
        registered.iter().filter_map(Value::as_str).any(|known| {
            known == redirect_uri
                || self.is_localhost && without_port(known) == without_port(redirect_uri)
        })
    }
}

/// Where clients are found.
pub(super) struct ClientRegistry {
    /// Origins of `client_ids`, and where each really listens.
    reached: Mutex<HashMap<String, String>>,
    given: Mutex<HashMap<String, Value>>,
    cached: Mutex<HashMap<String, (Client, i64)>>,
    /// How long a fetched client is believed, in seconds.
    cache_seconds: i64,
}

impl ClientRegistry {
    pub(super) fn new(cache_seconds: i64) -> Self {
        Self {
            reached: Mutex::default(),
            given: Mutex::default(),
            cached: Mutex::default(),
            cache_seconds,
        }
    }

    /// Finds clients of `origin` at `base` (`http://127.0.0.1:PORT`).
    pub(super) fn reach(&self, origin: &str, base: &str) {
        self.reached.lock().unwrap().insert(origin.to_owned(), base.to_owned());
    }

    /// Knows a client by its document, `jwks` inside.
    pub(super) fn give(&self, client_id: &str, metadata: Value) {
        self.given.lock().unwrap().insert(client_id.to_owned(), metadata);
    }

    /// The client of this id.
    pub(super) async fn find(&self, client_id: &str, now: i64) -> Result<Client, Refusal> {
        let id = Url::parse(client_id).map_err(|_| invalid_id("no URL"))?;
        if id.scheme() == "http" {
            return localhost(client_id, &id);
        }
        let given = self.given.lock().unwrap().get(client_id).cloned();
        if let Some(metadata) = given {
            let keys = keys(&metadata["jwks"]);
            return checked(client_id, metadata, keys);
        }
        if let Some((client, until)) = self.cached.lock().unwrap().get(client_id).cloned()
            && now < until
        {
            return Ok(client);
        }
        let metadata = self.fetch(&id).await?;
        let keys = match metadata["jwks_uri"].as_str().map(Url::parse) {
            Some(Ok(jwks_uri)) => keys(&self.fetch(&jwks_uri).await?),
            Some(Err(_)) => return Err(invalid("jwks_uri is no URL")),
            None => keys(&metadata["jwks"]),
        };
        let client = checked(client_id, metadata, keys)?;
        let until = now.saturating_add(self.cache_seconds);
        self.cached.lock().unwrap().insert(client_id.to_owned(), (client.clone(), until));
        Ok(client)
    }

    async fn fetch(&self, url: &Url) -> Result<Value, Refusal> {
        let origin = url.origin().ascii_serialization();
        let base = self.reached.lock().unwrap().get(&origin).cloned();
        let base = base.ok_or_else(|| invalid("nobody said where this client is"))?;
        let failed = |_| invalid("the document cannot be fetched");
        let http = http_client().map_err(failed)?;
        let from = format!("{base}{}", &url[url::Position::BeforePath..]);
        let request = http.get(from).header("accept", "application/json");
        let response = request.header("host", url.authority()).send().await.map_err(failed)?;
        let content_type = response.headers().get("content-type").cloned();
        let is_json =
            content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
        if response.status() != 200 || !is_json {
            return Err(invalid("the document must be a 200 of application/json"));
        }
        let body = response.bytes().await.map_err(failed)?;
        serde_json::from_slice(&body).map_err(|_| invalid("the document is no JSON"))
    }
}

#[expect(clippy::disallowed_methods, reason = "the small world shares no code with the daemon")]
fn http_client() -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
    builder.redirect(reqwest::redirect::Policy::none()).build()
}

/// The client that its own `client_id` describes.
fn localhost(client_id: &str, id: &Url) -> Result<Client, Refusal> {
    let is_localhost =
        id.host_str() == Some("localhost") && id.port().is_none() && id.path() == "/";
    if !is_localhost
        || !matches!(client_id.strip_prefix("http://localhost"), Some(rest) if rest.is_empty() || rest.starts_with(['?', '/']))
    {
        return Err(invalid_id("only http://localhost may be http"));
    }
    let (mut redirects, mut scope) = (Vec::new(), "atproto".to_owned());
    for (name, value) in id.query_pairs() {
        match &*name {
            "redirect_uri" => redirects.push(value.into_owned()),
            "scope" => scope = value.into_owned(),
            _ => return Err(invalid_id("only redirect_uri and scope may stand in it")),
        }
    }
    if redirects.iter().any(|uri| !is_loopback_ip(uri)) {
        return Err(invalid("redirect_uri must be http on 127.0.0.1 or [::1] (RFC 8252)"));
    }
    if redirects.is_empty() {
        redirects = ["http://127.0.0.1/", "http://[::1]/"].map(str::to_owned).to_vec();
    }
    let metadata = json!({
        "client_id": client_id,
        "application_type": "native",
        "redirect_uris": redirects,
        "scope": scope,
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
    });
    checked(client_id, metadata, Vec::new()).map(|client| Client { is_localhost: true, ..client })
}

/// What every metadata document must say (atproto OAuth, "Client ID Metadata Document").
fn checked(client_id: &str, metadata: Value, keys: Vec<Value>) -> Result<Client, Refusal> {
    if metadata["client_id"] != client_id {
        return Err(invalid("client_id is not the address of the document"));
    }
    if metadata["dpop_bound_access_tokens"] != true {
        return Err(invalid("dpop_bound_access_tokens must be true"));
    }
    if !contains(&metadata["response_types"], "code") {
        return Err(invalid("response_types must hold code"));
    }
    if keys.iter().any(|key| key.get("d").is_some()) {
        return Err(invalid("the jwks holds a private key"));
    }
    let client = Client { id: client_id.to_owned(), metadata, keys, is_localhost: false };
    if !client.has_scope("atproto") || !client.has_grant("authorization_code") {
        return Err(invalid("scope must hold atproto and grant_types authorization_code"));
    }
    match client.metadata["token_endpoint_auth_method"].as_str() {
        Some("none") => Ok(client),
        Some("private_key_jwt") if client.keys.is_empty() => Err(invalid("no keys")),
        Some("private_key_jwt")
            if client.metadata["token_endpoint_auth_signing_alg"] == "ES256" =>
        {
            Ok(client)
        }
        _ => Err(invalid("token_endpoint_auth_method must be none or private_key_jwt with ES256")),
    }
}

fn keys(jwks: &Value) -> Vec<Value> {
    jwks["keys"].as_array().cloned().unwrap_or_default()
}

fn contains(array: &Value, text: &str) -> bool {
    array.as_array().is_some_and(|values| values.iter().any(|value| value == text))
}

fn is_loopback_ip(redirect_uri: &str) -> bool {
    Url::parse(redirect_uri).is_ok_and(|url| {
        url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"))
    })
}

fn without_port(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    url.set_port(None).ok()?;
    Some(url)
}

fn invalid(why: &str) -> Refusal {
    Refusal::new("invalid_client_metadata", why)
}

fn invalid_id(why: &str) -> Refusal {
    Refusal::new("invalid_client_id", why)
}
