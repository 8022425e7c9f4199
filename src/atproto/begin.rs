//! The two verbs: begin a login, finish a login.
//!
//! Each is one errand of at most 20 seconds, whatever the servers do. Both are tables of contents: the
//! rules are in the files that they call.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use super::account_identifier::AccountIdentifier;
use super::callback::Callback;
use super::client_assertion::{ClientIdentity, KeyGone};
use super::did::Did;
use super::did_document::DidDocument;
use super::email::{self, Email};
use super::flow::Flow;
use super::handle::Handle;
use super::identity;
use super::metadata::{self, AuthorizationServer};
use super::nonces::Nonces;
use super::origin::Origin;
use super::our_client_keys::OurClientKey;
use super::par;
use super::prompt::{self, LoginOptions, NoFreshLogin, Prompt, is_about_the_prompt};
use super::revocation;
use super::server_fault::{BeginError, Cause, FinishError, ServerFault};
use super::session::Session;
use super::token;
use crate::clock::Clock;
use crate::fetch::{Fetch, FetchError, NameFault};
use crate::jws::{Algorithm, KeyError, PrivateKey};
use crate::secret::Secret;

/// An ATProto OAuth client. Clones are the same client.
#[derive(Clone)]
pub struct Client {
    pub(super) fetch: Fetch,
    clock: Clock,
    identity: Arc<ClientIdentity>,
    pub(super) plc: Arc<[Url]>,
    nonces: Nonces,
}

/// A login that has been begun.
#[derive(Debug)]
pub struct BegunLogin {
    /// Where to send the person.
    pub redirect: Url,
    /// What comes back with the callback; the key to seal [`Self::flow`] under.
    pub state: Secret,
    /// What [`Client::finish`] needs; to be stored, sealed.
    pub flow: Flow,
    /// Who was asked.
    pub issuer: Origin,
    /// Who is expected, unless the login was begun with a server.
    pub did: Option<Did>,
}

/// A person who has proven to be the owner of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account: the one name of it that lasts.
    pub did: Did,
    /// Its handle, if handle and account name each other just now.
    pub handle: Option<Handle>,
    /// Where its public records are.
    pub pds: Origin,
    /// Who vouches for the person.
    pub issuer: Origin,
    /// Their e-mail address, if it was wanted.
    pub email: Email,
}

/// What is known when the server to ask has been found.
struct Start {
    server: AuthorizationServer,
    account: Option<Did>,
    login_hint: Option<String>,
}

/// What of a request that was pushed its flow has to know.
pub(super) struct PushedAuthorization {
    pub(super) verifier: Secret,
    pub(super) prompt: Option<Prompt>,
    pub(super) email: bool,
}

/// The two keys of one login, which it keeps to its end.
struct Keys {
    /// Its own.
    dpop: PrivateKey,
    /// Ours; none for a public client.
    client: Option<Arc<OurClientKey>>,
}

/// For all servers together that a begin or a finish asks.
pub(super) const TIME_FOR_SERVERS: Duration = Duration::from_secs(20);

impl Client {
    /// A client that asks the PLC directories `plc` in order.
    pub fn new(fetch: Fetch, clock: Clock, identity: ClientIdentity, plc: Vec<Url>) -> Self {
        let (identity, plc, nonces) = (Arc::new(identity), plc.into(), Nonces::default());
        Self { fetch, clock, identity, plc, nonces }
    }

    /// Finds the server of an account and pushes an authorization request to it that asks what is
    /// wished, as far as the server can be asked.
    ///
    /// # Errors
    /// [`BeginError`]; nothing has to be undone after any of them.
    pub async fn begin(
        &self,
        account: &AccountIdentifier,
        options: &LoginOptions,
    ) -> Result<BegunLogin, BeginError> {
        let fetch = self.fetch.within(TIME_FOR_SERVERS).errand(self.clock.now());
        let start = self.locate(&fetch, account).await?;
        let prompt = prompt::askable(options.prompt, &start.server.prompts)?;
        let client = self.identity.key_to_begin_with(self.clock.now())?;
        let keys = Keys { dpop: PrivateKey::generate(Algorithm::Es256)?, client };
        let mut session = self.session(fetch, start.server.issuer.clone(), keys);
        let (redirect, state, asked) =
            self.ask(&mut session, &start, LoginOptions { prompt, ..*options }).await?;
        let Start { server, account, .. } = start;
        let (issuer, did) = (server.issuer.clone(), account.clone());
        let flow = Flow::of(session, server, account, asked);
        Ok(BegunLogin { redirect, state, flow, issuer, did })
    }

    /// Pushes the request, and again without what the server disliked, if the login can do without.
    async fn ask(
        &self,
        session: &mut Session,
        start: &Start,
        LoginOptions { mut prompt, email }: LoginOptions,
    ) -> Result<(Url, Secret, PushedAuthorization), BeginError> {
        let may_ask = email && self.identity.asks_email;
        let mut more = may_ask.then(|| email::scope(&start.server.scopes)).flatten();
        loop {
            let (state, verifier) = (Secret::mint(), Secret::mint());
            let login_hint = start.login_hint.as_deref();
            let scope = more.unwrap_or(par::SCOPE);
            let request =
                par::Request { state: &state, verifier: &verifier, login_hint, scope, prompt };
            let fault = match par::push(session, &start.server, &request).await {
                Ok(redirect) => {
                    return Ok((redirect, state, PushedAuthorization { verifier, prompt, email }));
                }
                Err(fault) => fault,
            };
            let Cause::Refused(_, error) = &fault.cause else { return Err(self.refused(fault)) };
            if let Some(disliked) = prompt.filter(|_| is_about_the_prompt(error)) {
                disliked.fallback()?;
                prompt = None;
            } else if more.is_some() && error.code == "invalid_scope" {
                more = None;
            } else {
                return Err(self.refused(fault));
            }
            tracing::info!(%fault, "asked again for less");
        }
    }

    /// Redeems the code of a callback, gives the tokens back and proves who has signed in.
    ///
    /// # Errors
    /// [`FinishError`]; tokens that were given are revoked all the same.
    pub async fn finish(&self, flow: Flow, callback: Callback) -> Result<Identity, FinishError> {
        let code = callback.code(&flow.issuer, flow.prompt)?;
        let client_key = self.identity.key_to_go_on_with(flow.client_key.as_deref());
        let client_key = client_key.map_err(|KeyGone| FinishError::ClientKeyGone)?;
        let fetch = self.fetch.within(TIME_FOR_SERVERS);
        let keys = Keys { dpop: flow.dpop_key()?, client: client_key };
        let mut session = self.session(fetch.clone(), flow.issuer.clone(), keys);
        session.nonce.clone_from(&flow.nonce);
        let response =
            token::redeem(&mut session, &flow.token_endpoint, code, &flow.verifier).await?;
        let subject = response.subject();
        let token = response.email_token().filter(|_| flow.email);
        // Held until the tokens have told all we want to know: then they go.
        let (in_use, end) = oneshot::channel();
        let revoked =
            revocation::begin(session, flow.revocation_endpoint.clone(), response.tokens, end);
        let Some(token) = token else {
            drop(in_use);
            let (proven, ()) =
                tokio::join!(self.prove(&fetch, &flow, subject), revocation::settle(revoked));
            return proven;
        };
        let mut proven = self.prove(&fetch, &flow, subject).await;
        if let Ok(identity) = &mut proven {
            // Not before: a server that lies about the account must not choose where its token goes.
            identity.email = self.email(&fetch, &flow, &token, identity).await?;
        }
        drop(in_use);
        revocation::settle(revoked).await;
        proven
    }

    async fn email(
        &self,
        fetch: &Fetch,
        flow: &Flow,
        token: &Secret,
        identity: &Identity,
    ) -> Result<Email, KeyError> {
        let key = &flow.dpop_key()?;
        let (clock, nonces) = (&self.clock, &self.nonces);
        Ok(email::Reader { fetch, clock, nonces, key, token }.read(identity).await)
    }

    /// Where the login has to go.
    async fn locate(
        &self,
        fetch: &Fetch,
        account: &AccountIdentifier,
    ) -> Result<Start, BeginError> {
        match account {
            AccountIdentifier::Handle(handle) => {
                match identity::of_handle(fetch, &self.plc, handle).await? {
                    Some(document) => at_pds(fetch, document, handle.as_str()).await,
                    None => at_domain(fetch, handle).await,
                }
            }
            AccountIdentifier::Did(did) => {
                let document = identity::document(fetch, &self.plc, did).await?;
                at_pds(fetch, document, did.as_str()).await
            }
            AccountIdentifier::Server(host) => at_server(fetch, host).await,
        }
    }

    /// Whether the server that named `subject` is the one in whose care that account is. It is never
    /// taken at its word: any server can claim anybody ("critical" in the specification).
    async fn prove(
        &self,
        fetch: &Fetch,
        flow: &Flow,
        subject: Result<Did, FinishError>,
    ) -> Result<Identity, FinishError> {
        let did = subject?;
        if flow.account.as_ref().is_some_and(|expected| *expected != did) {
            return Err(FinishError::WrongAccount);
        }
        let document = identity::document(fetch, &self.plc, &did).await?;
        let pds = document.pds.clone().ok_or(FinishError::NoPds)?;
        // The issuer's own metadata was checked against its origin when the login began; what may
        // have changed, and what a lying server cannot change, is whom the PDS trusts.
        let authority = async {
            let issuer = metadata::issuer_of(fetch, &pds).await?;
            if issuer == flow.issuer { Ok(issuer) } else { Err(FinishError::WrongAuthority) }
        };
        let handle = async { Ok(identity::verified_handle(fetch, &document).await) };
        let (issuer, handle) = tokio::try_join!(authority, handle)?;
        let email = if flow.email { Email::NotTold } else { Email::NotAsked };
        Ok(Identity { did, handle, pds, issuer, email })
    }

    fn session(&self, fetch: Fetch, issuer: Origin, keys: Keys) -> Session {
        Session {
            fetch,
            clock: self.clock.clone(),
            identity: Arc::clone(&self.identity),
            nonces: self.nonces.clone(),
            client_key: keys.client,
            issuer,
            key: keys.dpop,
            nonce: None,
        }
    }

    /// Tells apart why a pushed request failed: an operator can do something about some reasons.
    fn refused(&self, fault: ServerFault) -> BeginError {
        let about_us =
            matches!(&fault.cause, Cause::Refused(_, error) if par::is_about_the_client(error));
        if !about_us {
            BeginError::Server(fault)
        } else if self.identity.keys.is_none() {
            BeginError::LocalhostClientUnknown(fault)
        } else {
            BeginError::ClientUnknown(fault)
        }
    }
}

/// An account is known: its PDS says who signs its people in.
async fn at_pds(fetch: &Fetch, document: DidDocument, hint: &str) -> Result<Start, BeginError> {
    let pds = document.pds.ok_or(BeginError::NoPds)?;
    let issuer = metadata::issuer_of(fetch, &pds).await?;
    let server = metadata::authorization_server(fetch, issuer).await?;
    Ok(Start { server, account: Some(document.did), login_hint: Some(hint.to_owned()) })
}

/// A server is known: whoever signs in there is proven afterwards.
async fn at_server(fetch: &Fetch, host: &Origin) -> Result<Start, BeginError> {
    let server = metadata::server_at(fetch, host).await.map_err(|fault| {
        let reached = !matches!(fault.cause, Cause::Fetch(_)) && !fault.cause.is_outage();
        // That there is no such host is known from DNS, as anybody can; it is no outage of ours.
        let nowhere = matches!(fault.cause, Cause::Fetch(FetchError::Name(NameFault::NoRecord)));
        if reached || nowhere { BeginError::NotAServer(fault) } else { BeginError::Server(fault) }
    })?;
    Ok(Start { server, account: None, login_hint: None })
}

/// No account has this name as its handle. People also type where their account is; if that is not
/// what it is either, they have mistyped their handle, whatever is wrong with the server.
async fn at_domain(fetch: &Fetch, name: &Handle) -> Result<Start, BeginError> {
    let host =
        Origin::of_host(name.as_str(), fetch.network()).map_err(|_| BeginError::NoAccount)?;
    at_server(fetch, &host).await.map_err(|_| BeginError::NoAccount)
}

impl From<NoFreshLogin> for BeginError {
    fn from(NoFreshLogin: NoFreshLogin) -> Self {
        Self::NoFreshLogin
    }
}
