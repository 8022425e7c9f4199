//! Who may sign in at a relying party, by the operator's lists.

use std::fmt;

use crate::atproto::UnconfirmedHandle;
use crate::client::EmailClaim;
use crate::login::store::person::Person;
use crate::oidc::Client;
use crate::who::admission::{self, AccountFacts, Refusing, Verdict};

/// A proven person may not sign in at a relying party.
#[derive(Debug, thiserror::Error)]
#[error("this account may not sign in at this client: {rule}")]
pub(crate) struct NotAdmitted {
    /// What the relying party is called.
    pub(crate) client_name: String,
    /// The account that it does not admit.
    pub(crate) did: String,
    /// Its handle, if it is confirmed.
    pub(crate) handle: Option<String>,
    /// Which of the operator's rules refuses it.
    pub(crate) rule: String,
    /// Whether the reason is that it admits no account that goes with a domain.
    pub(crate) is_did_web: bool,
}

/// Why a proven person does not get into a relying party.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdmissionError {
    /// They may not.
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    /// It depends on whether their PDS hosts them, and it has not said so.
    #[error("the PDS has not said whether it hosts the account")]
    HostUnknown,
    /// It depends on their handle, which cannot be confirmed just now.
    #[error("the handle cannot be confirmed")]
    HandleUnconfirmed,
}

/// Whether a proven person may sign in at `client`, as far as it is known: by whether they are blocked, by
/// its own rules, and by those for all relying parties.
pub(crate) fn judge(client: &Client, person: &Person) -> Verdict {
    if keeps_out_blocked(client, person) || refuses_did_web(client, person) {
        return Verdict::Refused;
    }
    let (account, everywhere) = (facts(person), &client.everywhere);
    let own = admission::judge(&client.allow, &client.deny, account);
    own.and(admission::judge(&everywhere.allow, &everywhere.deny, account))
}

/// Whether anybody could be refused at `client` who is not blocked.
pub(crate) fn has_rules(client: &Client) -> bool {
    let is_open = client.allow.is_empty() && client.deny.is_empty() && client.did_web;
    !is_open || !client.everywhere.is_empty()
}

fn facts(person: &Person) -> AccountFacts<'_> {
    let (did, handle, is_hosted) = (person.did(), person.handle(), person.is_hosted);
    let unconfirmed = person.unconfirmed.as_ref().and_then(UnconfirmedHandle::to_deny);
    AccountFacts { did, handle, unconfirmed, pds: person.pds.host(), is_hosted }
}

/// Why `judge` says no, for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusedBy<'a> {
    /// A command has blocked them.
    Block,
    /// The client has `did_web = false`.
    DidWeb,
    /// Its own rules.
    Own(Refusing<'a>),
    /// The rules for all relying parties.
    Everywhere(Refusing<'a>),
}

impl fmt::Display for RefusedBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block => f.write_str("they are blocked"),
            Self::DidWeb => f.write_str("did_web = false"),
            Self::Own(rule) => rule.fmt(f),
            Self::Everywhere(rule) => write!(f, "for all relying parties, {rule}"),
        }
    }
}

/// Which rule refuses a proven person at `client`. `None` if none certainly does.
pub(crate) fn refused_by<'a>(client: &'a Client, person: &Person) -> Option<RefusedBy<'a>> {
    if keeps_out_blocked(client, person) {
        return Some(RefusedBy::Block);
    }
    if refuses_did_web(client, person) {
        return Some(RefusedBy::DidWeb);
    }
    let (account, everywhere) = (facts(person), &client.everywhere);
    let refuses = |allow, deny| admission::judge(allow, deny, account) == Verdict::Refused;
    if refuses(&client.allow, &client.deny) {
        return Some(RefusedBy::Own(admission::refusing(&client.allow, &client.deny, account)));
    }
    if refuses(&everywhere.allow, &everywhere.deny) {
        let rule = admission::refusing(&everywhere.allow, &everywhere.deny, account);
        return Some(RefusedBy::Everywhere(rule));
    }
    None
}

/// Admits a proven person to `client`, or refuses. Called before a session begins, and again where
/// codes are issued.
pub(crate) fn admit(client: &Client, person: &Person) -> Result<(), AdmissionError> {
    match judge(client, person) {
        Verdict::Admitted => Ok(()),
        Verdict::DependsOnHost => Err(AdmissionError::HostUnknown),
        Verdict::DependsOnHandle => Err(AdmissionError::HandleUnconfirmed),
        Verdict::Refused => Err(AdmissionError::NotAdmitted(NotAdmitted {
            client_name: client.client_name.clone(),
            did: person.did().to_owned(),
            handle: person.handle().map(str::to_owned),
            rule: refused_by(client, person).map(|rule| rule.to_string()).unwrap_or_default(),
            is_did_web: refuses_did_web(client, person),
        })),
    }
}

/// Somebody who is blocked may still see what is stored of them, and delete it.
fn keeps_out_blocked(client: &Client, person: &Person) -> bool {
    person.is_blocked && !client.is_account_page()
}

fn refuses_did_web(client: &Client, person: &Person) -> bool {
    !client.did_web && person.did.is_web()
}

/// Whether an outage may be bridged for `person` at `client` at all. The owner of a did:web can let
/// their own document fail, and would so keep what follows from it: a handle or a PDS that admits them,
/// or a name that is made from their handle and then stays theirs.
pub(crate) fn may_be_bridged(client: &Client, person: &Person) -> bool {
    let everywhere = &client.everywhere;
    let rules = [&client.allow, &client.deny, &everywhere.allow, &everywhere.deny];
    let has_rules = rules.iter().any(|it| admission::follow_document(it));
    let has_address =
        matches!(client.email, EmailClaim::Synthetic { .. } | EmailClaim::Handle { .. });
    let has_localpart = client.localpart.as_ref().is_some_and(|it| it.contains("{handle"));
    !person.did.is_web() || !(has_rules || has_address || has_localpart)
}
