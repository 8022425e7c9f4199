//! A form that a client posts to one of our endpoints, and the authentication of that client.
//!
//! The endpoints for tokens, pushed requests (PAR), revocation and introspection all use it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};

use super::client_authentication::{authenticate, claimed_client_ids};
use super::client_limits::ClientLimits;
use super::token_error::TokenError;
use crate::client::Client;
use crate::limits::Source;
use crate::oidc::endpoint::provider::Provider;
use crate::params::{Malformed, Params};
use crate::telemetry::is_about_client;

/// A readable form of an authenticated client.
#[derive(Debug)]
pub(crate) struct ClientRequest {
    /// The client that sent it.
    pub(crate) client: Arc<Client>,
    /// All posted parameters, including the client's secret.
    pub(crate) form: Params,
    /// Where it comes from.
    pub(crate) source: Source,
}

impl FromRequest<Arc<Provider>> for ClientRequest {
    type Rejection = TokenError;

    async fn from_request(request: Request, provider: &Arc<Provider>) -> Result<Self, TokenError> {
        let headers = request.headers().clone();
        if request.uri().query().is_some_and(|query| !query.is_empty()) {
            note_claimed(&headers, &Params::default());
            return Err(TokenError::QueryParameters);
        }
        let source = request.extensions().get().copied().unwrap_or(Source::UNKNOWN);
        let body = Bytes::from_request(request, provider).await.map_err(|_| Malformed::TooLong)?;
        if !is_form(&headers) {
            note_claimed(&headers, &Params::default());
            return Err(TokenError::NoForm(content_type(&headers).to_owned()));
        }
        let form = Params::parse(&body)?;
        let client = admit(provider, (&headers, &form), source).await?;
        Ok(Self { client, form, source })
    }
}

impl ClientRequest {
    /// The value of a required parameter.
    ///
    /// # Errors
    /// [`TokenError::Missing`] if it is missing, [`TokenError::Repeated`] if it is given twice.
    pub(crate) fn required(&self, name: &'static str) -> Result<&str, TokenError> {
        self.optional(name)?.ok_or(TokenError::Missing(name))
    }

    /// The value of an optional parameter.
    ///
    /// # Errors
    /// [`TokenError::Repeated`] if it is given twice (RFC 6749 §3.2).
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&str>, TokenError> {
        self.form.one(name).map_err(|_| TokenError::Repeated(name))
    }
}

/// Finds out which client this is, and that it has not called too often.
///
/// The proof is looked at before anything is counted: others may have failed where this one comes from.
async fn admit(
    provider: &Provider,
    (headers, form): (&HeaderMap, &Params),
    source: Source,
) -> Result<Arc<Client>, TokenError> {
    let (limits, now) = (&provider.client_limits, provider.context.now());
    let admitted = async {
        let proven = authenticate(provider, headers, form).await?;
        is_about_client(&proven.client.client_id);
        limits.count(&proven.client, source, now)?;
        proven.confirm(&provider.context.db, form).await
    };
    match admitted.await {
        Ok(client) => Ok(client),
        Err(TokenError::InvalidClient(refusal)) => {
            let claimed = claimed_client_ids(headers, form);
            let mut known = Vec::new();
            for id in &claimed {
                known.extend(provider.context.clients.find(id).await?.map(|_| id.as_str()));
            }
            if let Some(id) = known.first() {
                is_about_client(id);
            }
            note_claimed(headers, form);
            if known.is_empty() {
                known.push(ClientLimits::NOBODY);
            }
            for id in known {
                limits.failed(id, source, now)?;
            }
            Err(refusal.into())
        }
        Err(error) => {
            note_claimed(headers, form);
            Err(error)
        }
    }
}

/// Notes for the log whom a request claims to come from, if that is not known better.
fn note_claimed(headers: &HeaderMap, form: &Params) {
    if let Some(id) = claimed_client_ids(headers, form).first() {
        is_about_client(id);
    }
}

/// Whether the `Content-Type` is that of a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let media_type = content_type(headers).split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
