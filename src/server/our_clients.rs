//! Our clients at the authorization servers of people: who they are, and what they publish.

use crate::atproto::{
    ClientIdentity, ClientIds, DocumentLinks, OurClient, OurClientKeys, Published,
};
use crate::config::Config;

/// What our confidential clients publish, with the links of the operator.
pub(super) fn published(config: &Config, keys: OurClientKeys) -> Published {
    let links = DocumentLinks {
        policy_uri: config.about.privacy.clone(),
        tos_uri: config.about.terms.clone(),
        logo_uri: config.about.logo.clone(),
    };
    Published::new(config.public_url.as_str(), &config.service_name, keys).with_links(links)
}

/// Our clients at authorization servers: localhost clients without keys, or confidential ones.
pub(super) fn identity(config: &Config, keys: Option<OurClientKeys>) -> ClientIdentity {
    ClientIdentity {
        client_ids: ClientIds::at(config.public_url.as_str()),
        redirect_uri: config.public_url.at("/atproto/callback"),
        // There was one client, whose `client_id` at a loopback address followed the configuration.
        client_before: match keys {
            None if config.asks_email() => OurClient::Email,
            None | Some(_) => OurClient::Identity,
        },
        keys,
    }
}
