//! What the endpoints for relying parties ask about an account: its claims of now, before a refresh, and
//! whether its person may still be told of.

use std::pin::Pin;

use super::admission::{AdmissionError, admit, has_rules, judge};
use super::claims::ClaimsError;
use super::recognition::People;
use crate::db::{Connection, DbError};
use crate::login::store::account::Account;
use crate::login::store::name_binding;
use crate::oidc::endpoint::account_check::{AccountCheck, AccountCheckError};
use crate::oidc::{CheckAccount, Client};
use crate::who::admission::Verdict;

impl CheckAccount for People {
    fn check_account<'a>(&'a self, account: &'a str, client: &'a Client) -> AccountCheck<'a> {
        Box::pin(async move {
            let person = self.person_of_refresh(account, client).await?;
            // The operator may have changed the rules, or the handle that was admitted is gone.
            match admit(client, &person) {
                Ok(()) => match self.claims.of(&person, client).await {
                    Ok(profile) => Ok(profile),
                    Err(ClaimsError::HandleUnconfirmed) => Err(AccountCheckError::Unknown),
                    Err(ClaimsError::Storage(error)) => Err(error.into()),
                },
                Err(AdmissionError::HostUnknown | AdmissionError::HandleUnconfirmed) => {
                    Err(AccountCheckError::Unknown)
                }
                Err(AdmissionError::NotAdmitted(refused)) => {
                    tracing::info!(%refused, "may not sign in any more");
                    Err(AccountCheckError::NotAdmitted)
                }
            }
        })
    }

    fn is_admitted<'a>(
        &'a self,
        account: &'a str,
        client: &'a Client,
    ) -> Pin<Box<dyn Future<Output = Result<bool, DbError>> + Send + 'a>> {
        Box::pin(async move {
            // Most clients have no rules, and nobody who is blocked has a token.
            if !has_rules(client) {
                return Ok(true);
            }
            let known = Account::find(&self.context.db, account).await?;
            Ok(known.is_some_and(|known| judge(client, &known.person) != Verdict::Refused))
        })
    }

    fn names_told<'a>(
        &'a self,
        connection: &'a mut Connection,
        account: &'a str,
        names: &'a [String],
    ) -> Pin<Box<dyn Future<Output = Result<(), DbError>> + Send + 'a>> {
        Box::pin(name_binding::told(connection, account, names, self.context.now()))
    }
}
