//! "Try it": a relying party of our own, which signs in through the provider like any other.
//!
//! It uses the `openidconnect` crate: the code flow with PKCE and nonce. Its HTTP client calls our
//! own router, so no request leaves the process. It knows nothing else of the provider. Its state
//! is in a cookie that only this browser has.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::DateTime;
use http_body_util::{BodyExt, Limited};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use tower::ServiceExt;

use super::bridge::Bridge;
use super::error_page::{Cause, Failure, TrialError};
use super::trials::{Trial, Trials};
use crate::params::Params;
use crate::web::cookie::Cookie;
use crate::web::methods::without_head;
use crate::web::page::{respond, see_other};
use crate::web::pages::TryItResult;

/// The largest answer it reads from its own provider, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// What the two handlers need: the identifier of this relying party, the bridge for its pages, and
/// the provider as a router.
#[derive(Clone)]
pub(super) struct TryIt {
    client_id: String,
    bridge: Arc<Bridge>,
    provider: Router,
}

type RelyingParty = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The routes of the trial, below `/try-it`. `provider` answers at the addresses of the issuer.
pub(super) fn routes(client_id: String, bridge: Arc<Bridge>, provider: Router) -> Router {
    Router::new()
        .route("/try-it", post(start))
        .route("/try-it/callback", without_head("GET", get(finish)))
        .with_state(TryIt { client_id, bridge, provider })
}

/// The redirect URI of this relying party.
pub fn redirect_uri(public_url: &str) -> String {
    format!("{public_url}/try-it/callback")
}

/// `POST /try-it`: sends the person to the provider.
async fn start(State(trial): State<TryIt>, headers: HeaderMap) -> Result<Response, Failure> {
    trial.begin(&headers).await.map_err(|failure| trial.back_home(failure))
}

/// `GET /try-it/callback`: shows the claims in the provider's response.
async fn finish(
    State(trial): State<TryIt>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let ended = trial.end(&query.unwrap_or_default(), &headers).await;
    ended.map_err(|failure| trial.back_home(failure))
}

impl TryIt {
    /// Every failure of a trial leads back to the front page, where it began.
    fn back_home(&self, failure: Failure) -> Failure {
        let site = &self.bridge.site;
        failure.with_home(site.service_name(), Some(site.href("/")))
    }

    async fn begin(&self, headers: &HeaderMap) -> Result<Response, Failure> {
        let client = self.relying_party().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let trial = Trial {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        let mut response = see_other(url.as_str());
        self.remember(&mut response, &self.trials(headers).with(trial));
        Ok(response)
    }

    async fn end(&self, query: &str, headers: &HeaderMap) -> Result<Response, Failure> {
        let answer = Params::parse(query.as_bytes()).map_err(|_| TrialError::Foreign)?;
        let one = |name| answer.one(name).ok().flatten();
        let mut trials = self.trials(headers);
        let trial = one("state").and_then(|state| trials.take(state)).ok_or(TrialError::Foreign)?;
        // A relying party with several providers needs this check against mix-up (RFC 9207 §2.4).
        if one("iss") != Some(self.bridge.provider.issuer.as_str()) {
            return Err(TrialError::Foreign.into());
        }
        let claims = match (one("error"), one("code")) {
            (Some("access_denied"), _) => return Err(Cause::TrialDeclined.into()),
            (None, Some(code)) => self.claims(code, &trial).await?,
            (Some(_), _) | (None, None) => return Err(TrialError::Refused.into()),
        };
        let mut response =
            respond(StatusCode::OK, &TryItResult { site: &self.bridge.site, claims: &claims });
        self.remember(&mut response, &trials);
        Ok(response)
    }

    fn trials(&self, headers: &HeaderMap) -> Trials {
        Trials::read(self.bridge.cookies.read(headers, Cookie::TryIt))
    }

    fn remember(&self, response: &mut Response, trials: &Trials) {
        let cookies = &self.bridge.cookies;
        match trials.to_cookie() {
            Some(value) => cookies.set(response, Cookie::TryIt, &value, None),
            None => cookies.clear(response, Cookie::TryIt),
        }
    }

    /// Redeems the code, verifies the ID token, and gives its claims as text.
    async fn claims(&self, code: &str, trial: &Trial) -> Result<Vec<(String, String)>, TrialError> {
        let client = self.relying_party().await?;
        let http = |request| ask(self.provider.clone(), request);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| TrialError::Discovery)?
            .set_pkce_verifier(PkceCodeVerifier::new(trial.verifier.clone()))
            .request_async(&http)
            .await
            .map_err(because(TrialError::Token))?;
        let clock = self.bridge.provider.context.clock.clone();
        let now = move || DateTime::from_timestamp(clock.now(), 0).unwrap_or_default();
        let verifier = client.id_token_verifier().set_time_fn(now);
        let claims = tokens
            .id_token()
            .ok_or(TrialError::IdToken)?
            .claims(&verifier, &Nonce::new(trial.nonce.clone()))
            .map_err(because(TrialError::IdToken))?;
        let scope: Vec<&str> =
            tokens.scopes().into_iter().flatten().map(|scope| scope.as_str()).collect();
        Ok(in_words(claims, &scope))
    }

    /// The relying party, with the provider metadata from discovery.
    async fn relying_party(&self) -> Result<RelyingParty, TrialError> {
        let issuer = self.bridge.provider.issuer.as_str().to_owned();
        let redirect = RedirectUrl::new(redirect_uri(&issuer));
        let redirect = redirect.map_err(because(TrialError::Discovery))?;
        let issuer = IssuerUrl::new(issuer).map_err(because(TrialError::Discovery))?;
        let http = |request| ask(self.provider.clone(), request);
        let metadata = CoreProviderMetadata::discover_async(issuer, &http).await;
        let metadata = metadata.map_err(because(TrialError::Discovery))?;
        let client_id = ClientId::new(self.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata, client_id, None);
        Ok(client.set_redirect_uri(redirect))
    }
}

/// Logs the details of an error, which the page need not show.
fn because<E: std::error::Error>(kind: TrialError) -> impl FnOnce(E) -> TrialError {
    move |error| {
        tracing::info!(%error, "a trial stops");
        kind
    }
}

/// Sends one request to the provider, which is in the same process. An error in it becomes a status
/// code, as it would over the network.
async fn ask(provider: Router, request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let response = provider.oneshot(request.map(Body::from)).await?;
    let (parts, body) = response.into_parts();
    Ok(match Limited::new(body, MAX_ANSWER).collect().await {
        Ok(body) => HttpResponse::from_parts(parts, body.to_bytes().to_vec()),
        Err(_) => StatusCode::BAD_GATEWAY.into_response().map(|_| Vec::new()),
    })
}

/// The claims by name, the most interesting ones first.
fn in_words(claims: &CoreIdTokenClaims, scope: &[&str]) -> Vec<(String, String)> {
    let time = |time: DateTime<chrono::Utc>| time.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let (authenticated, issued) = (claims.auth_time().map(time), time(claims.issue_time()));
    let (expires, scope) = (time(claims.expiration()), scope.join(" "));
    let claims: [(&str, Option<&str>); 11] = [
        ("preferred_username", claims.preferred_username().map(|name| name.as_str())),
        ("name", claims.name().and_then(|name| name.get(None)).map(|name| name.as_str())),
        ("sub", Some(claims.subject().as_str())),
        ("picture", claims.picture().and_then(|url| url.get(None)).map(|url| url.as_str())),
        ("profile", claims.profile().and_then(|url| url.get(None)).map(|url| url.as_str())),
        ("auth_time", authenticated.as_deref()),
        ("iss", Some(claims.issuer().as_str())),
        ("aud", claims.audiences().first().map(|audience| audience.as_str())),
        ("iat", Some(&issued)),
        ("exp", Some(&expires)),
        ("scope", Some(&scope)),
    ];
    let told = claims.into_iter().filter_map(|(name, value)| Some((name, value?)));
    told.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
