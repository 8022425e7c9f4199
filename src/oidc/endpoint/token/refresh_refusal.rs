//! Why a refresh token is not exchanged. The client always hears the same.

use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::endpoint::token_error::{RefreshRefusal, TokenError};
use crate::oidc::store::refresh_token::RefreshToken;
use crate::secret::Secret;
use crate::telemetry::belongs_to;

/// The error for a token that misses this condition.
pub(super) const fn error(condition: &'static str, received: String) -> TokenError {
    TokenError::InvalidRefreshToken(RefreshRefusal { condition, received })
}

/// The error for a token that is not found.
pub(super) async fn not_found(
    provider: &Provider,
    client: &Client,
    token: &Secret,
) -> Result<TokenError, DbError> {
    let trace = RefreshToken::trace(&provider.context.db, token).await?;
    belongs_to(trace.as_ref().and_then(|trace| trace.login));
    let late = trace.as_ref().map(|it| provider.context.now().saturating_sub(it.expires_at));
    Ok(match (trace, late) {
        (Some(trace), _) if trace.client_id != client.client_id => {
            let received = format!("a refresh token of the client {}", trace.client_id);
            error("the refresh token belongs to another client", received)
        }
        (Some(_), Some(late)) if late >= 0 => {
            error("the refresh token has expired", format!("one that expired {late} s before"))
        }
        (..) => error(
            "the refresh token is not known, or was revoked",
            "one that is not kept here".to_owned(),
        ),
    })
}
