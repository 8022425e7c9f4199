//! All relying parties that need no database: those of the configuration, and our own.

use crate::client::{ACCOUNT_CLIENT_ID, Client, TRY_IT_CLIENT_ID};
use crate::config::Config;
use crate::login::{account_page, try_it};
use crate::secret::Secret;

/// The relying parties of the configuration, and our own.
pub fn clients(config: &Config) -> Vec<Client> {
    let trial = config.try_it.then(|| {
        let redirect_uri = try_it::redirect_uri(config.public_url.as_str());
        let name = format!("{}: try it", config.service_name);
        let mut client = Client::public(TRY_IT_CLIENT_ID, &[&redirect_uri]);
        client.client_name = name;
        client.client_uri = Some(config.public_url.as_str().to_owned());
        client
    });
    config.clients.iter().cloned().chain(trial).chain([account(config)]).collect()
}

/// The page about somebody's own account, which lets them sign in as any relying party does. Nobody
/// knows its secret, itself included, so its codes buy nothing: what counts is the browser session
/// that a sign-in leaves behind.
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
