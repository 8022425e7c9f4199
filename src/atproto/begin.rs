//! Begins a login: finds the authorization server of an account and pushes the request to it.
//!
//! In: an account or a server. Out: the URL to send the person to, and the [`Flow`] to store until
//! they come back.

use std::time::Duration;

use url::Url;

use super::account_identifier::AccountIdentifier;
use super::client::Client;
use super::did::Did;
use super::did_document::DidDocument;
use super::email;
use super::exchange::Exchange;
use super::flow::{ConfirmedHandle, Flow};
use super::handle::Handle;
use super::identity::{self, HandleOwner};
use super::login_error::BeginError;
use super::metadata::{self, AuthorizationServer};
use super::origin::Origin;
use super::our_client::OurClient;
use super::par::{self, PushedAuthorization};
use super::prompt::{self, LoginOptions, NoFreshLogin, is_about_the_prompt};
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, FetchError, NameFault};
use crate::jws::{Algorithm, PrivateKey};
use crate::secret::Secret;

/// For asking a server whose name is that of a handle that could not be looked up: it may be out as well, and
/// the person waits.
const TIME_FOR_GUESS: Duration = Duration::from_secs(3);

/// A login that has been begun.
#[derive(Debug)]
pub struct BegunLogin {
    /// The URL to send the person to.
    pub redirect: Url,
    /// The `state` of the callback, and the key to seal [`Self::flow`] with.
    pub state: Secret,
    /// What [`Client::finish`] needs. Store it sealed.
    pub flow: Flow,
    /// The authorization server.
    pub issuer: Origin,
}

/// Where a login begins.
struct Start {
    server: AuthorizationServer,
    account: Option<Did>,
    /// The handle that certainly names the account.
    handle: Option<Handle>,
    login_hint: Option<String>,
}

impl Client {
    /// Finds the server of an account and pushes an authorization request to it. Options that the
    /// server does not support are left out, except for `prompt=login`.
    ///
    /// # Errors
    /// [`BeginError`]. None of them leaves anything to undo.
    pub async fn begin(
        &self,
        account: &AccountIdentifier,
        options: &LoginOptions,
    ) -> Result<BegunLogin, BeginError> {
        let mut client = self.with_deadline();
        client.fetch = client.fetch.on_behalf_of(options.source).errand(self.clock.now());
        let start = client.locate(account).await?;
        let prompt = prompt::askable(options.prompt, &start.server.prompts);
        let prompt = prompt.map_err(|NoFreshLogin| no_fresh_login(&start.server))?;
        let email = options.email;
        let mut exchange = Exchange {
            issuer: start.server.issuer.clone(),
            our_client: OurClient::Identity,
            client_key: client.identity.key_to_begin_with(self.clock.now())?,
            key: PrivateKey::generate(Algorithm::Es256)?.into(),
            nonce: None,
            client,
        };
        let pushed = push(&mut exchange, &start, LoginOptions { prompt, ..*options }).await?;
        let (redirect, state) = (pushed.redirect.clone(), pushed.state.clone());
        let issuer = start.server.issuer.clone();
        let handle = start.handle.map(|handle| ConfirmedHandle { handle, at: self.clock.now() });
        let mut flow = Flow::of(exchange, start.server, start.account, pushed, email);
        flow.handle = handle;
        Ok(BegunLogin { redirect, state, flow, issuer })
    }

    async fn locate(&self, account: &AccountIdentifier) -> Result<Start, BeginError> {
        let fetch = &self.fetch;
        match account {
            AccountIdentifier::Handle(handle) | AccountIdentifier::Fediverse(handle) => {
                match identity::of_handle(self, handle).await {
                    Ok(Some(HandleOwner { document, is_confirmed })) => {
                        let start = at_pds(fetch, document, handle.as_str()).await?;
                        Ok(Start { handle: is_confirmed.then(|| handle.clone()), ..start })
                    }
                    Ok(None) => at_domain(fetch, handle).await,
                    Err(error) if is_outage_of_handle(&error) => {
                        let fetch = fetch.within(TIME_FOR_GUESS);
                        at_domain(&fetch, handle).await.map_err(|_| error)
                    }
                    Err(error) => Err(error),
                }
            }
            AccountIdentifier::Did(did) => {
                let document = identity::document(self, did).await?;
                at_pds(fetch, document, did.as_str()).await
            }
            AccountIdentifier::Server(host) => at_server(fetch, host).await,
        }
    }
}

/// Finds the authorization server of an account by its PDS.
async fn at_pds(fetch: &Fetch, document: DidDocument, hint: &str) -> Result<Start, BeginError> {
    let pds = document.pds.ok_or(BeginError::NoPds)?;
    let issuer = metadata::issuer_of(fetch, &pds).await.map_err(|fault| {
        if fault.is_no_oauth() { BeginError::NoOAuth(fault) } else { BeginError::Server(fault) }
    })?;
    let server = metadata::authorization_server(fetch, issuer).await?;
    let (account, login_hint) = (Some(document.did), Some(hint.to_owned()));
    Ok(Start { server, account, handle: None, login_hint })
}

/// Starts at a server. Any account of it may sign in.
async fn at_server(fetch: &Fetch, host: &Origin) -> Result<Start, BeginError> {
    let server = metadata::server_at(fetch, host).await.map_err(|fault| {
        let reached = !matches!(fault.cause, Cause::Fetch(_)) && !fault.cause.is_outage();
        // DNS tells everybody that a host does not exist. That is no outage.
        let nowhere = matches!(fault.cause, Cause::Fetch(FetchError::Name(NameFault::NoRecord)));
        if reached || nowhere { BeginError::NotAServer(fault) } else { BeginError::Server(fault) }
    })?;
    Ok(Start { server, account: None, handle: None, login_hint: None })
}

/// Starts at the server named like a handle that belongs to no account, because people also type
/// where their account is. If that fails, the handle was probably mistyped.
async fn at_domain(fetch: &Fetch, name: &Handle) -> Result<Start, BeginError> {
    let host =
        Origin::of_host(name.as_str(), fetch.network()).map_err(|_| BeginError::NoAccount)?;
    at_server(fetch, &host).await.map_err(|_| BeginError::NoAccount)
}

/// Whether it is not certain whom the handle names, if anybody. A server of that name can be asked then, too:
/// who signs in there is proven afterwards. Where no web server of that name is reached there is none to ask.
const fn is_outage_of_handle(error: &BeginError) -> bool {
    let BeginError::Server(ServerFault { step: Step::ResolveHandle, cause, .. }) = error else {
        return false;
    };
    !matches!(
        cause,
        Cause::Fetch(FetchError::Unreachable(_) | FetchError::Name(NameFault::AddressRefused))
    )
}

fn no_fresh_login(server: &AuthorizationServer) -> BeginError {
    BeginError::NoFreshLogin(server.issuer.host().to_owned())
}

/// Pushes the request. If the server refuses an option that the login can do without, pushes it
/// again without that option.
async fn push(
    exchange: &mut Exchange,
    start: &Start,
    LoginOptions { mut prompt, email, .. }: LoginOptions,
) -> Result<PushedAuthorization, BeginError> {
    let mut with_email = email.then(|| email::scope(&start.server.scopes)).flatten();
    let login_hint = start.login_hint.as_deref();
    loop {
        let (our_client, scope) =
            with_email.map_or((OurClient::Identity, par::SCOPE), |scope| (OurClient::Email, scope));
        exchange.our_client = our_client;
        let request = par::Request { login_hint, scope, prompt };
        let fault = match par::push(exchange, &start.server, &request).await {
            Ok(pushed) => return Ok(pushed),
            Err(fault) => fault,
        };
        let Cause::Refused(_, error) = &fault.cause else { return Err(BeginError::Server(fault)) };
        if let Some(refused) = prompt.filter(|_| is_about_the_prompt(error)) {
            if !refused.is_optional() {
                return Err(no_fresh_login(&start.server));
            }
            prompt = None;
        } else if with_email.is_some()
            && (error.code == "invalid_scope" || par::is_about_the_client(error))
        {
            with_email = None;
        } else if par::is_about_the_client(error) {
            // An operator can do something about this.
            return Err(match exchange.client.identity.keys {
                None => BeginError::LocalhostClientUnknown(fault),
                Some(_) => BeginError::ClientUnknown(fault),
            });
        } else {
            return Err(BeginError::Server(fault));
        }
        tracing::info!(%fault, "asked again for less");
    }
}
