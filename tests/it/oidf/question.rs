//! What a relying party asks, and which relying parties there are.

use openidconnect::CsrfToken;

use crate::support::daemon::{REDIRECT_URI, SECRET};

/// A relying party that the plans have registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
    /// Whether it shows its secret in the form (`client_secret_post`).
    pub(super) in_form: bool,
}

/// The one of nearly all modules.
pub(super) const RP: Client = Client { id: "rp", secret: SECRET, in_form: false };

/// `client2`, of the module about refresh tokens.
pub(super) const SECOND: Client =
    Client { id: "second", secret: "second-secret-0123456789-abcdefghijklmno", in_form: false };

/// The one of the module about `client_secret_post`.
pub(super) const POSTING: Client =
    Client { id: "posting", secret: "posting-secret-0123456789-abcdefghijklmn", in_form: true };

/// A registered address with a query (Dynamic plan).
pub(super) const WITH_QUERY: &str = "https://rp.example/query?bar=foo";

/// Where a logout may lead.
pub(super) const BYE: &str = "https://rp.example/post_logout_redirect";

/// A question to the authorization endpoint.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) client: Client,
    pub(super) params: Vec<(&'static str, String)>,
}

impl Question {
    /// The question that modules begin with.
    pub(super) fn new(client: Client, scope: &str) -> Self {
        let random = || CsrfToken::new_random().secret().clone();
        let params = vec![
            ("client_id", client.id.to_owned()),
            ("redirect_uri", REDIRECT_URI.to_owned()),
            ("scope", scope.to_owned()),
            ("state", random()),
            ("nonce", random()),
            ("response_type", "code".to_owned()),
        ];
        Self { client, params }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.retain(|(known, _)| *known != name);
        self.params.push((name, value.into()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.params.retain(|(known, _)| *known != name);
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn encoded(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.params).finish()
    }

    /// The form that redeems its code.
    pub(super) fn redemption<'a>(&'a self, code: &'a str) -> [(&'a str, &'a str); 3] {
        let redirect_uri = self.get("redirect_uri").unwrap();
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri)]
    }
}

/// A state of 128 characters, with all that need no encoding in an address.
pub(super) fn long_state() -> String {
    let random = CsrfToken::new_random_len(93).secret().clone();
    assert_eq!(random.len(), 124);
    random + "-._~"
}
