//! How relying parties ask: by a browser, or by a pushed request that a browser refers to.

use url::form_urlencoded::Serializer;

use super::pages::{answer, login_at};
use super::play::{Client, Play, TRUSTED};
use super::step::{How, Which};

pub(super) const VERIFIER: &str = "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";

/// The parameters of a request, without the name of its client.
pub(super) fn request((_, _, redirect_uri): Client, how: How) -> Vec<(&'static str, String)> {
    let challenge = atlogin::jws::sha256_base64url(VERIFIER.as_bytes());
    let more = match how {
        How::Plain => None,
        How::Silent => Some(("prompt", "none".to_owned())),
        How::Anew => Some(("prompt", "login".to_owned())),
        How::LatelyOnly => Some(("max_age", "60".to_owned())),
        How::Long(length) => Some(("state", "\"".repeat(length))),
        How::Posted => Some(("response_mode", "form_post".to_owned())),
    };
    let usual = [
        ("redirect_uri", redirect_uri.to_owned()),
        ("response_type", "code".to_owned()),
        ("scope", "openid profile offline_access".to_owned()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
    ];
    usual.into_iter().chain(more).collect()
}

impl Play {
    /// A relying party's request comes with a browser.
    pub(super) async fn ask(&mut self, tab: usize, client: Client, how: How) {
        let mut query = Serializer::new(String::new());
        query.append_pair("client_id", client.0).extend_pairs(request(client, how));
        let url = self.daemon.at(&format!("/authorize?{}", query.finish()));
        self.asked(tab, client.0, how, &url).await;
    }

    /// A browser refers to a request that was pushed. That is good once, and for its time.
    pub(super) async fn follow(&mut self, tab: usize, pushed: Which) {
        let Some(at) = pushed.of(&self.expected.pushed) else { return };
        let pushed = self.expected.pushed[at].clone();
        let mut query = Serializer::new(String::new());
        query.append_pair("client_id", pushed.client).append_pair("request_uri", &pushed.uri);
        let url = self.daemon.at(&format!("/authorize?{}", query.finish()));
        if self.expected.can_follow(at) {
            self.expected.pushed[at].used = true;
            self.asked(tab, pushed.client, pushed.how, &url).await;
        } else {
            let page = self.get(tab, &url, "/sign-in/").await;
            let is_refused = page.status.is_client_error() && login_at(&page).is_none();
            assert!(is_refused && answer(&page) == (None, None), "{}: {}", page.url, page.text);
        }
    }

    /// What is answered at `url` to a request of `client` that asks so.
    async fn asked(&mut self, tab: usize, client: &'static str, how: How, url: &str) {
        let page = self.get(tab, url, "/sign-in/").await;
        let (code, error) = self.answered(&page);
        let known = self.expected.lasting(self.tabs[tab].session).cloned();
        let may_answer = known.as_ref().is_some_and(|session| {
            let age = self.expected.now - session.since;
            let is_allowed = match client {
                client if TRUSTED.contains(&client) => true,
                "asking" => self.expected.has_allowed(client, session.account),
                _ => false,
            };
            is_allowed && how != How::Anew && (how != How::LatelyOnly || age < 60)
        });
        match (code, error, login_at(&page)) {
            (Some(code), None, None) => {
                assert!(may_answer, "{how:?}: {client} is answered about {known:?}");
                self.expected.code_is_given(code, client, self.tabs[tab].session.unwrap());
            }
            (None, Some(error), None) => {
                assert!(how == How::Silent && !may_answer, "{how:?}: {error} about {known:?}");
            }
            (None, None, Some(id)) => {
                assert!(how != How::Silent && !may_answer, "{how:?}: asked about {known:?}");
                self.expected.login_begins(id, client);
            }
            other => panic!("{other:?} at {}: {}", page.url, page.text),
        }
    }
}
