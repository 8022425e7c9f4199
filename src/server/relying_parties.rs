//! All relying parties outside of the database: those of the configuration, and the built-in ones.

use std::sync::Arc;

use crate::client::{ACCOUNT_CLIENT_ID, Client, TRY_IT_CLIENT_ID};
use crate::config::Config;
use crate::login::{account_page, try_it};
use crate::secret::Secret;

/// The relying parties of the configuration, and the built-in ones.
pub fn clients(config: &Config) -> Vec<Client> {
    beside(config, &built_in(config))
}

/// The relying parties of the configuration beside these built-in ones, each with the rules for all.
pub fn beside(config: &Config, built_in: &[Client]) -> Vec<Client> {
    config.clients.iter().chain(built_in).cloned().map(|client| bound(config, client)).collect()
}

/// Not the account page: whoever is denied may see what is stored of them, and delete it.
fn bound(config: &Config, client: Client) -> Client {
    if client.is_account_page() {
        return client;
    }
    Client { everywhere: Arc::clone(&config.everywhere), ..client }
}

/// The built-in ones.
pub fn built_in(config: &Config) -> Vec<Client> {
    let trial = config.try_it.then(|| {
        let redirect_uri = try_it::redirect_uri(config.public_url.as_str());
        let name = format!("{}: try it", config.service_name);
        let mut client = Client::public(TRY_IT_CLIENT_ID, &[&redirect_uri]);
        client.client_name = name;
        client.client_uri = Some(config.public_url.as_str().to_owned());
        client
    });
    trial.into_iter().chain([account(config)]).collect()
}

/// The client of the account page, whose sign-in works like that of any relying party. Its secret
/// is random and not kept, so its codes cannot be redeemed: the page only needs the browser session
/// that the sign-in begins.
fn account(config: &Config) -> Client {
    let public_url = config.public_url.as_str();
    let redirect_uri = account_page::redirect_uri(public_url);
    let client = Client::confidential(ACCOUNT_CLIENT_ID, &Secret::mint(), &[&redirect_uri]);
    Client {
        client_name: format!("Your account at {}", config.service_name),
        client_uri: Some(format!("{public_url}/account")),
        require_pkce: false,
        scopes: vec!["openid".to_owned()],
        ..client
    }
}
