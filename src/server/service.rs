//! Builds all parts of the daemon and joins their routes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use tokio::task::AbortHandle;
use url::{Position, Url};

use super::arrival;
use super::client_address::ClientAddresses;
use super::guard::guard;
use super::health;
use super::host_check::HostCheck;
use super::not_found;
use super::our_clients::{identity, published};
use super::relying_parties;
use crate::atproto::{self, Origin, OurClientKeys, Published};
use crate::client::{ACCOUNT_CLIENT_ID, Client, TRY_IT_CLIENT_ID};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::fetch::{Fetch, SetupError, server_of};
use crate::limits::{ByteCount, Most};
use crate::locale::{Everywhere, Languages};
use crate::login::followed::Followed;
use crate::login::just_ended::JustEnded;
use crate::login::newcomers::Newcomers;
use crate::login::outcomes::Outcomes;
use crate::login::own_network::OwnNetwork;
use crate::login::person::claims::PersonClaims;
use crate::login::person::lookup_failures::LookupFailures;
use crate::login::person::lookups::Lookups;
use crate::login::person::recognition::People;
use crate::login::person::sign_out::SignOut;
use crate::login::start_limits::StartLimits;
use crate::login::store::client_key::StoredClientKeys;
use crate::login::{self, Bridge};
use crate::oidc::endpoint::backchannel_logout::{LogoutNotifier, LogoutSender};
use crate::oidc::{
    self, Audit, CheckAccount, ClientLimits, Clients, Context, Issuer, KeysOfClients, Provider,
    SigningKeys, SubjectIdentifiers,
};
use crate::web::cookie::Cookies;
use crate::web::methods::say_allowed;
use crate::web::{Site, assets, language};

/// All of ATLogin except the listening socket.
pub struct Service {
    pub(super) provider: Arc<Provider>,
    /// `None` for a localhost client.
    pub(super) client_keys: Option<StoredClientKeys>,
    routes: Router,
    /// What browsers have yet to come for.
    outcomes: Outcomes,
    /// Wakes the sender of logout tokens.
    notifier: LogoutNotifier,
    sender: AbortHandle,
    /// The relying parties that are part of it.
    pub(super) built_in: Vec<Client>,
    pub(super) start_limits: Arc<StartLimits>,
}

/// Why the service cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The state directory cannot be created.
    #[error("cannot make the state directory {0}: {1}")]
    StateDirectory(PathBuf, #[source] std::io::Error),
    /// The database cannot be opened or brought up to date.
    #[error("cannot use the database {0}: {1}")]
    Database(PathBuf, #[source] DbError),
    /// The HTTP client cannot be set up.
    #[error(transparent)]
    Fetch(#[from] SetupError),
}

impl Service {
    /// Builds the service. On the first start it creates the database and its keys.
    ///
    /// # Errors
    /// [`BuildError`] names the path that caused it.
    pub async fn build(config: &Config, clock: Clock) -> Result<Self, BuildError> {
        let db = open_database(config).await?;
        let path = config.database();
        let blame = |source| BuildError::Database(path.clone(), source);
        let keys = SigningKeys::load_or_generate(db.clone(), clock.clone(), config.key_lifetime)
            .await
            .map_err(blame)?;
        let client_keys = match config.public_url.loopback() {
            Some(_) => None,
            None => Some(
                StoredClientKeys::load_or_generate(db.clone(), clock.clone(), config.key_lifetime)
                    .await
                    .map_err(blame)?,
            ),
        };
        let in_use = client_keys.as_ref().map(StoredClientKeys::in_use);
        let published = in_use.clone().map(|keys| published(config, keys));
        let notifier = LogoutNotifier::default();
        let built_in = relying_parties::built_in(config);
        let context = context(config, &db, clock)?;
        let people = Arc::new(people(config, context.clone(), in_use, notifier.clone()));
        let languages = Arc::new(languages(config));
        let provider = Arc::new(Provider {
            issuer: Issuer::new(config.public_url.as_str()),
            keys_of_clients: KeysOfClients::new(context.fetch.clone(), context.clock.clone()),
            client_limits: ClientLimits::new(config.limits.requests_per_client),
            most_pushed: Most::new(config.limits.unopened_logins),
            pushed_bytes: ByteCount::default(),
            keys,
            names: SubjectIdentifiers::load_or_generate(&db).await.map_err(blame)?,
            ui_locales: languages.tags(),
            people: Arc::clone(&people) as Arc<dyn CheckAccount>,
            context,
        });
        // A kind of keys whose last client was taken out of the file for this start stays published.
        let in_use = provider.context.clients.algorithms().await.map_err(blame)?;
        provider.keys.note_used(&in_use).await.map_err(blame)?;
        let sender = LogoutSender::new(Arc::clone(&provider), notifier.clone());
        let sender = tokio::spawn(sender.run()).abort_handle();
        let bridge = bridge(config, Arc::clone(&provider), people, published);
        let outcomes = bridge.outcomes.clone();
        let start_limits = Arc::clone(&bridge.start_limits);
        let routes = routes(config, bridge, languages);
        Ok(Self {
            provider,
            client_keys,
            routes,
            outcomes,
            notifier,
            sender,
            built_in,
            start_limits,
        })
    }

    /// All routes, with all middleware.
    pub fn routes(&self) -> Router {
        self.routes.clone()
    }

    /// The tasks to run once a minute: wakes the sender of logout tokens, deletes expired rows, and
    /// rotates keys. Each task may run late, or in another process at the same time.
    pub async fn housekeep(&self) {
        self.notifier.notify();
        let context = &self.provider.context;
        self.outcomes.forget_old(context.now());
        if let Err(error) = login::store::keep_within_budgets(&context.db, context.now()).await {
            tracing::error!(%error, "cannot delete what is too much");
        }
        let sweeps = oidc::store::SWEEPS.iter().chain(&login::store::SWEEPS);
        match context.db.sweep(sweeps, context.now()).await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "swept"),
            Err(error) => tracing::error!(%error, "cannot sweep the database"),
        }
        context.audit.tidy(&context.db, context.now()).await;
        if let Err(error) = self.provider.keep_keys().await {
            tracing::error!(%error, "cannot turn the signing keys");
        }
        if let Some(keys) = &self.client_keys
            && let Err(error) = keys.rotate_when_due().await
        {
            tracing::error!(%error, "cannot turn the keys of the client");
        }
    }

    /// Writes the refusals that were counted last, and closes the database.
    pub async fn close(&self) {
        self.sender.abort();
        self.provider.context.audit.write(&self.provider.context.db).await;
        self.provider.context.db.close().await;
    }
}

/// Opens the database that `config` names, or creates it. A command may open it while the daemon is
/// running.
///
/// # Errors
/// [`BuildError`] names the path that caused it.
pub async fn open_database(config: &Config) -> Result<Db, BuildError> {
    make_state_directory(&config.state_dir)?;
    let path = config.database();
    Db::open(&path).await.map_err(|source| BuildError::Database(path, source))
}

/// Only our user may read it, because it will hold private keys.
///
/// # Errors
/// [`BuildError::StateDirectory`].
pub fn make_state_directory(path: &Path) -> Result<(), BuildError> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| BuildError::StateDirectory(path.to_owned(), source))
}

/// What all parts share.
///
/// # Errors
/// [`BuildError::Fetch`].
pub(super) fn context(config: &Config, db: &Db, clock: Clock) -> Result<Context, BuildError> {
    let clients = Clients::new(relying_parties::clients(config), db.clone(), clock.clone());
    let clients = clients.bound_by(&config.everywhere);
    let audit = Audit::new(config.audit);
    Ok(Context { db: db.clone(), clock, fetch: fetch(config)?, clients, audit })
}

fn languages(config: &Config) -> Languages {
    let (service, brand) = (config.service_name.clone(), config.account_name.clone());
    Languages::new(Everywhere { service, brand }, &config.locales)
}

fn routes(config: &Config, bridge: Bridge, languages: Arc<Languages>) -> Router {
    let url = &config.public_url;
    let bridge = Arc::new(bridge);
    let db = bridge.provider.context.db.clone();
    let to_machines = oidc::routes(Arc::clone(&bridge.provider));
    let asked_by_trial = below(url.path(), to_machines.clone());
    let health = health::routes(move || {
        let db = db.clone();
        async move { db.prove_writable().await.is_ok() }
    });
    let front_page = login::front_page(&bridge);
    let site = bridge.site.clone();
    let choice = language::Choice::new(languages, bridge.cookies.clone(), site.clone());
    let routes = to_machines.merge(login::routes(&bridge, asked_by_trial));
    let clock = bridge.provider.context.clock.clone();
    let nothing_here = site.clone();
    let arrival = arrival::routes(config, clock, move || not_found::page(&nothing_here));
    let routes = routes.merge(choice.routes()).merge(health.clone()).merge(arrival);
    let routes = match url.path() {
        "" => routes,
        path => below(path, routes)
            // `nest` covers `/path` and everything below it, but not `/path/`. That is not a
            // redirect, because some proxies redirect `/path` to it, which would be a loop.
            .route(&format!("{path}/"), front_page)
            .merge(health)
            .merge(oidc::well_known_at_root(&bridge.provider, path)),
    };
    let routes = routes.merge(assets::routes(&site));
    let routes = routes.fallback(move || async move { not_found::page(&site) });
    let clients = ClientAddresses::new(config.trusted_proxies.clone());
    let guarded = guard(routes, HostCheck::new(url), clients, choice);
    // Around the router itself, which only then has said what a route allows.
    Router::new().fallback_service(guarded).layer(from_fn(say_allowed))
}

fn below(path: &str, routes: Router) -> Router {
    if path.is_empty() { routes } else { Router::new().nest(path, routes) }
}

pub(super) fn fetch(config: &Config) -> Result<Fetch, SetupError> {
    let outside = &config.outside;
    let directories = outside.plc_urls.iter();
    let directories = directories.map(|url| url[Position::BeforeHost..Position::AfterPort].into());
    let fetch = Fetch::new(outside.network.clone(), outside.dns_server)?;
    let buttons = config.servers.iter().chain(&config.sign_up_servers);
    let buttons = buttons.map(|button| button.host.clone());
    // Also on a quiet day: everybody with a did:plc needs a directory.
    let fetch = fetch.with_known_servers(buttons.chain(outside.plc_urls.iter().map(server_of)));
    Ok(fetch.with_visits(config.limits.logins_per_server, directories.collect()))
}

/// Looks up accounts at their servers.
fn people(
    config: &Config,
    context: Context,
    keys: Option<OurClientKeys>,
    notifier: LogoutNotifier,
) -> People {
    let (outside, identity) = (&config.outside, identity(config, keys));
    let (fetch, clock, plc) =
        (context.fetch.clone(), context.clock.clone(), outside.plc_urls.clone());
    People {
        atproto: atproto::Client::new(fetch, clock, identity, plc),
        sign_out: SignOut { context: context.clone(), notifier },
        failures: LookupFailures::default(),
        lookups: Lookups::default(),
        grace: outside.identity_grace,
        claims: PersonClaims {
            context: context.clone(),
            email_max_age: outside.email_max_age,
            profile_url: config.profile_url.clone(),
        },
        context,
    }
}

fn bridge(
    config: &Config,
    provider: Arc<Provider>,
    people: Arc<People>,
    published: Option<Published>,
) -> Bridge {
    let (url, limits) = (&config.public_url, &config.limits);
    Bridge {
        site: Site::new(config.service_name.clone(), url.path()).run_by(&config.about),
        cookies: Cookies::new(url.is_https(), url.path()),
        servers: config.servers.clone(),
        sign_up_servers: config.sign_up_servers.clone(),
        own_network: own_network(config, &provider.context.fetch),
        newcomers: Newcomers::new(),
        just_ended: JustEnded::default(),
        outcomes: Outcomes::default(),
        followed: Followed::default(),
        start_limits: StartLimits::new(limits.logins_per_address, limits.unopened_logins).into(),
        people,
        lifetimes: config.session,
        stay_signed_in: config.stay_signed_in,
        host: url.authority().split(':').next().unwrap_or_default().to_owned(),
        published,
        account_page: ACCOUNT_CLIENT_ID.to_owned(),
        try_it: config.try_it.then(|| TRY_IT_CLIENT_ID.to_owned()),
        provider,
    }
}

/// A client that looks accounts up for a command. It has no keys, so it cannot begin logins in public.
///
/// # Errors
/// [`BuildError::Fetch`].
pub fn atproto_client(config: &Config) -> Result<atproto::Client, BuildError> {
    let (fetch, plc) = (fetch(config)?, config.outside.plc_urls.clone());
    Ok(atproto::Client::new(fetch, Clock::system(), identity(config, None), plc))
}

/// Judges by two directories and the servers of buttons whether our network is out.
fn own_network(config: &Config, fetch: &Fetch) -> OwnNetwork {
    let health = |url: &Url| url.join("_health").ok();
    let directories = config.outside.plc_urls.iter().take(2).filter_map(health);
    let origin = |host: &str| Origin::of_host(host, fetch.network()).ok();
    let buttons = config.servers.iter().chain(&config.sign_up_servers);
    let servers = buttons.filter_map(|button| origin(&button.host));
    OwnNetwork::new(fetch, directories.chain(servers.map(|server| server.join("xrpc/_health"))))
}
