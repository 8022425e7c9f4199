//! What the operator wrote about relying parties → what `oidc` knows about clients.

use crate::config::{
    ACCOUNT_CLIENT_ID, BackchannelLogout, ClientAuthentication, ClientEntry, Config, EmailSetting,
    SigningAlgorithm, TRY_IT_CLIENT_ID,
};
use crate::login::{account_page, try_it};
use crate::oidc::Client;
use crate::oidc::protocol::client::{self, ClientKeys, EmailClaim, SubjectType};
use crate::oidc::store::signing_key::Algorithm;
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
    config.clients.iter().map(client).chain(trial).chain([account(config)]).collect()
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

/// One of them.
pub fn client(entry: &ClientEntry) -> Client {
    let redirect_uris: Vec<&str> = entry.redirect_uris.iter().map(String::as_str).collect();
    let id = &entry.client_id;
    let client = match &entry.authentication {
        ClientAuthentication::Secret(secret) => Client::confidential(id, secret, &redirect_uris),
        ClientAuthentication::Public => Client::public(id, &redirect_uris),
        ClientAuthentication::Keys(set) => {
            Client::with_keys(id, ClientKeys::Here(set.clone()), &redirect_uris)
        }
        ClientAuthentication::KeysAt(uri) => {
            Client::with_keys(id, ClientKeys::At(uri.as_str().to_owned()), &redirect_uris)
        }
    };
    Client {
        client_name: entry.client_name.clone(),
        client_uri: entry.client_uri.clone(),
        post_logout_redirect_uris: entry.post_logout_redirect_uris.clone(),
        backchannel_logout: entry.backchannel_logout.as_ref().map(backchannel_logout),
        require_pkce: entry.require_pkce,
        require_pushed_authorization_requests: entry.require_pushed_authorization_requests,
        id_token_signed_response_alg: algorithm(entry.id_token_signed_response_alg),
        userinfo_signed_response_alg: entry.userinfo_signed_response_alg.map(algorithm),
        claims_in_id_token: entry.claims_in_id_token,
        subject_type: subject_type(entry.sector_identifier.as_deref()),
        consent: entry.consent,
        scopes: entry.scopes.clone(),
        email: email(&entry.email),
        localpart: entry.localpart.clone(),
        allow: entry.allow.clone(),
        deny: entry.deny.clone(),
        access_token_lifetime: entry.access_token_lifetime,
        id_token_lifetime: entry.id_token_lifetime,
        refresh_token_lifetime: entry.refresh_token_lifetime,
        ..client
    }
}

const fn algorithm(written: SigningAlgorithm) -> Algorithm {
    match written {
        SigningAlgorithm::Rs256 => Algorithm::Rs256,
        SigningAlgorithm::Es256 => Algorithm::Es256,
        SigningAlgorithm::EdDsa => Algorithm::EdDsa,
    }
}

fn subject_type(sector: Option<&str>) -> SubjectType {
    sector.map_or(SubjectType::Public, |sector| SubjectType::Pairwise { sector: sector.to_owned() })
}

fn email(written: &EmailSetting) -> EmailClaim {
    match written {
        EmailSetting::None => EmailClaim::None,
        EmailSetting::Account => EmailClaim::Account,
        EmailSetting::Synthetic { domain } => EmailClaim::Synthetic { domain: domain.clone() },
        EmailSetting::Handle { domains } => EmailClaim::Handle { domains: domains.clone() },
    }
}

fn backchannel_logout(written: &BackchannelLogout) -> client::BackchannelLogout {
    client::BackchannelLogout {
        uri: written.uri.as_str().to_owned(),
        private: written.private,
        ca_pem: written.ca_pem.clone(),
    }
}
