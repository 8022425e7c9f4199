//! Our client metadata document (ATProto OAuth, "Clients"; OAuth Client ID Metadata Document).

use serde_json::{Value, json};

use super::our_client_keys::OurClientKeys;

/// What a confidential client publishes.
#[derive(Clone, Debug)]
pub struct Published {
    /// The metadata document, but for the scope.
    pub metadata: Value,
    /// Its keys, which take turns.
    pub keys: OurClientKeys,
}

impl Published {
    /// What the client with these `keys` publishes below `public_url` (no slash at its end).
    pub fn new(public_url: &str, service_name: &str, keys: OurClientKeys) -> Self {
        let metadata = json!({
            "client_id": format!("{public_url}/client-metadata.json"),
            "client_name": service_name,
            "client_uri": format!("{public_url}/"),
            "application_type": "web",
            "redirect_uris": [format!("{public_url}/atproto/callback")],
            "response_types": ["code"],
            // No refresh_token: the tokens are revoked as soon as they have proven who came.
            "grant_types": ["authorization_code"],
            "dpop_bound_access_tokens": true,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks_uri": format!("{public_url}/client-jwks.json"),
        });
        Self { metadata, keys }
    }
}
