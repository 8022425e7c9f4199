//! Finds the account that somebody else names, without a login of its person.
//!
//! In: a handle or a DID. Out: the DID. Nothing is proven about who asks.

use super::account_identifier::AccountIdentifier;
use super::client::Client;
use super::did::Did;
use super::identity;
use super::login_error::BeginError;

impl Client {
    /// The DID of the account that `account` names. A handle has to name the account and the account the
    /// handle, as at a login. Whether that was certain is in the handle of
    /// [`account_status`](Self::account_status).
    ///
    /// # Errors
    /// [`BeginError::NoAccount`] also for a server.
    pub async fn did_of(&self, account: &AccountIdentifier) -> Result<Did, BeginError> {
        match account {
            AccountIdentifier::Handle(handle) | AccountIdentifier::Fediverse(handle) => {
                let owner = identity::of_handle(&self.with_deadline(), handle).await?;
                owner.map(|owner| owner.document.did).ok_or(BeginError::NoAccount)
            }
            AccountIdentifier::Did(did) => Ok(did.clone()),
            AccountIdentifier::Server(_) => Err(BeginError::NoAccount),
        }
    }
}
