//! What relying parties do with what they were given.

use reqwest::StatusCode;
use serde_json::Value;

use super::asking::{VERIFIER, request};
use super::play::{CLIENTS, Client, KEYED, Play, is_no_fault};
use super::step::{How, Proof, Shown, Which};
use crate::support::signer::ASSERTION_TYPE;

impl Play {
    /// Posts a form as this relying party: the status, and what is said.
    async fn post(
        &mut self,
        path: &str,
        client: &'static str,
        proof: Proof,
        form: &[(&str, &str)],
    ) -> (u16, Value) {
        let (id, secret, _) = CLIENTS.into_iter().find(|(id, ..)| *id == client).unwrap();
        let secret = match (proof, secret) {
            (Proof::WrongSecret, _) => Some("wrong"),
            (_, secret) => secret,
        };
        let basic = secret.map(|secret| (id, secret)).filter(|_| id != KEYED);
        let assertion = self.assertion(proof);
        let named = match basic {
            Some(_) => vec![],
            None if id == KEYED => {
                vec![("client_assertion_type", ASSERTION_TYPE), ("client_assertion", &assertion)]
            }
            None => vec![("client_id", id)],
        };
        let form = [form, &named].concat();
        self.sent += form.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        let response = self.daemon.post(path, basic, &form).await;
        let status = response.status();
        let said = response.text().await.unwrap();
        is_no_fault(status, &said);
        if id == KEYED && proof != Proof::WrongSecret {
            self.expected.assertion_is_used();
            self.shown = Some(assertion);
        }
        (status.as_u16(), serde_json::from_str(&said).unwrap_or_default())
    }

    /// A new assertion of the relying party that has a key, or one that somebody else has signed.
    fn assertion(&self, proof: Proof) -> String {
        let [key, other] = &self.keys;
        let key = if proof == Proof::WrongSecret { other } else { key };
        key.assertion(&self.daemon)
    }

    /// An assertion is good once.
    pub(super) async fn show_again(&mut self) {
        let Some(assertion) = self.shown.clone() else { return };
        let form = [
            ("token", "none"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", &assertion),
        ];
        let response = self.daemon.post("/introspect", None, &form).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "it was shown before");
    }

    /// A request goes the back way, and a browser will bring its `request_uri`.
    pub(super) async fn push(&mut self, client: Client, how: How) {
        let request = request(client, how);
        let form: Vec<_> = request.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, said) = self.post("/par", client.0, Proof::Right, &form).await;
        assert_eq!(status, 201, "{said}");
        let request_uri = said["request_uri"].as_str().unwrap().to_owned();
        self.expected.is_pushed(request_uri, client, how);
    }

    pub(super) async fn redeem(&mut self, code: Which, proof: Proof) {
        let Some(at) = code.of(&self.expected.codes) else { return };
        let code = self.expected.codes[at].clone();
        let Some((client, _, redirect_uri)) = CLIENTS.into_iter().find(|it| it.0 == code.client)
        else {
            // The account page never redeems its codes.
            return;
        };
        let other = "w".repeat(43);
        let verifier = if proof == Proof::WrongVerifier { &other } else { VERIFIER };
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.text.as_str()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let (status, said) = self.post("/token", client, proof, &form).await;
        let is_good = proof == Proof::Right && self.expected.is_redeemable(at);
        match (status, is_good) {
            (200, true) => {
                let text = |name: &str| said[name].as_str().map(str::to_owned);
                let refresh = text("refresh_token");
                assert!(refresh.is_some(), "{said}");
                self.expected.code_is_redeemed(at, text("access_token").unwrap(), refresh);
            }
            (400 | 401, false) => {
                let expected = match proof {
                    Proof::WrongSecret => "invalid_client",
                    Proof::Right | Proof::WrongVerifier => "invalid_grant",
                };
                assert_eq!(said["error"], expected);
                if proof == Proof::Right && self.expected.is_known_as_redeemed(at) {
                    self.expected.family_ends(at);
                }
            }
            other => panic!("{other:?} for {proof:?} of {code:?}: {said}"),
        }
    }

    pub(super) async fn refresh(&mut self, family: Which, shown: Shown, proof: Proof) {
        let Some(at) = family.of(&self.expected.families) else { return };
        let family = self.expected.families[at].clone();
        // Counted from the newest. What the family is too young for is not shown.
        let back = [Shown::Good, Shown::LastUsed, Shown::Older].iter().position(|it| *it == shown);
        let Some(token) = family.tokens.iter().rev().nth(back.unwrap()) else { return };
        let client = self.expected.codes[family.code].client;
        let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let (status, said) = self.post("/token", client, proof, &form).await;
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        // There is no verifier here.
        let is_known = proof != Proof::WrongSecret && self.expected.is_refreshable(at);
        let is_repeated = shown == Shown::LastUsed && self.expected.is_reusable(at);
        match (status, is_known && (shown == Shown::Good || is_repeated)) {
            (200, true) if is_repeated => {
                assert_eq!(Some(&text("refresh_token")), family.tokens.last(), "the same one");
                self.expected.is_refreshed_again(at, text("access_token"));
            }
            (200, true) => {
                self.expected.is_refreshed(at, text("access_token"), text("refresh_token"));
            }
            (400 | 401, false) => {
                if is_known {
                    self.expected.family_ends(family.code);
                }
            }
            other => panic!("{other:?} for {proof:?} of {shown:?} of {family:?}: {said}"),
        }
    }

    pub(super) async fn revoke(&mut self, token: Which) {
        let Some(at) = token.of(&self.expected.tokens) else { return };
        let token = self.expected.tokens[at].clone();
        let client = self.expected.codes[token.code].client;
        let form = [("token", token.text.as_str())];
        let (status, said) = self.post("/revoke", client, Proof::Right, &form).await;
        assert_eq!(status, 200, "{said}");
        self.expected.token_ends(at);
    }

    pub(super) async fn revoke_family(&mut self, family: Which) {
        let Some(at) = family.of(&self.expected.families) else { return };
        let family = self.expected.families[at].clone();
        let client = self.expected.codes[family.code].client;
        let form = [("token", family.tokens.last().unwrap().as_str())];
        let (status, said) = self.post("/revoke", client, Proof::Right, &form).await;
        assert_eq!(status, 200, "{said}");
        if self.expected.is_refreshable(at) {
            self.expected.family_ends(family.code);
        }
    }

    /// A token is worth what the model says, to its relying party, to others, and at userinfo.
    pub(super) async fn look(&mut self, token: Which) {
        let Some(at) = token.of(&self.expected.tokens) else { return };
        let token = self.expected.tokens[at].clone();
        let code = &self.expected.codes[token.code];
        let (client, did) = (code.client, self.expected.accounts[code.account].clone());
        let is_good = self.expected.is_good(at);
        let asking = if client == KEYED { [KEYED, "rp"] } else { ["rp", "asking"] };
        for asking in asking {
            let form = [("token", token.text.as_str())];
            let (status, said) = self.post("/introspect", asking, Proof::Right, &form).await;
            assert_eq!(status, 200, "{said}");
            assert_eq!(said["active"], is_good && asking == client, "{said}");
        }
        let request = self.daemon.request(reqwest::Method::GET, "/userinfo");
        let response = request.bearer_auth(&token.text).send().await.unwrap();
        let status = response.status();
        let said = response.text().await.unwrap();
        is_no_fault(status, &said);
        assert_eq!(status.as_u16(), if is_good { 200 } else { 401 }, "{said}");
        let said: Value = serde_json::from_str(&said).unwrap_or_default();
        assert!(!is_good || said["sub"] == did.as_str(), "{said}");
    }
}
