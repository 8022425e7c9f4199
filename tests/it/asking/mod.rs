//! The verbs of `atproto::Client` alone, in front of the small world: what the servers are asked, and
//! what is made of their answers, where no page or relying party has a say in it.

mod account_status;
mod email;
mod prompts;

use atlogin::atproto::{
    AccountIdentifier, BeginError, BegunLogin, Callback, Client, ClientIdentity, ClientIds,
    FinishError, Identity, LoginOptions, OurClient,
};
use atlogin::clock::Clock;
use atlogin::fetch::Fetch;
use atlogin::network::Network;
use atlogin::params::Params;
use url::Url;

use crate::small_world::{self, Seen, Settings, SmallWorld};
use crate::support::START;
use crate::support::browser::client_builder;

/// A small world with alice in it, and a client that asks it.
struct Asking {
    world: SmallWorld,
    alice: small_world::Account,
    client: Client,
}

impl Asking {
    async fn start() -> Self {
        let (clock, _hand) = Clock::movable(START);
        let time = clock.clone();
        let now = std::sync::Arc::new(move || time.now());
        let world = SmallWorld::start(Settings { now, ..Settings::default() }).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let fetch = Fetch::new(Network::Loopback, Some(world.dns_server())).unwrap();
        let redirect_uri = "http://127.0.0.1/atproto/callback".to_owned();
        let client_ids = ClientIds::at("http://127.0.0.1");
        let client_before = OurClient::Identity;
        let identity = ClientIdentity { client_ids, redirect_uri, client_before, keys: None };
        let plc = vec![Url::parse(&world.plc_url()).unwrap()];
        let client = Client::new(fetch, clock, identity, plc);
        Self { world, alice, client }
    }

    /// Begins a login of alice.
    async fn begin(&self, options: &LoginOptions) -> Result<BegunLogin, BeginError> {
        let alice = AccountIdentifier::read(self.alice.handle(), &Network::Loopback).unwrap();
        self.client.begin(&alice, options).await
    }

    /// Visits alice's server and finishes with what it sends back.
    async fn finish(&self, begun: BegunLogin) -> Result<Identity, FinishError> {
        let http = client_builder().build().unwrap();
        let answer = http.get(begun.redirect).send().await.unwrap();
        let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let params = Params::parse(location.query().unwrap().as_bytes()).unwrap();
        assert_eq!(params.one("state").unwrap(), Some(begun.state.expose()));
        self.client.finish(begun.flow, Callback::read(&params).unwrap()).await
    }

    /// What was asked at `path` so far.
    fn asked(&self, path: &str) -> Vec<Seen> {
        self.world.seen().into_iter().filter(|seen| seen.path == path).collect()
    }
}
