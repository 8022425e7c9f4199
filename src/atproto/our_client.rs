//! Our two clients at authorization servers, and which of them a login uses.
//!
//! A server may refuse a client altogether because its metadata names a scope that the server does not
//! know. So the client that everybody uses names `atproto` alone. The other one names the scopes for
//! e-mail addresses too. It serves only a login that wants the address, at a server that lists such a
//! scope. Both have the same keys and the same redirect URI.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::our_client_keys::OurClientKeys;

/// One of our clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OurClient {
    /// The one that everybody uses: it proves who somebody is.
    #[default]
    Identity,
    /// The one that may also request the e-mail address.
    Email,
}

impl OurClient {
    /// All scopes that it may request, as its metadata has them. For addresses these are the current
    /// scope and the older one, because a server lists only one of them.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Identity => "atproto",
            Self::Email => "atproto account:email transition:email",
        }
    }

    /// The path of its metadata below the public URL.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Identity => "/client-metadata.json",
            Self::Email => "/client-metadata-email.json",
        }
    }

    /// Its `client_id` below `public_url`: the URL of its metadata. At a loopback address it is that of
    /// a localhost client, which contains the metadata (ATProto OAuth, "Localhost Client Development").
    fn client_id(self, public_url: &str) -> String {
        if public_url.starts_with("https://") {
            return format!("{public_url}{}", self.path());
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect_uri", &format!("{public_url}/atproto/callback"))
            .append_pair("scope", self.scope())
            .finish();
        format!("http://localhost?{query}")
    }
}

/// The `client_id` of each of our clients.
#[derive(Clone, Debug)]
pub struct ClientIds {
    /// Of [`OurClient::Identity`].
    pub identity: String,
    /// Of [`OurClient::Email`].
    pub email: String,
}

impl ClientIds {
    /// Those of the clients below `public_url` (no slash at its end).
    pub fn at(public_url: &str) -> Self {
        let of = |client: OurClient| client.client_id(public_url);
        Self { identity: of(OurClient::Identity), email: of(OurClient::Email) }
    }

    /// The one of this client.
    pub fn of(&self, client: OurClient) -> &str {
        match client {
            OurClient::Identity => &self.identity,
            OurClient::Email => &self.email,
        }
    }
}

/// What our confidential clients publish (ATProto OAuth, "Clients"; OAuth Client ID Metadata Document).
#[derive(Clone, Debug)]
pub struct Published {
    /// Without a slash at its end.
    public_url: String,
    service_name: String,
    links: DocumentLinks,
    /// Their keys, which take turns.
    pub keys: OurClientKeys,
}

/// Links of the metadata, which a server may show to a person whom it asks: https alone (ATProto OAuth,
/// "Clients").
#[derive(Clone, Debug, Default)]
pub struct DocumentLinks {
    /// The page about privacy.
    pub policy_uri: Option<String>,
    /// The terms of use.
    pub tos_uri: Option<String>,
    /// The logo.
    pub logo_uri: Option<String>,
}

impl Published {
    /// What the clients with these `keys` publish below `public_url` (no slash at its end).
    pub fn new(public_url: &str, service_name: &str, keys: OurClientKeys) -> Self {
        let (public_url, service_name) = (public_url.to_owned(), service_name.to_owned());
        Self { public_url, service_name, links: DocumentLinks::default(), keys }
    }

    /// The same with links.
    #[must_use]
    pub fn with_links(self, links: DocumentLinks) -> Self {
        Self { links, ..self }
    }

    /// The metadata document of a client.
    pub fn metadata(&self, client: OurClient) -> Value {
        let url = &self.public_url;
        let mut metadata = json!({
            "client_id": format!("{url}{}", client.path()),
            "client_name": self.service_name,
            "client_uri": format!("{url}/"),
            "application_type": "web",
            "redirect_uris": [format!("{url}/atproto/callback")],
            "response_types": ["code"],
            // No refresh_token: the tokens are revoked as soon as they have proven who came.
            "grant_types": ["authorization_code"],
            "scope": client.scope(),
            "dpop_bound_access_tokens": true,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks_uri": format!("{url}/client-jwks.json"),
        });
        let DocumentLinks { policy_uri, tos_uri, logo_uri } = &self.links;
        // A member is there only with a link: a server may refuse a document with `null` in it.
        for (member, link) in
            [("policy_uri", policy_uri), ("tos_uri", tos_uri), ("logo_uri", logo_uri)]
        {
            if let (Some(link), Some(members)) = (link, metadata.as_object_mut()) {
                members.insert(member.to_owned(), link.as_str().into());
            }
        }
        metadata
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const SCOPES: [(OurClient, &str); 2] = [
        (OurClient::Identity, "atproto"),
        (OurClient::Email, "atproto account:email transition:email"),
    ];

    #[test]
    fn everybodys_client_names_no_scope_that_a_server_may_not_know() {
        let local = ClientIds::at("http://127.0.0.1:9411");
        assert_eq!(
            local.identity,
            "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A9411%2Fatproto%2Fcallback\
             &scope=atproto"
        );
        for (client, scope) in SCOPES {
            let id = Url::parse(local.of(client)).unwrap();
            let mut query = id.query_pairs();
            assert!(query.any(|(name, value)| name == "scope" && value == scope), "{id}");
        }
    }

    #[test]
    fn the_address_of_each_document_is_its_client_id() {
        for url in ["https://login.example.org", "https://example.org/login"] {
            let published = Published::new(url, "A service", OurClientKeys::new(Vec::new()));
            for (client, scope) in SCOPES {
                let metadata = published.metadata(client);
                assert_eq!(metadata["client_id"], ClientIds::at(url).of(client));
                assert_eq!(metadata["client_id"], format!("{url}{}", client.path()));
                assert_eq!(metadata["scope"], scope);
            }
        }
    }
}
