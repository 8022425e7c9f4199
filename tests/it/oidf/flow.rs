//! From a code to tokens to userinfo, and whole flows.

use reqwest::{Method, Response};
use serde_json::Value;

use super::judge::{IdToken, bits, error_texts, standard_claims};
use super::question::{Client, Question};
use super::stage::{Stage, asks_to_sign_in, document};
use crate::support::Page;

/// What a successful flow has told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) code: String,
    pub(super) tokens: Value,
    pub(super) id_token: IdToken,
}

impl Stage {
    /// A POST to the token endpoint, with what proves the client.
    pub(super) async fn post_token(&self, client: Client, form: &[(&str, &str)]) -> Response {
        let mut form = form.to_vec();
        let basic = (!client.in_form).then_some((client.id, client.secret));
        if client.in_form {
            form.extend([("client_id", client.id), ("client_secret", client.secret)]);
        }
        self.scene.daemon.post(&self.path("token_endpoint"), basic, &form).await
    }

    /// Redeems a code, and judges the answer.
    pub(super) async fn redeem(&self, asked: &Question, code: &str) -> Told {
        let tokens = self.granted(asked.client, &asked.redemption(code)).await;
        self.judged(asked, code, tokens)
    }

    /// What a question has come to, its ID token judged.
    pub(super) fn judged(&self, asked: &Question, code: &str, tokens: Value) -> Told {
        let id_token = tokens["id_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
        let access_token = tokens["access_token"].as_str().unwrap();
        let id_token = self.judge().id_token(id_token, access_token, asked);
        Told { code: code.to_owned(), tokens, id_token }
    }

    /// A successful answer of the token endpoint (OIDC Core §3.1.3.3, RFC 6749 §5.1).
    pub(super) async fn granted(&self, client: Client, form: &[(&str, &str)]) -> Value {
        let response = self.post_token(client, form).await;
        assert_eq!(response.status(), 200);
        assert!(response.headers()["cache-control"].to_str().unwrap().contains("no-store"));
        let tokens = document(response).await;
        assert_eq!(tokens.get("error"), None, "{tokens}");
        assert_eq!(tokens["token_type"], "Bearer");
        let access_token = tokens["access_token"].as_str().unwrap();
        assert!(bits(access_token) > 96.0 && is_visible(access_token), "{tokens}");
        let seconds = tokens["expires_in"].as_i64().unwrap_or_else(|| panic!("{tokens}"));
        assert!((1..=31_536_000).contains(&seconds), "{tokens}");
        tokens
    }

    /// What the token endpoint says to whoever may not have it (RFC 6749 §5.2, OIDC Core §3.1.3.4).
    pub(super) async fn invalid_grant(&self, client: Client, form: &[(&str, &str)]) {
        let response = self.post_token(client, form).await;
        assert_eq!(response.status(), 400);
        let answer = document(response).await;
        assert_eq!(answer["error"], "invalid_grant", "{answer}");
        let text = |name: &str| answer.get(name).map(|text| text.as_str().unwrap().to_owned());
        let description = text("error_description");
        error_texts("invalid_grant", description.as_ref(), text("error_uri").as_ref());
    }

    /// Userinfo by GET, judged (OIDC Core §5.3).
    pub(super) async fn userinfo(&self, told: &Told) -> Value {
        let request = self.scene.daemon.request(Method::GET, &self.path("userinfo_endpoint"));
        let response = request.bearer_auth(told.access_token()).send().await.unwrap();
        self.judge_userinfo(response, told).await
    }

    /// What userinfo has said, however it was asked.
    pub(super) async fn judge_userinfo(&self, response: Response, told: &Told) -> Value {
        assert_eq!(response.status(), 200);
        let claims = document(response).await;
        assert_eq!(claims["sub"], told.id_token.claims["sub"], "OIDC Core §5.3.2");
        standard_claims(&claims, self.scene.daemon.clock.now());
        claims
    }

    /// From a page that is no page of ours any more to tokens and userinfo.
    pub(super) async fn finish(&self, asked: &Question, page: &Page) -> Told {
        let code = self.code(asked, page);
        let told = self.redeem(asked, &code).await;
        self.userinfo(&told).await;
        told
    }

    /// A whole flow of somebody who is not known yet.
    pub(super) async fn play(&mut self, asked: &Question) -> Told {
        let page = self.send(asked).await;
        let page = self.sign_in(page).await;
        self.finish(asked, &page).await
    }

    /// The same for somebody who is perhaps known: they only allow it then.
    pub(super) async fn play_or_allow(&mut self, asked: &Question) -> Told {
        let page = self.send(asked).await;
        let page = match page.heading().as_str() {
            "Allow this sign-in?" => self.scene.browser.submit(&page, "consent", &[]).await,
            _ => self.sign_in(page).await,
        };
        self.finish(asked, &page).await
    }

    /// A whole flow of somebody who is known: no page of ours, and nobody asks their server.
    pub(super) async fn play_silently(&mut self, asked: &Question) -> Told {
        self.scene.world.forget_seen();
        let page = self.send(asked).await;
        assert!(!asks_to_sign_in(&page), "{}", page.text);
        assert!(self.scene.world.seen().iter().all(|seen| !seen.path.ends_with("/par")));
        self.finish(asked, &page).await
    }
}

impl Told {
    pub(super) fn access_token(&self) -> &str {
        self.tokens["access_token"].as_str().unwrap()
    }

    pub(super) fn auth_time(&self) -> Option<i64> {
        self.id_token.claims.get("auth_time").map(|time| time.as_i64().unwrap())
    }

    pub(super) fn sub(&self) -> &str {
        self.id_token.claims["sub"].as_str().unwrap()
    }
}

fn is_visible(token: &str) -> bool {
    token.chars().all(|c| (' '..='~').contains(&c))
}
