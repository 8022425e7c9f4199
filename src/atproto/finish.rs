//! Finishes a login: redeems the server's code, proves whose account it is, revokes the tokens.
//!
//! In: the stored [`Flow`] and the callback. Out: an [`Identity`].

use std::sync::Arc;

use tokio::sync::oneshot;

use super::callback::Callback;
use super::client::Client;
use super::did::Did;
use super::email::{self, Email};
use super::exchange::Exchange;
use super::flow::Flow;
use super::identity::{self, HandleStatus};
use super::login_error::FinishError;
use super::metadata;
use super::origin::Origin;
use super::revocation;
use super::server_fault::ServerFault;
use super::token::{self, Claims, TokenResponse};

/// A person who has proven to be the owner of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account. The DID is its only permanent name.
    pub did: Did,
    /// The handle. It is verified if handle and account name each other at present, or did so when the
    /// login began and servers are out now.
    pub handle: HandleStatus,
    /// The PDS, which has the public records.
    pub pds: Origin,
    /// The authorization server of the PDS.
    pub issuer: Origin,
    /// The e-mail address, if it was requested.
    pub email: Email,
}

impl Client {
    /// Redeems the code of a callback, gives the tokens back and proves who has signed in.
    ///
    /// # Errors
    /// [`FinishError`]. Tokens that were issued are revoked all the same.
    pub async fn finish(&self, flow: Flow, callback: Callback) -> Result<Identity, FinishError> {
        let code = callback.code(&flow.issuer, flow.prompt)?;
        let client_key = self.identity.key_to_go_on_with(flow.client_key.as_deref())?;
        let client = self.with_deadline();
        let key = Arc::new(flow.dpop_key()?);
        let mut exchange = Exchange {
            client: client.clone(),
            issuer: flow.issuer.clone(),
            our_client: flow.our_client.unwrap_or(self.identity.client_before),
            client_key,
            key: Arc::clone(&key),
            nonce: flow.nonce.clone(),
        };
        let TokenResponse { tokens, claims } =
            token::redeem(&mut exchange, &flow.token_endpoint, code, &flow.verifier).await?;
        let opens_email = flow.email && claims.as_ref().is_ok_and(Claims::opens_email);
        let token = opens_email.then(|| tokens.access.clone());
        // The tokens are revoked as soon as `in_use` is dropped.
        let (in_use, end) = oneshot::channel();
        let revoked = revocation::begin(exchange, flow.revocation_endpoint.clone(), tokens, end);
        let prove = client.prove(&flow, claims);
        let Some(token) = token else {
            drop(in_use);
            return tokio::join!(prove, revocation::settle(revoked)).0;
        };
        let mut proven = prove.await;
        // Only now: a server that lies about the account must not choose where its token is sent.
        if let Ok(Identity { did, pds, email, .. }) = &mut proven {
            *email = email::read(&client, &key, &token, did, pds).await;
        }
        drop(in_use);
        revocation::settle(revoked).await;
        proven
    }

    /// Notes which servers have completed a login, so that silent ones cannot keep us from asking them.
    fn note_servers(&self, identity: &Identity) {
        let servers = [&identity.issuer, &identity.pds].map(|server| server.join("/"));
        for server in servers.iter().chain(self.plc.iter()) {
            self.fetch.prove(server);
        }
    }

    /// Checks that the account's own PDS trusts the server that named the account. Any server can
    /// claim any DID, so this check is mandatory (ATProto OAuth, "Identity Authentication").
    async fn prove(
        &self,
        flow: &Flow,
        claims: Result<Claims, ServerFault>,
    ) -> Result<Identity, FinishError> {
        let did = claims?.subject()?;
        if let Some(asked) = flow.account.clone().filter(|expected| *expected != did) {
            return Err(FinishError::WrongAccount { asked, received: did });
        }
        let fetch = &self.fetch;
        let document = identity::document(self, &did).await?;
        let pds = document.pds.clone().ok_or(FinishError::NoPds)?;
        // The metadata of the issuer was checked when the login began. Which issuer the PDS trusts
        // may have changed since, and a lying server cannot change it.
        let issuer = async {
            let issuer = metadata::issuer_of(fetch, &pds).await?;
            if issuer == flow.issuer {
                return Ok(issuer);
            }
            let [asked, trusted] = [&flow.issuer, &issuer].map(|it| it.as_str().to_owned());
            Err(FinishError::WrongAuthority { asked, did: did.clone(), trusted })
        };
        let handle = async { Ok(identity::handle_status(fetch, &document).await) };
        let (issuer, handle) = tokio::try_join!(issuer, handle)?;
        let handle = match handle {
            HandleStatus::Unconfirmed(claimed) => flow
                .confirmed(&claimed, self.clock.now())
                .map_or(HandleStatus::Unconfirmed(claimed), HandleStatus::Verified),
            known @ (HandleStatus::Verified(_) | HandleStatus::None) => known,
        };
        let email = if flow.email { Email::NotTold } else { Email::NotAsked };
        let identity = Identity { did, handle, pds, issuer, email };
        self.note_servers(&identity);
        Ok(identity)
    }
}
