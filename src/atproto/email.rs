//! The e-mail address of an account: the scope to request, and reading it from the PDS.
//!
//! In: the scopes that a server supports; later an access token for a PDS that is proven to have
//! the account. Out: an [`Email`]. A login never fails because of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::client::Client;
use super::did::Did;
use super::dpop;
use super::exchange::{may_be_missing, nonce_of};
use super::origin::Origin;
use super::server_fault::Cause;
use crate::fetch::{Limits, Response};
use crate::jws::PrivateKey;
use crate::secret::Secret;

/// What is known about the e-mail address of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Email {
    /// It was not requested, or the server was out. Another try may give it.
    #[default]
    NotAsked,
    /// The server has no scope for it, the person did not allow it, or the account has none.
    NotTold,
    /// The server told it.
    Told {
        /// The address.
        address: String,
        /// Whether the server has confirmed it.
        confirmed: bool,
    },
}

/// How long a login waits for the address.
const PATIENCE: Duration = Duration::from_secs(3);
const LIMITS: Limits = Limits { body: 64 * 1024, time: PATIENCE };

/// The longest address (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST: usize = 254;

/// The scope to request from a server that lists `supported`. `None` if it has none for the
/// address.
pub(super) fn scope(supported: &[String]) -> Option<&'static str> {
    let is_listed = |name: &str| supported.iter().any(|listed| listed == name);
    // `account:email` replaced `transition:email` late in 2025 ("Permissions" in the ATProto
    // specifications). Only one of them is requested, because some servers refuse both together.
    [("account:email", "atproto account:email"), ("transition:email", "atproto transition:email")]
        .into_iter()
        .find_map(|(name, scope)| is_listed(name).then_some(scope))
}

/// Whether a granted `scope` includes the address. A person can deselect it.
pub(super) fn is_granted(scope: &str) -> bool {
    scope.split(' ').any(|granted| matches!(granted, "account:email" | "transition:email"))
}

/// The answer of `com.atproto.server.getSession`.
#[derive(Deserialize)]
pub(super) struct SessionInfo {
    did: String,
    email: Option<String>,
    #[serde(default, rename = "emailConfirmed")]
    confirmed: bool,
}

impl SessionInfo {
    /// The address of `did`. `None` if the session is another account's.
    pub(super) fn email_of(self, did: &Did) -> Option<Email> {
        let Self { did: named, email, confirmed } = self;
        let address = email.filter(|address| is_address(address));
        let told = address.map_or(Email::NotTold, |address| Email::Told { address, confirmed });
        (named == did.as_str()).then_some(told)
    }
}

/// Reads the address of an account from its PDS.
pub(super) async fn read(
    client: &Client,
    key: &PrivateKey,
    token: &Secret,
    did: &Did,
    pds: &Origin,
) -> Email {
    let answer = match ask(client, key, token, pds).await {
        // A resource server asks for its nonce with 401 (RFC 9449 §9).
        Err(Cause::Status(401)) => ask(client, key, token, pds).await,
        answer => answer,
    };
    match answer.and_then(|response| Ok(response.json::<SessionInfo>()?)) {
        Ok(session) => session.email_of(did).unwrap_or_else(|| {
            tracing::warn!(host = pds.host(), "the session is another account's");
            Email::NotTold
        }),
        Err(cause) => {
            tracing::info!(host = pds.host(), %cause, "the e-mail cannot be read");
            if cause.is_outage() { Email::NotAsked } else { Email::NotTold }
        }
    }
}

async fn ask(
    Client { fetch, clock, nonces, .. }: &Client,
    key: &PrivateKey,
    token: &Secret,
    pds: &Origin,
) -> Result<Response, Cause> {
    let url = pds.join("/xrpc/com.atproto.server.getSession");
    // The authorization server has nonces of its own, even at the same origin.
    let origin = format!("resource {}", pds.as_str());
    let now = clock.now();
    let nonce = nonces.of(&origin);
    let request = dpop::Request { method: "GET", url: &url, token: Some(token) };
    let proof = dpop::proof(key, &request, now, nonce.as_deref())?;
    let authorization = Secret::from_text(format!("DPoP {}", token.expose()));
    let headers = [("DPoP", proof.as_str()), ("Authorization", authorization.expose())];
    let response = fetch.get_with(&url, &headers, LIMITS).await?;
    let nonce = nonce_of(&response).map(|nonce| nonces.learn(&origin, nonce, now));
    match response.status {
        200 => {
            may_be_missing(nonce)?;
            Ok(response)
        }
        status => Err(Cause::Status(status)),
    }
}

/// Whether the text is an e-mail address. A server can return any text.
fn is_address(text: &str) -> bool {
    let domain = text.rsplit_once('@').filter(|(before, _)| !before.is_empty());
    text.len() <= LONGEST
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[]\\,;:\"".contains(&byte))
        && domain.is_some_and(|(before, domain)| {
            !before.contains('@') && domain.contains('.') && !domain.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(supported: &[&str]) -> Option<&'static str> {
        let supported: Vec<_> = supported.iter().map(|&scope| scope.to_owned()).collect();
        scope(&supported)
    }

    #[test]
    fn one_scope_is_asked_for_and_the_older_one_only_where_it_is_alone() {
        assert_eq!(asked(&["atproto", "transition:email"]), Some("atproto transition:email"));
        assert_eq!(asked(&["account:email", "transition:email"]), Some("atproto account:email"));
        assert_eq!(asked(&["atproto", "account:email"]), Some("atproto account:email"));
        assert_eq!(asked(&["atproto", "email", "transition:generic"]), None);
    }

    #[test]
    fn a_scope_that_was_unticked_is_not_granted() {
        assert!(is_granted("atproto account:email") && is_granted("transition:email atproto"));
        for scope in
            ["", "atproto", "atproto account:email?action=manage", "atproto xaccount:email"]
        {
            assert!(!is_granted(scope), "{scope}");
        }
    }

    #[test]
    fn what_is_no_address_is_not_passed_on() {
        assert!(is_address("alice@example.org") && is_address("a+b.c@mail.example.org"));
        for text in [
            "",
            "alice",
            "@example.org",
            "alice@",
            "alice@localhost",
            "a@b@example.org",
            "a b@x.org",
            "alice@example.org\r\nBcc: x@y.org",
            "\"a\"@x.org",
            "<a@x.org>",
            "al\u{202e}ice@x.org",
        ] {
            assert!(!is_address(text), "{text:?}");
        }
        assert!(!is_address(&format!("{}@x.org", "a".repeat(250))));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in "\\PC{0,300}") {
            prop_assert!(!is_address(&text) || text.is_ascii());
        }
    }
}
