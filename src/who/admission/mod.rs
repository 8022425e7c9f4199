//! The rules `allow` and `deny` of a relying party, which say who may sign in there.
//!
//! In: the operator's rules, and a proven account. Out: a [`Verdict`]. A rule is a DID, a handle,
//! `*.example.org` for all handles under that domain, or `pds:host` for all accounts of a server.
//!
//! The DID document says which PDS an account has, and its owner writes that document. One authorization
//! server may serve several PDSs, so a login does not prove which of them it is. So a rule about a PDS
//! counts only if the PDS itself says that it hosts the account.

use std::fmt;

use crate::network::is_domain_name;

/// A parsed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The account with this DID.
    Did(String),
    /// The account with this verified handle.
    Handle(String),
    /// All accounts with a verified handle under this domain.
    HandlesUnder(String),
    /// All accounts of this PDS: a host, with a port unless it is the default one.
    Pds(String),
}

/// The two lists of an operator: for one relying party, or for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Who may sign in; everybody if it is empty.
    pub allow: Vec<String>,
    /// Who may not, even if allowed.
    pub deny: Vec<String>,
}

/// The text is not a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a DID, a handle such as alice.example.org, *.example.org for all handles below it, or \
     pds:host for all accounts of a server"
)]
pub struct NotARule;

/// The facts about a proven account that rules are about.
#[derive(Clone, Copy, Debug)]
pub struct AccountFacts<'a> {
    /// Its DID.
    pub did: &'a str,
    /// Its handle, if it is verified.
    pub handle: Option<&'a str>,
    /// The handle that it claims and that could not be confirmed just now.
    pub unconfirmed: Option<&'a str>,
    /// The host of its PDS by its DID document, with a port unless it is the default one.
    pub pds: &'a str,
    /// Whether that PDS says that it hosts the account. `None` if it was not asked.
    pub is_hosted: Option<bool>,
}

/// Whether an account may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Admitted,
    /// It may not.
    Refused,
    /// It depends on whether its PDS hosts it, and the PDS was not asked.
    DependsOnHost,
    /// It depends on whether the handle that it claims is its own, which cannot be confirmed just now.
    DependsOnHandle,
}

/// What keeps an account out, for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusing<'r> {
    /// This rule of `deny`.
    Deny(&'r str),
    /// There is an `allow`, and no rule of it is about the account.
    NotAllowed,
    /// A rule is about servers, and the account's server does not say that it hosts the account.
    NotHosted,
}

impl fmt::Display for Refusing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deny(rule) => write!(f, "deny has {rule}"),
            Self::NotAllowed => f.write_str("no rule of allow is about them"),
            Self::NotHosted => {
                f.write_str("a rule is about servers, and theirs does not host them")
            }
        }
    }
}

impl Verdict {
    /// What comes of two verdicts, which both have to admit.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        [Self::Refused, Self::DependsOnHandle, Self::DependsOnHost]
            .into_iter()
            .find(|verdict| [self, other].contains(verdict))
            .unwrap_or(Self::Admitted)
    }
}

impl Rules {
    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.allow.is_empty() && self.deny.is_empty()
    }
}

impl Rule {
    /// Parses a rule. The case of handles and hosts does not matter.
    pub fn parse(text: &str) -> Result<Self, NotARule> {
        let lower = text.to_ascii_lowercase();
        let (is_valid, rule) = if text.starts_with("did:") {
            (is_did(text), Self::Did(text.to_owned()))
        } else if let Some(host) = lower.strip_prefix("pds:") {
            // The port of https goes without saying.
            let host = host.strip_suffix(":443").unwrap_or(host);
            (is_host(host), Self::Pds(host.to_owned()))
        } else if let Some(domain) = lower.strip_prefix("*.") {
            // A top-level domain is allowed too: `*.example`.
            let is_suffix = is_domain_name(domain) || is_domain_name(&format!("a.{domain}"));
            (is_suffix, Self::HandlesUnder(domain.to_owned()))
        } else {
            (is_domain_name(&lower), Self::Handle(lower))
        };
        is_valid.then_some(rule).ok_or(NotARule)
    }

    /// Whether the rule, as one that denies, is about `account`. It is one about the handle that the account
    /// claims as well, and of a PDS without a port about all ports of that host: whoever is denied must
    /// not get in by a server beside, or by letting their name servers fail.
    fn denies(&self, account: AccountFacts<'_>) -> bool {
        let claims = AccountFacts { handle: account.unconfirmed, ..account };
        let is_at_port = || match (self, account.pds.rsplit_once(':')) {
            (Self::Pds(host), Some((name, _))) => name.eq_ignore_ascii_case(host),
            (Self::Did(_) | Self::Handle(_) | Self::HandlesUnder(_) | Self::Pds(_), _) => false,
        };
        self.matches(account) || self.matches(claims) || is_at_port()
    }

    /// Whether the rule is about `account`.
    pub fn matches(&self, account: AccountFacts<'_>) -> bool {
        match self {
            Self::Did(did) => did == account.did,
            Self::Handle(handle) => account.handle == Some(handle),
            Self::HandlesUnder(domain) => account.handle.is_some_and(|handle| {
                handle.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }),
            Self::Pds(host) => account.pds.eq_ignore_ascii_case(host),
        }
    }

    /// Whether the rule is about the PDS.
    const fn is_about_pds(&self) -> bool {
        matches!(self, Self::Pds(_))
    }
}

/// Whether `account` may sign in. Some rule of `allow` has to match, unless the list is empty, and
/// no rule of `deny` may match. A rule that cannot be parsed lets nobody in.
///
/// A rule about a PDS allows only whom that PDS hosts. It denies all who claim to be there. Where any
/// PDS is denied, nobody may come from a PDS that does not host them: it may be the denied one.
///
/// A handle that is not confirmed lets nobody in, and keeps out whom it would keep out if it were.
pub fn judge(allow: &[String], deny: &[String], account: AccountFacts<'_>) -> Verdict {
    let matching = |rule: &String| Rule::parse(rule).ok().filter(|rule| rule.matches(account));
    let allowing: Vec<_> = allow.iter().filter_map(matching).collect();
    let is_allowed_anywhere = allow.is_empty() || allowing.iter().any(|rule| !rule.is_about_pds());
    let denying: Vec<_> = deny.iter().map(|rule| Rule::parse(rule)).collect();
    let is_denied =
        |rule: &Result<Rule, NotARule>| rule.as_ref().map_or(true, |rule| rule.denies(account));
    if denying.iter().any(is_denied) {
        return Verdict::Refused;
    }
    if !is_allowed_anywhere {
        let claims = AccountFacts { handle: account.unconfirmed, ..account };
        let would_allow = |rule: &String| {
            Rule::parse(rule).is_ok_and(|rule| !rule.is_about_pds() && rule.matches(claims))
        };
        // A PDS that allows it needs no handle beside it.
        let needs_handle = allowing.is_empty() || account.is_hosted == Some(false);
        if needs_handle && allow.iter().any(would_allow) {
            return Verdict::DependsOnHandle;
        }
        if allowing.is_empty() {
            return Verdict::Refused;
        }
    }
    let depends = !is_allowed_anywhere || denying.iter().flatten().any(Rule::is_about_pds);
    match account.is_hosted {
        None if depends => Verdict::DependsOnHost,
        Some(false) if depends => Verdict::Refused,
        None | Some(_) => Verdict::Admitted,
    }
}

/// Which rule refuses an account that is not admitted.
pub fn refusing<'r>(
    allow: &[String],
    deny: &'r [String],
    account: AccountFacts<'_>,
) -> Refusing<'r> {
    let denies = |rule: &&String| Rule::parse(rule).map_or(true, |rule| rule.denies(account));
    if let Some(rule) = deny.iter().find(denies) {
        return Refusing::Deny(rule);
    }
    let allows = |rule: &String| Rule::parse(rule).is_ok_and(|rule| rule.matches(account));
    if !allow.is_empty() && !allow.iter().any(allows) {
        return Refusing::NotAllowed;
    }
    Refusing::NotHosted
}

/// Whether a rule is about handles or a PDS, which both follow the DID document. So is a rule that
/// cannot be parsed.
pub fn follow_document(rules: &[String]) -> bool {
    rules.iter().any(|rule| !matches!(Rule::parse(rule), Ok(Rule::Did(_))))
}

fn is_did(text: &str) -> bool {
    let rest = text.strip_prefix("did:plc:").or_else(|| text.strip_prefix("did:web:"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%:".contains(&b))
    })
}

/// Whether the text is a domain name or `localhost`, with or without a port.
fn is_host(text: &str) -> bool {
    let name = match text.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => text,
    };
    name == "localhost" || is_domain_name(name)
}

#[cfg(test)]
mod tests;
