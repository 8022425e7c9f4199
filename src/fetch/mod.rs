//! The HTTP client: the only code that sends HTTP requests and DNS queries.
//! It is safe for untrusted URLs (SSRF).
//!
//! It returns a complete response within the given limits, or a [`FetchError`]. Only this module
//! enforces these rules:
//!
//! * The rules of the [`Network`] hold at every hop. Only the address that was checked is used.
//! * No proxy is taken from the environment. Only [`Fetch::get_following`] follows redirects.
//! * Every request has limits of size and time. What a server packs is unpacked within the same size.
//!
//! This module must not know the purpose of a request.

mod addresses;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod names;
mod one_address;
mod own_address;
mod places;
mod request;
mod response;
mod servers;
mod visits;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Certificate, Client, RequestBuilder, redirect};
use tokio::time::{Instant, timeout_at};
use url::Url;

pub use self::error::{FetchError, JsonFault, SetupError, TlsFault, json};
pub use self::names::{Family, NameFault};
use self::names::{Names, OTHER_PORT};
pub use self::one_address::{Allowance, OneAddress, OneAddressError};
use self::places::{Place, Places};
use self::request::{post, with_headers};
pub use self::response::Response;
pub use self::servers::server_of;
use self::visits::{ERRAND, Errand, Visits};
use crate::limits::Source;
use crate::network::Network;

/// Sends requests. Clones share their connections.
#[derive(Clone)]
pub struct Fetch {
    client: Client,
    names: Names,
    network: Arc<Network>,
    /// Limits the concurrent requests and queries of all clones together.
    places: Places,
    visits: Visits,
    errand: Option<Errand>,
    source: Source,
    deadline: Option<Instant>,
}

/// The limits of a response.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body: usize,
    /// The time from the start of the request to the last byte of its response.
    pub time: Duration,
}

impl Limits {
    /// 64 KiB within 10 seconds, which is enough for any document of an honest server.
    pub const DEFAULT: Self = Self { body: 64 * 1024, time: Duration::from_secs(10) };
}

const MOST_REDIRECTS: usize = 5;

impl std::fmt::Debug for Fetch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fetch")
    }
}

impl Fetch {
    /// A client for `network`, which looks up names at `dns_server` (default: the system's
    /// resolver).
    ///
    /// # Errors
    /// [`SetupError`] if the settings of the resolver, or the certificates of the system or test
    /// network, cannot be read.
    pub fn new(network: Network, dns_server: Option<SocketAddr>) -> Result<Self, SetupError> {
        let network = Arc::new(network);
        let names = Names::new(Arc::clone(&network), dns_server).map_err(SetupError::Resolver)?;
        let https_only = !matches!(*network, Network::Loopback);
        let client = client(&network, https_only, None, names.clone())?;
        let (places, visits) = (Places::new(), Visits::new(None, Vec::new()));
        let (errand, source, deadline) = (None, Source::UNKNOWN, None);
        Ok(Self { client, names, network, places, visits, errand, source, deadline })
    }

    /// The network that it may reach.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// A clone with a deadline: all its requests together must end within `time` from now.
    #[must_use]
    pub fn within(&self, time: Duration) -> Self {
        let end = Instant::now() + time;
        let deadline = Some(self.deadline.map_or(end, |earlier| earlier.min(end)));
        Self { deadline, ..self.clone() }
    }

    /// A client with connections of its own that reaches servers at addresses of this family alone.
    ///
    /// # Errors
    /// [`SetupError`] if the certificates cannot be read.
    pub fn over(&self, family: Family) -> Result<Self, SetupError> {
        let names = self.names.over(family);
        let https_only = !matches!(*self.network, Network::Loopback);
        let client = client(&self.network, https_only, None, names.clone())?;
        Ok(Self { client, names, ..self.clone() })
    }

    /// Notes that the server of `url` has completed a login: some places are kept for it.
    pub fn prove(&self, url: &Url) {
        self.places.prove(url);
    }

    /// A clone with concurrency limits of its own, so that a slow server here does not delay other
    /// requests.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { places: Places::new(), ..self.clone() }
    }

    /// Limits how many errands may use a server per minute, unless it is in `free` (hosts, with or
    /// without a port).
    #[must_use]
    pub fn with_visits(self, per_minute: Option<NonZeroU32>, free: Vec<String>) -> Self {
        Self { visits: Visits::new(per_minute, free), ..self }
    }

    /// Admits so many errands from now on, for all clones of this.
    pub fn set_visits(&self, per_minute: Option<NonZeroU32>) {
        self.visits.set(per_minute);
    }

    /// Takes these hosts for ones that have completed a login lately: the operator names them.
    #[must_use]
    pub fn with_known_servers(self, hosts: impl IntoIterator<Item = String>) -> Self {
        Self { places: self.places.with_known(hosts), ..self }
    }

    /// The same for requests that `source` causes. Sources share the places there are.
    #[must_use]
    pub fn on_behalf_of(&self, source: Source) -> Self {
        Self { source, ..self.clone() }
    }

    /// The same for one errand of its source that begins at `now` (unix seconds): it is counted at each
    /// server that it visits.
    #[must_use]
    pub fn errand(&self, now: i64) -> Self {
        Self { errand: Some(self.visits.errand(now, self.source)), ..self.clone() }
    }

    /// The same for an account that has signed in before.
    #[must_use]
    pub fn errand_of_known_account(&self, now: i64) -> Self {
        let errand = self.visits.errand(now, self.source).of_known_account();
        Self { errand: Some(errand), ..self.clone() }
    }

    /// GETs `url`. Redirects are not followed, but returned.
    pub async fn get(&self, url: &Url, limits: Limits) -> Result<Response, FetchError> {
        self.send(url, self.client.get(url.clone()), limits).await
    }

    /// GETs `url` with `headers`. Redirects are not followed, but returned.
    pub async fn get_with(
        &self,
        url: &Url,
        headers: &[(&'static str, &str)],
        limits: Limits,
    ) -> Result<Response, FetchError> {
        self.send(url, with_headers(self.client.get(url.clone()), headers), limits).await
    }

    /// GETs `url` and follows up to five redirects, each checked like the first URL. It is for
    /// handle files only, whose specification allows it. The time of `limits` is for all requests
    /// together.
    pub async fn get_following(&self, url: &Url, limits: Limits) -> Result<Response, FetchError> {
        let chase = self.within(limits.time);
        let mut url = url.clone();
        for hop in 0..=MOST_REDIRECTS {
            if hop > 0 {
                self.network.check_redirect(&url)?;
            }
            let response = chase.get(&url, limits).await?;
            if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let location = response.header(LOCATION.as_str()).ok_or(FetchError::Redirect)?;
            url = url.join(location).map_err(|_| FetchError::Redirect)?;
        }
        Err(FetchError::Redirect)
    }

    /// POSTs `form` with `headers`. The body is wiped from memory when dropped.
    pub async fn post_form(
        &self,
        url: &Url,
        headers: &[(&'static str, &str)],
        form: &[(&str, &str)],
        limits: Limits,
    ) -> Result<Response, FetchError> {
        self.send(url, with_headers(post(&self.client, url, form), headers), limits).await
    }

    /// The TXT records of `name`. If there is none, the error is [`NameFault::NoRecord`].
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, FetchError> {
        let query = async {
            let place = self.places.any(self.source).await;
            place.while_held(self.names.txt(name)).await
        };
        let found = timeout_at(self.until(Limits::DEFAULT.time), query).await;
        Ok(found.ok().flatten().ok_or(FetchError::TimedOut)??)
    }

    /// All addresses that DNS has for `name`, also those that no request may go to.
    pub async fn addresses_in_dns(&self, name: &str) -> Result<Vec<IpAddr>, FetchError> {
        let query = self.names.in_dns(name);
        let found = timeout_at(self.until(Limits::DEFAULT.time), query).await;
        Ok(found.map_err(|_| FetchError::TimedOut)??)
    }

    async fn send(
        &self,
        url: &Url,
        request: RequestBuilder,
        limits: Limits,
    ) -> Result<Response, FetchError> {
        self.network.check_url(url)?;
        let server = server_of(url);
        let is_proven = self.places.is_proven(&server);
        if self.errand.as_ref().is_some_and(|errand| !errand.may_visit(&server, is_proven)) {
            return Err(FetchError::TooManyVisits);
        }
        let place = async {
            let place = self.places.with(url, self.source).await.ok_or(FetchError::TimedOut)?;
            if is_proven { Ok(place) } else { place.at_its_addresses(&server, self.source) }
        };
        let answer = send_in_turn(place, request, limits.body, self.until(limits.time));
        // The resolver counts the addresses, and knows nothing else of the request. Boxed: whatever may send
        // a request would carry its size.
        let answer = Box::pin(ERRAND.scope(self.errand.clone(), answer));
        OTHER_PORT.scope(url.port().is_some(), answer).await
    }

    fn until(&self, time: Duration) -> Instant {
        let end = Instant::now() + time;
        self.deadline.map_or(end, |deadline| deadline.min(end))
    }
}

/// Waits for a place and sends `request`, until `until` or until the place has to be given up.
async fn send_in_turn(
    place: impl Future<Output = Result<Place, FetchError>>,
    request: RequestBuilder,
    longest: usize,
    until: Instant,
) -> Result<Response, FetchError> {
    // Boxed: whatever may send a request would carry its size several times.
    let exchange = Box::pin(async {
        let response = request.send().await.map_err(FetchError::from_reqwest)?;
        Response::read(response, longest).await
    });
    let exchange = async { place.await?.while_held(exchange).await.ok_or(FetchError::TimedOut)? };
    timeout_at(until, exchange).await.map_err(|_| FetchError::TimedOut)?
}

/// A client that trusts only the authority `ca_pem`, or that of the network if it is `None`.
#[expect(clippy::disallowed_methods, reason = "the one place that builds an HTTP client")]
fn client(
    network: &Network,
    https_only: bool,
    ca_pem: Option<&[u8]>,
    names: Names,
) -> Result<Client, SetupError> {
    let as_it_is = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
    let builder = Client::builder()
        .default_headers(as_it_is)
        .user_agent(concat!("ATLogin/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(names))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only()
        .https_only(https_only)
        .connect_timeout(Duration::from_secs(5))
        // This is long enough for the requests of one login. It is short because strangers choose
        // the hosts, and each idle connection uses a file descriptor.
        .pool_idle_timeout(Duration::from_secs(2))
        .pool_max_idle_per_host(8);
    let of_network = match network {
        Network::Test(network) => Some(network.ca_pem.as_slice()),
        Network::Public | Network::PublicWith(_) | Network::Loopback => None,
    };
    if let Some(ca_pem) = ca_pem.or(of_network) {
        let roots = Certificate::from_pem_bundle(ca_pem).map_err(SetupError::Authority)?;
        if roots.is_empty() {
            return Err(SetupError::NoCertificate);
        }
        return builder.tls_certs_only(roots).build().map_err(SetupError::Authority);
    }
    builder.build().map_err(SetupError::Client)
}

#[cfg(test)]
mod tests;
