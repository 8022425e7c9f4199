//! A relying party on the `openidconnect` crate: the independent judge of what the provider says.

use std::net::SocketAddr;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreTokenIntrospectionResponse, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IntrospectionUrl,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RevocationUrl, Scope, TokenResponse,
};

use super::browser::client_builder;
use super::daemon::REDIRECT_URI;
use super::{Daemon, Page};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What it takes ID tokens to be signed with.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// One relying party.
pub(crate) struct RelyingParty {
    client: Client,
    http: Http,
    now: i64,
}

/// A question it asked, and what it must remember to hear the answer.
pub(crate) struct Question {
    /// Where the person is sent.
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: Nonce,
    pub(crate) verifier: String,
}

/// What it knows in the end.
pub(crate) struct Known {
    pub(crate) claims: CoreIdTokenClaims,
    pub(crate) userinfo: CoreUserInfoClaims,
    pub(crate) tokens: CoreTokenResponse,
}

/// Reaches the daemon where it really listens, under the name that it goes by.
#[derive(Clone)]
struct Http {
    client: reqwest::Client,
    origin: String,
    base: String,
}

impl RelyingParty {
    /// Learns about the provider by discovery.
    pub(crate) async fn discover(daemon: &Daemon, client_id: &str, secret: Option<&str>) -> Self {
        Self::at((&daemon.url, daemon.address), daemon.clock.now(), client_id, secret).await
    }

    /// Learns about the provider of this URL, which is answered at this address, `now`.
    pub(crate) async fn at(
        (url, address): (&str, SocketAddr),
        now: i64,
        client_id: &str,
        secret: Option<&str>,
    ) -> Self {
        let origin = url::Url::parse(url).unwrap().origin().ascii_serialization();
        let base = format!("http://{address}");
        let http = Http { client: client_builder().build().unwrap(), origin, base };
        let issuer = IssuerUrl::new(url.to_owned()).unwrap();
        let ask = |request| http.send(request);
        let metadata = CoreProviderMetadata::discover_async(issuer, &ask).await.unwrap();
        let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(client_id.to_owned());
        let client = CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap());
        Self { client, http, now }
    }

    /// Lets time pass. What it knows of the provider's keys stays what it learnt by discovery.
    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now += seconds;
    }

    /// A question with state, nonce and PKCE.
    pub(crate) fn ask(&self) -> Question {
        self.ask_for(&["profile"])
    }

    /// The same for these scopes and `openid`.
    pub(crate) fn ask_for(&self, scopes: &[&str]) -> Question {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, state, nonce) = self
            .client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Question {
            url: url.into(),
            state: state.secret().clone(),
            nonce,
            verifier: verifier.secret().clone(),
        }
    }

    /// Hears the answer: state, issuer, code, ID token, userinfo. Panics at whatever is wrong.
    pub(crate) async fn hear(&self, question: &Question, answer: &Page) -> Known {
        let parameter = |name: &str| {
            answer
                .parameter(name)
                .unwrap_or_else(|| panic!("no {name} in {}: {}", answer.url, answer.text))
        };
        assert_eq!(parameter("state"), question.state);
        assert_eq!(parameter("iss"), self.issuer(), "RFC 9207");
        self.redeem(&parameter("code"), question).await.unwrap()
    }

    /// Redeems a code, verifies the ID token and asks userinfo.
    pub(crate) async fn redeem(&self, code: &str, question: &Question) -> Result<Known, String> {
        let ask = |request| self.http.send(request);
        let tokens = self
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .unwrap()
            .set_pkce_verifier(PkceCodeVerifier::new(question.verifier.clone()))
            .request_async(&ask)
            .await
            .map_err(|error| format!("{error:?}"))?;
        let now = self.now;
        let time = move || chrono::DateTime::from_timestamp(now, 0).unwrap();
        let verifier = self.client.id_token_verifier().set_time_fn(time);
        let verifier = verifier.set_allowed_algs(ALGORITHMS);
        let id_token = tokens.id_token().unwrap();
        let claims = id_token.claims(&verifier, &question.nonce).map_err(|e| format!("{e:?}"))?;
        let claims = claims.clone();
        let at_hash = AccessTokenHash::from_token(
            tokens.access_token(),
            id_token.signing_alg().unwrap(),
            id_token.signing_key(&verifier).unwrap(),
        );
        assert_eq!(claims.access_token_hash(), Some(&at_hash.unwrap()), "OIDC Core §3.1.3.6");
        let subject = claims.subject().clone();
        let userinfo = self
            .client
            .user_info(tokens.access_token().clone(), Some(subject))
            .unwrap()
            .request_async(&ask)
            .await
            .map_err(|error| format!("{error:?}"))?;
        Ok(Known { claims, userinfo, tokens })
    }

    /// Refreshes, and verifies the new ID token if there is one.
    pub(crate) async fn refresh(
        &self,
        token: &RefreshToken,
    ) -> Result<(CoreTokenResponse, Option<CoreIdTokenClaims>), String> {
        let ask = |request| self.http.send(request);
        let request = self.client.exchange_refresh_token(token).unwrap();
        let tokens = request.request_async(&ask).await.map_err(|error| format!("{error:?}"))?;
        let now = self.now;
        let time = move || chrono::DateTime::from_timestamp(now, 0).unwrap();
        let verifier = self.client.id_token_verifier().set_time_fn(time);
        let without_nonce = |nonce: Option<&Nonce>| match nonce {
            None => Ok(()),
            Some(_) => Err("OIDC Core §12.2: it should have none".to_owned()),
        };
        let claims = tokens.id_token().map(|token| token.claims(&verifier, without_nonce).unwrap());
        let claims = claims.cloned();
        Ok((tokens, claims))
    }

    /// Gives a token back (RFC 7009).
    pub(crate) async fn revoke(&self, token: CoreRevocableToken) {
        let url = RevocationUrl::new(format!("{}/revoke", self.issuer())).unwrap();
        let client = self.client.clone().set_revocation_url(url);
        let ask = |request| self.http.send(request);
        client.revoke_token(token).unwrap().request_async(&ask).await.unwrap();
    }

    /// Asks what a token is worth (RFC 7662).
    pub(crate) async fn introspect(&self, token: &AccessToken) -> CoreTokenIntrospectionResponse {
        let url = IntrospectionUrl::new(format!("{}/introspect", self.issuer())).unwrap();
        let client = self.client.clone().set_introspection_url(url);
        let ask = |request| self.http.send(request);
        client.introspect(token).request_async(&ask).await.unwrap()
    }

    fn issuer(&self) -> String {
        let url = self.client.auth_uri().as_str();
        url.strip_suffix("/authorize").unwrap().to_owned()
    }
}

impl Http {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string().replacen(&self.origin, &self.base, 1);
        let host = self.origin.split("://").nth(1).unwrap();
        let request = self.client.request(parts.method, url).headers(parts.headers);
        let response = request.header("host", host).body(body).send().await?;
        let mut answer = openidconnect::http::Response::builder().status(response.status());
        *answer.headers_mut().unwrap() = response.headers().clone();
        Ok(answer.body(response.bytes().await?.to_vec()).unwrap())
    }
}
