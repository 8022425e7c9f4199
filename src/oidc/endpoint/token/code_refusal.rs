//! Why a code is not redeemed: judged by what is known of it, after the redemption was refused.

use crate::client::Client;
use crate::oidc::endpoint::token_error::TokenError;
use crate::oidc::protocol::code_fault::{CodeFault, CodeRefusal};
use crate::oidc::store::authorization_code::{Redemption, Trace};

/// Which condition a redemption misses that was refused at `now`. A code of another client is as unknown to its
/// client as one that never was.
pub(super) fn judge(
    trace: Option<&Trace>,
    redemption: &Redemption<'_>,
    now: i64,
) -> (CodeFault, String) {
    let Some(trace) = trace else {
        return (CodeFault::Unknown, "a code that is not kept here".to_owned());
    };
    if trace.client_id != redemption.client.client_id {
        return (CodeFault::Unknown, format!("a code of the client {}", trace.client_id));
    }
    let is_sent_there = trace.redirect_uri == redemption.redirect_uri;
    let unproven =
        CodeFault::of_challenge(trace.challenge.as_deref(), redemption.challenge.as_ref());
    let late = now.saturating_sub(trace.expires_at);
    match (trace.redeemed_at, unproven) {
        (Some(at), unproven) => {
            let is_same = is_sent_there && unproven.is_none();
            let fault = if is_same { CodeFault::Redeemed } else { CodeFault::RedeemedOtherwise };
            (fault, format!("a code that was redeemed {} s before", now.saturating_sub(at)))
        }
        (None, _) if late >= 0 => {
            (CodeFault::Expired, format!("a code that expired {late} s before"))
        }
        (None, _) if !is_sent_there => {
            let (sent, asked) = (redemption.redirect_uri, &trace.redirect_uri);
            (CodeFault::RedirectUri, format!("{sent} (the authorization request had {asked})"))
        }
        (None, Some(fault)) => {
            let sent = if redemption.challenge.is_some() { "a code_verifier" } else { "none" };
            (fault, sent.to_owned())
        }
        // It was deleted and made again meanwhile, which nobody can do.
        (None, None) => (CodeFault::Unknown, "a code that is good now".to_owned()),
    }
}

/// The error for a request that misses this condition. Only a client that has authenticated hears which one
/// it is: whoever has glimpsed a code of a public client can ask as well as that client.
pub(super) fn error(client: &Client, fault: CodeFault, received: String) -> TokenError {
    let refusal = CodeRefusal { fault, received };
    if client.is_public() { TokenError::InvalidGrant(refusal) } else { TokenError::Code(refusal) }
}
