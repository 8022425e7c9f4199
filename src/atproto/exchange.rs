//! Sends our requests of one login to its authorization server, with client assertion and DPoP.
//!
//! In: an endpoint and a form. Out: the answer, if it is a success. Only this file deals with
//! client assertions and with the nonces of the authorization server (ATProto OAuth, "DPoP" and
//! "Confidential Client Authentication").

use std::sync::Arc;

use serde::Deserialize;
use url::Url;

use super::client::Client;
use super::dpop;
use super::origin::Origin;
use super::our_client::OurClient;
use super::our_client_keys::OurClientKey;
use super::server_fault::{Cause, NonceFault, OAuthError, ServerFault, Step};
use crate::fetch::{Limits, Response};
use crate::jws::PrivateKey;

/// The requests of one login to its authorization server.
pub(super) struct Exchange {
    pub(super) client: Client,
    pub(super) issuer: Origin,
    /// Which of our clients sends them.
    pub(super) our_client: OurClient,
    /// The key that proves us throughout this login. A public client has none.
    pub(super) client_key: Option<Arc<OurClientKey>>,
    /// The DPoP key, which belongs to this login only.
    pub(super) key: Arc<PrivateKey>,
    /// The newest nonce that the server gave to this login.
    pub(super) nonce: Option<String>,
}

/// A successful answer. A fault of its nonce is kept beside it, because tokens in the answer have
/// to be revoked before the answer is rejected. An answer may do without a nonce.
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) nonce: Result<(), NonceFault>,
}

const LONGEST_NONCE: usize = 512;

/// The error that asks for a nonce (RFC 9449 §8).
const NONCE_WANTED: &str = "use_dpop_nonce";

impl Exchange {
    /// Sends `form` by POST. If the server asks for a nonce, the request is sent once more with it,
    /// and with a new assertion and a new proof.
    pub(super) async fn post(
        &mut self,
        step: Step,
        url: &Url,
        form: &[(&str, &str)],
    ) -> Result<Answer, ServerFault> {
        let answer = match self.attempt(url, form).await {
            Err(Cause::Refused(400 | 401, error)) if error.code == NONCE_WANTED => {
                self.attempt(url, form).await
            }
            answer => answer,
        };
        answer.map_err(|cause| cause.at(step, self.issuer.host()))
    }

    async fn attempt(&mut self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, Cause> {
        let Client { fetch, clock, identity, nonces, .. } = &self.client;
        let now = clock.now();
        let (our_client, key) = (self.our_client, self.client_key.as_deref());
        let assertion = identity.assertion(our_client, key, &self.issuer, now)?;
        let form = [form, &identity.fields(our_client, assertion.as_ref())].concat();
        // A nonce that the server gave to another login since is newer than the one of this login.
        let nonce = nonces.of(self.issuer.as_str()).or_else(|| self.nonce.clone());
        let request = dpop::Request { method: "POST", url, token: None };
        let proof = dpop::proof(&self.key, &request, now, nonce.as_deref())?;
        let headers = [("DPoP", proof.as_str()), ("Accept", "application/json")];
        let response = fetch.post_form(url, &headers, &form, Limits::DEFAULT).await?;
        let nonce = self.learn_nonce(&response);
        match (refusal(&response), nonce) {
            (None, nonce) => Ok(Answer { response, nonce: may_be_missing(nonce) }),
            // Without a new nonce the second request would fail too.
            (Some(Cause::Refused(_, error)), Err(fault)) if error.code == NONCE_WANTED => {
                Err(fault.into())
            }
            (Some(refused), _) => Err(refused),
        }
    }

    /// Remembers the nonce, if there is one.
    fn learn_nonce(&mut self, response: &Response) -> Result<(), NonceFault> {
        let nonce = nonce_of(response)?;
        let now = self.client.clock.now();
        self.client.nonces.learn(self.issuer.as_str(), nonce, now);
        self.nonce = Some(nonce.to_owned());
        Ok(())
    }
}

/// The DPoP nonce of an answer.
pub(super) fn nonce_of(response: &Response) -> Result<&str, NonceFault> {
    if !response.has_header("DPoP-Nonce") {
        return Err(NonceFault::Missing);
    }
    let nonce = response.header("DPoP-Nonce").filter(|nonce| is_nonce(nonce));
    nonce.ok_or(NonceFault::Unusable)
}

/// Lets an answer of success have no nonce. ATProto demands one ("DPoP"), and some servers send none. A
/// nonce protects the server from proofs that were made in advance; nothing that we prove depends on it.
pub(super) const fn may_be_missing(nonce: Result<(), NonceFault>) -> Result<(), NonceFault> {
    match nonce {
        Err(NonceFault::Missing) => Ok(()),
        nonce => nonce,
    }
}

/// `nonce = 1*NQCHAR` (RFC 9449 §8.1).
pub(super) fn is_nonce(text: &str) -> bool {
    (1..=LONGEST_NONCE).contains(&text.len())
        && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// The error of the answer, unless it is a success.
pub(super) fn refusal(response: &Response) -> Option<Cause> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        error_description: Option<String>,
    }
    if (200..300).contains(&response.status) {
        return None;
    }
    Some(match response.json::<Refusal>() {
        Ok(Refusal { error, error_description }) => {
            let error = OAuthError::new(&error, error_description.as_deref());
            Cause::Refused(response.status, error)
        }
        Err(_) => Cause::Status(response.status),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_nonce_is_of_printable_characters_and_not_too_long() {
        assert!(is_nonce("eyJ7S_zG.eyJH0-Z.HX4w-7v=+/"));
        assert!(is_nonce(&"n".repeat(LONGEST_NONCE)));
        for text in ["", " ", "a b", "a\r\nb", "a\tb", "a\"b", "a\\b", "ä", "\u{7f}"] {
            assert!(!is_nonce(text), "{text:?}");
        }
        assert!(!is_nonce(&"n".repeat(LONGEST_NONCE + 1)));
    }

    proptest! {
        #[test]
        fn a_nonce_of_any_text_is_judged_without_a_panic(text in "\\PC{0,600}") {
            prop_assert!(!is_nonce(&text) || text.is_ascii());
        }
    }
}
