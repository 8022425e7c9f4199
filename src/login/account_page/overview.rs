//! `GET /account`: where the person is signed in, which relying parties have access, and their latest sign-ins.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::visitor::Visitor;
use super::{relying_parties, sign_ins};
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::person::device;
use crate::login::store::browser_session::{BrowserSession, Listed};
use crate::login::times;
use crate::oidc::store::grants;
use crate::web::pages::account::{AccountPage, SessionRow};

/// `GET /account`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (db, did, now) = (bridge.db(), &visitor.session.did, bridge.now());
    let listed = BrowserSession::all_of(db, did).await?;
    let held = grants::all_of_account(db, did, now).await?;
    let page = AccountPage {
        site: &bridge.site,
        who: visitor.names(),
        sessions: &signed_in_at(&bridge, &visitor, &listed),
        relying_parties: &relying_parties::with_access(&bridge, visitor.names(), &held).await?,
        sign_ins: &sign_ins::latest(&bridge, did).await?,
        csrf: &visitor.csrf(),
    };
    Ok(visitor.show(&bridge, &page))
}

/// The sessions that have not ended, this browser's first.
fn signed_in_at(bridge: &Bridge, visitor: &Visitor, listed: &[Listed]) -> Vec<SessionRow> {
    let now = bridge.now();
    let shown = |listed: &Listed| {
        let is_this_one = listed.session.id == visitor.session.id;
        // This session is in use now, even if its last noted use is older.
        let last_used = if is_this_one { now } else { listed.last_used_at };
        SessionRow {
            id: form_name(bridge, &listed.session),
            device: device::in_words(&listed.device),
            last_used: times::ago(last_used, now),
            since: times::date(listed.session.authenticated_at),
            stays: listed.session.stays(),
            is_this_one,
        }
    };
    let live = listed.iter().filter(|listed| listed.expires_at > now);
    let mut sessions: Vec<_> = live.map(shown).collect();
    sessions.sort_by_key(|session| !session.is_this_one);
    sessions
}

/// The name of a session in forms. Its own identifier is never disclosed.
pub(super) fn form_name(bridge: &Bridge, session: &BrowserSession) -> String {
    session.sid(&bridge.account_page)
}
