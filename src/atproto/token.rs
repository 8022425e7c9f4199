//! Our token request to the person's server: redeems its code.
//! RFC 6749 §4.1.3; ATProto OAuth, "Token Requests".
//!
//! In: a exchange and a code. Out: the tokens, which are only needed to revoke them and to read the
//! e-mail address, and the DID that the server claims has signed in.

use std::sync::Arc;

use serde::Deserialize;
use url::Url;

use super::did::Did;
use super::email;
use super::exchange::{Answer, Exchange};
use super::login_error::FinishError;
use super::par::SCOPE;
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{JsonFault, json};
use crate::secret::Secret;

/// Tokens for somebody's account, wiped when dropped.
#[derive(Debug)]
pub(super) struct IssuedTokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
}

/// A successful answer of the token endpoint.
pub(super) struct TokenResponse {
    /// The tokens, which have to be revoked whatever the rest of the answer says.
    pub(super) tokens: IssuedTokens,
    /// What the answer says about the tokens.
    pub(super) claims: Result<Claims, ServerFault>,
}

/// What the answer says about the tokens. A member that occurs twice is an error.
#[derive(Deserialize)]
pub(super) struct Claims {
    token_type: String,
    scope: Option<String>,
    sub: Option<String>,
}

/// Redeems `code` at the token endpoint.
pub(super) async fn redeem(
    exchange: &mut Exchange,
    endpoint: &Url,
    code: &Secret,
    verifier: &Secret,
) -> Result<TokenResponse, ServerFault> {
    let identity = Arc::clone(&exchange.client.identity);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", identity.redirect_uri.as_str()),
        ("code_verifier", verifier.expose()),
    ];
    let answer = exchange.post(Step::ExchangeCode, endpoint, &form).await?;
    let fault = |cause: Cause| cause.at(Step::ExchangeCode, exchange.issuer.host());
    let tokens = IssuedTokens::read(answer.response.body()).map_err(|json| fault(json.into()))?;
    Ok(TokenResponse { tokens, claims: claims(&answer).map_err(fault) })
}

fn claims(answer: &Answer) -> Result<Claims, Cause> {
    // The only status of a token response (RFC 6749 §5.1).
    if answer.response.status != 200 {
        return Err(Cause::Status(answer.response.status));
    }
    answer.nonce?;
    Ok(answer.response.json()?)
}

impl IssuedTokens {
    /// Parses the tokens separately from each other and from the rest of the answer, because they
    /// have to be revoked even if the rest is invalid.
    pub(super) fn read(body: &[u8]) -> Result<Self, JsonFault> {
        #[derive(Deserialize)]
        struct Access {
            access_token: String,
        }
        #[derive(Deserialize)]
        struct Refresh {
            refresh_token: String,
        }
        let access: Access = json(body)?;
        let refresh = json(body).ok();
        Ok(Self {
            access: Secret::from_text(access.access_token),
            refresh: refresh.map(|found: Refresh| Secret::from_text(found.refresh_token)),
        })
    }
}

impl Claims {
    /// The account that the server claims has signed in. It is not proven yet.
    pub(super) fn subject(&self) -> Result<Did, FinishError> {
        if !self.token_type.eq_ignore_ascii_case("DPoP") {
            return Err(FinishError::WrongTokenType);
        }
        let mut scopes = self.scope.as_deref().unwrap_or_default().split(' ');
        if !scopes.any(|scope| scope == SCOPE) {
            return Err(FinishError::WrongScope);
        }
        self.sub.as_deref().and_then(Did::parse).ok_or(FinishError::NoSubject)
    }

    /// Whether the access token can read the e-mail address.
    pub(super) fn opens_email(&self) -> bool {
        self.scope.as_deref().is_some_and(email::is_granted)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn subject(json: &str) -> Result<String, FinishError> {
        serde_json::from_str::<Claims>(json).unwrap().subject().map(|did| did.to_string())
    }

    #[test]
    fn no_access_token_is_lost_over_what_came_with_it() {
        for (json, refresh) in [
            (r#"{"access_token":"a"}"#, None),
            (r#"{"access_token":"a","refresh_token":"r"}"#, Some("r")),
            (r#"{"access_token":"a","refresh_token":null}"#, None),
            (r#"{"access_token":"a","refresh_token":7,"sub":[]}"#, None),
            (r#"{"refresh_token":"r","access_token":"a","refresh_token":"s"}"#, None),
        ] {
            let tokens = IssuedTokens::read(json.as_bytes()).unwrap();
            assert_eq!(tokens.access.expose(), "a", "{json}");
            assert_eq!(tokens.refresh.as_ref().map(Secret::expose), refresh, "{json}");
        }
        for json in ["", "{}", r#"{"refresh_token":"r"}"#, r#"{"access_token":7}"#, r#"["a"]"#] {
            assert!(IssuedTokens::read(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn the_subject_of_an_honest_answer_is_a_did() {
        for json in [
            r#"{"token_type":"DPoP","scope":"atproto","sub":"did:web:a.com","expires_in":3600}"#,
            r#"{"token_type":"dpop","scope":"transition:generic atproto","sub":"did:web:a.com"}"#,
        ] {
            assert_eq!(subject(json).unwrap(), "did:web:a.com");
        }
    }

    #[test]
    fn a_bearer_token_is_refused() {
        let json = r#"{"token_type":"Bearer","scope":"atproto","sub":"did:web:a.com"}"#;
        assert!(matches!(subject(json), Err(FinishError::WrongTokenType)));
    }

    #[test]
    fn a_scope_without_atproto_or_no_scope_is_refused() {
        for scope in
            [r#""scope":"","#, r#""scope":"atprotoo","#, r#""scope":"transition:email","#, ""]
        {
            let json = format!(r#"{{"token_type":"DPoP",{scope}"sub":"did:web:a.com"}}"#);
            assert!(matches!(subject(&json), Err(FinishError::WrongScope)), "{scope}");
        }
    }

    #[test]
    fn a_subject_that_is_no_did_is_refused() {
        for sub in ["", r#","sub":"""#, r#","sub":"alice.com""#, r#","sub":"did:key:z6Mk""#] {
            let json = format!(r#"{{"token_type":"DPoP","scope":"atproto"{sub}}}"#);
            assert!(matches!(subject(&json), Err(FinishError::NoSubject)), "{sub}");
        }
    }

    #[test]
    fn a_member_that_is_there_twice_is_refused() {
        let json = r#"{"token_type":"DPoP","scope":"atproto","sub":"did:web:a.com","sub":"did:web:b.com"}"#;
        assert!(serde_json::from_str::<Claims>(json).is_err());
    }

    proptest! {
        #[test]
        fn nonsense_is_read_without_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = IssuedTokens::read(&body);
            let _ = serde_json::from_slice::<Claims>(&body);
        }

        #[test]
        fn only_a_did_under_dpop_and_atproto_is_a_subject(
            kind in "DPoP|dpop|Bearer|\\PC{0,6}",
            scope in "(atproto|transition:email|\\PC{0,6}| ){0,4}",
            sub in "did:plc:[a-z2-7]{24}|did:web:[a-z]{1,9}\\.com|did:\\PC{0,20}|\\PC{0,20}",
        ) {
            let json = serde_json::json!({ "token_type": kind, "scope": scope, "sub": sub });
            if let Ok(found) = subject(&json.to_string()) {
                prop_assert!(kind.eq_ignore_ascii_case("dpop"));
                prop_assert!(scope.split(' ').any(|scope| scope == "atproto"));
                prop_assert!(Did::parse(&sub).is_some());
                prop_assert_eq!(found, sub);
            }
        }
    }
}
