//! A login under way: all that is stored while the person is at their authorization server.
//!
//! In: a pushed request and the exchange that pushed it. Out: bytes, which the caller seals with
//! `state` and stores, and the [`Flow`] from such bytes. Whoever has them could finish the login,
//! so they are wiped from memory and never printed.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::account_identifier::AccountIdentifier;
use super::did::Did;
use super::exchange::Exchange;
use super::handle::{Handle, UnconfirmedHandle};
use super::metadata::AuthorizationServer;
use super::origin::Origin;
use super::our_client::OurClient;
use super::par::PushedAuthorization;
use super::prompt::Prompt;
use crate::jws::{Algorithm, KeyError, PrivateKey, base64url};
use crate::secret::Secret;

/// A login under way.
#[derive(Serialize, Deserialize)]
pub struct Flow {
    /// The issuer that the callback has to be from.
    pub(super) issuer: Origin,
    pub(super) token_endpoint: Url,
    pub(super) revocation_endpoint: Option<Url>,
    /// The account that has to sign in. `None` if the login began with a server.
    pub(super) account: Option<Did>,
    /// The DPoP key, as PKCS#8 in base64url.
    #[serde(with = "secret_text")]
    dpop_key: Secret,
    /// The PKCE verifier.
    #[serde(with = "secret_text")]
    pub(super) verifier: Secret,
    /// Which of our clients began it. `None` if it was stored before there were two.
    #[serde(default)]
    pub(super) our_client: Option<OurClient>,
    /// The `kid` of the client key. The same key has to finish the login.
    pub(super) client_key: Option<String>,
    /// The newest DPoP nonce that the server gave to this login.
    pub(super) nonce: Option<String>,
    /// The prompt that was sent.
    #[serde(default)]
    pub(super) prompt: Option<Prompt>,
    /// Whether the e-mail address was requested.
    #[serde(default)]
    pub(super) email: bool,
    /// The handle of the account, if the login began with it and it was confirmed then.
    #[serde(default)]
    pub(super) handle: Option<ConfirmedHandle>,
}

/// A handle that was confirmed when a login began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ConfirmedHandle {
    pub(super) handle: Handle,
    /// In unix seconds.
    pub(super) at: i64,
}

/// The stored bytes are not a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored login cannot be read")]
pub struct NotAFlow;

/// The capacity of the buffer. A buffer that grows would leave a copy of the secrets behind.
const ROOM: usize = 4096;
/// How long what the beginning confirmed counts while name servers are out, in seconds: ATProto OAuth allows
/// an identity to be cached that long.
const CONFIRMED_FOR: i64 = 10 * 60;

impl Flow {
    /// What to store after the request was pushed.
    pub(super) fn of(
        exchange: Exchange,
        server: AuthorizationServer,
        account: Option<Did>,
        pushed: PushedAuthorization,
        email: bool,
    ) -> Self {
        Self {
            issuer: server.issuer,
            token_endpoint: server.token_endpoint,
            revocation_endpoint: server.revocation_endpoint,
            account,
            dpop_key: Secret::from_text(base64url(exchange.key.pkcs8())),
            verifier: pushed.verifier,
            prompt: pushed.prompt,
            email,
            handle: None,
            our_client: Some(exchange.our_client),
            client_key: exchange.client_key.map(|key| key.kid.clone()),
            nonce: exchange.nonce,
        }
    }

    /// The DPoP key of this login.
    pub(super) fn dpop_key(&self) -> Result<PrivateKey, KeyError> {
        let pkcs8 = URL_SAFE_NO_PAD.decode(self.dpop_key.expose());
        PrivateKey::from_pkcs8(
            Algorithm::Es256,
            &Zeroizing::new(pkcs8.map_err(|_| KeyError::Unreadable)?),
        )
    }

    /// The handle that is `claimed` at `now`, if the beginning confirmed it a few minutes ago.
    pub(super) fn confirmed(&self, claimed: &UnconfirmedHandle, now: i64) -> Option<Handle> {
        let ConfirmedHandle { handle, at } = self.handle.as_ref()?;
        let is_recent = (0..CONFIRMED_FOR).contains(&now.saturating_sub(*at));
        (is_recent && claimed.is_undisputed(handle)).then(|| handle.clone())
    }

    /// The host of the authorization server, as people read it.
    pub fn issuer_host(&self) -> &str {
        self.issuer.host()
    }

    /// The account or server to begin the same login with again.
    pub fn account(&self) -> AccountIdentifier {
        let server = || AccountIdentifier::Server(self.issuer.clone());
        self.account.clone().map_or_else(server, AccountIdentifier::Did)
    }

    /// The flow as bytes, to be sealed and stored.
    ///
    /// # Errors
    /// [`NotAFlow`]. It cannot happen, because every field has a form in JSON.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, NotAFlow> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
        serde_json::to_writer(&mut *bytes, self).map_err(|_| NotAFlow)?;
        Ok(bytes)
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`NotAFlow`] for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAFlow> {
        serde_json::from_slice(bytes).map_err(|_| NotAFlow)
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flow({})", self.issuer)
    }
}

/// Serialises a secret. [`Secret`] itself does not, so that no other code can do it by accident.
mod secret_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::secret::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
        String::deserialize(from).map(Secret::from_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow() -> (Flow, PrivateKey) {
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        let flow = Flow {
            issuer: Origin::try_from("https://auth.example.com".to_owned()).unwrap(),
            token_endpoint: Url::parse("https://auth.example.com/token").unwrap(),
            revocation_endpoint: None,
            account: Did::parse("did:web:example.com"),
            dpop_key: Secret::from_text(base64url(key.pkcs8())),
            verifier: Secret::mint(),
            our_client: Some(OurClient::Email),
            client_key: Some("k1".to_owned()),
            nonce: Some("n".to_owned()),
            prompt: Some(Prompt::SelectAccount),
            email: true,
            handle: Handle::parse("alice.example.com")
                .map(|handle| ConfirmedHandle { handle, at: 100 }),
        };
        (flow, key)
    }

    #[test]
    fn a_stored_flow_is_the_same_flow() {
        let (flow, key) = flow();
        let again = Flow::from_bytes(&flow.to_bytes().unwrap()).unwrap();
        assert_eq!(again.dpop_key().unwrap().thumbprint(), key.thumbprint());
        assert_eq!(again.verifier.expose(), flow.verifier.expose());
        assert_eq!((again.issuer, again.account), (flow.issuer, flow.account));
        assert_eq!((again.client_key, again.nonce), (flow.client_key, flow.nonce));
        assert_eq!((again.prompt, again.handle), (flow.prompt, flow.handle));
        assert_eq!(again.our_client, flow.our_client);
    }

    #[test]
    fn what_the_beginning_confirmed_counts_for_ten_minutes_and_for_that_handle() {
        let (flow, _) = flow();
        let claim =
            |text, is_disputed| UnconfirmedHandle::of(Handle::parse(text).unwrap(), is_disputed);
        let counts = |claimed: &UnconfirmedHandle, now| flow.confirmed(claimed, now).is_some();
        let claimed = claim("alice.example.com", false);
        assert!(counts(&claimed, 100) && counts(&claimed, 699));
        assert!(!counts(&claimed, 700) && !counts(&claimed, 99));
        assert!(!counts(&claim("alice.example.com", true), 100), "another account is named");
        assert!(!counts(&claim("bob.example.com", false), 100));
        let older =
            br#"{"issuer":"https://a.example.com","token_endpoint":"https://a.example.com/t",
            "revocation_endpoint":null,"account":null,"dpop_key":"k","verifier":"v",
            "client_key":null,"nonce":null}"#;
        assert!(Flow::from_bytes(older).unwrap().handle.is_none(), "one of an older version");
    }

    #[test]
    fn a_flow_prints_no_secret() {
        let (flow, _) = flow();
        assert_eq!(format!("{flow:?}"), "Flow(https://auth.example.com)");
    }

    #[test]
    fn other_bytes_are_no_flow() {
        assert!(Flow::from_bytes(b"{}").is_err() && Flow::from_bytes(b"\xff").is_err());
    }
}
