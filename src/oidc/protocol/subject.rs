//! Subjects and scopes: a proven person, and which of their claims a scope grants.
//! OIDC Core §5.1, §5.4.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The longest `sub` that OIDC Core §2 allows, in ASCII characters.
pub const MAX_SUB: usize = 255;

/// An authenticated person, as one relying party knows them. Authorization codes are issued only
/// for a [`Subject`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subject(Proof);

/// The data of a [`Subject`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// The account, as `login` identifies it. Relying parties do not get it from this field.
    #[serde(default)]
    pub account: String,
    /// The browser session, as `login` identifies it. Relying parties do not get it.
    #[serde(default)]
    pub session: String,
    /// The identifier of the person at the relying party.
    pub sub: String,
    /// When the person signed in, in unix seconds.
    pub auth_time: i64,
    /// The identifier of the browser session at the relying party (OIDC Back-Channel Logout §2.1).
    pub sid: String,
    /// The claims about the person.
    #[serde(flatten)]
    pub profile: Profile,
}

/// The claims of the scopes `profile` and `email`. Unknown values are left out of the claims.
#[expect(clippy::struct_field_names, reason = "the names of the claims")]
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    /// The suggested user name at the relying party. It can pass to another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The person's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The URL of the person's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The URL of the person's profile page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// A name for a Matrix account, which never passes to another person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localpart: Option<String>,
    /// The claims of the scope `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

/// An e-mail address, and whether it is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// The address.
    pub address: String,
    /// Whether it is confirmed that the person receives mail there; `None` if the client is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

/// The identifier cannot be a `sub`: it is longer than OIDC allows, not ASCII, or empty.
#[derive(Debug, thiserror::Error)]
#[error(
    "the identifier cannot be used as `sub`: it is empty, not ASCII, or over {MAX_SUB} characters"
)]
pub struct UnusableSub;

impl Subject {
    /// The subject of `proof`.
    ///
    /// # Errors
    /// [`UnusableSub`]. The identifier is not shortened, because then two people could get the same
    /// one.
    pub fn proven(proof: Proof) -> Result<Self, UnusableSub> {
        let usable = (1..=MAX_SUB).contains(&proof.sub.len()) && proof.sub.is_ascii();
        if usable { Ok(Self(proof)) } else { Err(UnusableSub) }
    }

    /// The same person, independent of the browser session. The `sid` stays, because later tokens
    /// must have the same one (OIDC Core §12.2).
    #[must_use]
    pub fn without_session(self) -> Self {
        Self(Proof { session: String::new(), ..self.0 })
    }

    /// The same person with other claims.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self(Proof { profile, ..self.0 })
    }

    /// The claims that `scope` grants, and those that are `named` individually.
    pub fn claims(&self, scope: &Scope, named: &[String]) -> Map<String, Value> {
        let Profile { preferred_username, name, picture, profile, localpart, email } =
            &self.0.profile;
        let known = [
            ("preferred_username", json!(preferred_username)),
            ("name", json!(name)),
            ("picture", json!(picture)),
            ("profile", json!(profile)),
            ("localpart", json!(localpart)),
            ("email", json!(email.as_ref().map(|email| &email.address))),
            ("email_verified", json!(email.as_ref().and_then(|email| email.verified))),
        ];
        let is_given = |claim: &str| {
            let is_open = scope_of(claim).is_some_and(|opening| scope.contains(opening));
            is_open || named.iter().any(|name| name == claim)
        };
        let given = known.into_iter().filter(|(claim, value)| !value.is_null() && is_given(claim));
        let all = [("sub", json!(self.sub()))].into_iter().chain(given);
        all.map(|(claim, value)| (claim.to_owned(), value)).collect()
    }

    /// The account, as `login` identifies it.
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The browser session, as `login` identifies it.
    pub fn session(&self) -> &str {
        &self.0.session
    }

    /// The identifier of the person at the relying party.
    pub fn sub(&self) -> &str {
        &self.0.sub
    }

    /// When the person signed in, in unix seconds.
    pub const fn auth_time(&self) -> i64 {
        self.0.auth_time
    }

    /// The identifier of the browser session at this relying party (OIDC Back-Channel Logout §2.1).
    pub fn sid(&self) -> &str {
        &self.0.sid
    }
}

/// The scope that grants a claim about the person (OIDC Core §5.4); `None` for an unknown claim.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    match claim {
        "preferred_username" | "name" | "picture" | "profile" | "localpart" => Some("profile"),
        "email" | "email_verified" => Some("email"),
        _ => None,
    }
}

/// The scopes of a grant, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope(Vec<String>);

impl Scope {
    /// The scopes of `asked` (space separated, RFC 6749 §3.3) that are in `allowed`. All others are
    /// ignored (OIDC Core §3.1.2.1).
    pub fn granted(asked: &str, allowed: &[String]) -> Self {
        let mut granted = Self(vec![]);
        for scope in asked.split(' ') {
            if allowed.iter().any(|known| known == scope) && !granted.contains(scope) {
                granted.0.push(scope.to_owned());
            }
        }
        granted
    }

    /// The scopes that were granted earlier, as stored (space separated).
    pub fn stored(text: &str) -> Self {
        Self(text.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect())
    }

    /// Whether all of these scopes are in `others` (space separated).
    pub fn is_within(&self, others: &str) -> bool {
        self.0.iter().all(|scope| others.split(' ').any(|other| other == scope))
    }

    /// `others` (space separated), followed by those of these scopes that are not in it.
    pub fn added_to(&self, others: &str) -> String {
        let others: Vec<&str> = others.split(' ').filter(|other| !other.is_empty()).collect();
        let new = self.0.iter().map(String::as_str).filter(|scope| !others.contains(scope));
        others.iter().copied().chain(new).collect::<Vec<_>>().join(" ")
    }

    /// Those of these scopes that are also in `asked`.
    #[must_use]
    pub fn narrowed_to(&self, asked: &str) -> Self {
        Self::granted(asked, &self.0)
    }

    /// The names of the scopes.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether `scope` was granted.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|granted| granted == scope)
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(sub: &str, profile: Profile) -> Proof {
        let (account, session, sid) = (sub.to_owned(), String::new(), String::new());
        Proof { account, session, sub: sub.to_owned(), auth_time: 0, sid, profile }
    }

    #[test]
    fn refuses_a_sub_of_more_than_255_characters() {
        let person = |sub: &str| Subject::proven(proof(sub, Profile::default()));
        assert!(person(&"a".repeat(255)).is_ok());
        assert!(person(&"a".repeat(256)).is_err());
        assert!(person("").is_err());
        assert!(person("did:web:bücher.example").is_err());
    }

    #[test]
    fn claims_of_the_profile_need_the_scope_profile() {
        let profile = Profile { name: Some("Alice".to_owned()), ..Profile::default() };
        let alice = Subject::proven(proof("did:plc:alice", profile)).unwrap();
        let allowed = ["openid".to_owned(), "profile".to_owned()];
        let names =
            |asked| alice.claims(&Scope::granted(asked, &allowed), &[]).contains_key("name");
        assert!(names("openid profile"));
        assert!(!names("openid"));
    }
}
