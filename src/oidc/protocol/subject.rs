//! Subjects and scopes: a proven person, and which claims about them a scope opens (OIDC Core §5.1, §5.4).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The longest `sub` that OIDC Core §2 allows, in ASCII characters.
pub const MAX_SUB: usize = 255;

/// A person whose identity was proven, as relying parties will know them. Only [`Subject::proven`]
/// makes one, so no code can be issued for anybody else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subject(Proof);

/// What was proven, to be made a [`Subject`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// Whose account it is, as `login` calls them. No relying party learns it.
    #[serde(default)]
    pub account: String,
    /// The browser session it was proven in, as `login` calls it. No relying party learns it.
    #[serde(default)]
    pub session: String,
    /// What the relying party calls the person.
    pub sub: String,
    /// When the person signed in, in unix seconds.
    pub auth_time: i64,
    /// What the relying party calls the browser session (OIDC Back-Channel Logout §2.1).
    pub sid: String,
    /// The claims about the person.
    #[serde(flatten)]
    pub profile: Profile,
}

/// What the scope `profile` opens. What is not known is left out of the claims.
#[expect(clippy::struct_field_names, reason = "the names of the claims")]
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    /// A name the person may be called by on the relying party's side; it can change hands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The person's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address of the person's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The address of the person's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// A name for a Matrix account, which never passes to another person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localpart: Option<String>,
    /// What the scope `email` opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

/// An e-mail address, and whether it is known to be the person's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// The address.
    pub address: String,
    /// Whether somebody has confirmed that the person receives mail there.
    pub verified: bool,
}

/// The identifier is longer than OIDC allows, not ASCII, or empty, so it cannot be a `sub`.
#[derive(Debug, thiserror::Error)]
#[error(
    "the identifier cannot be used as `sub`: it is empty, not ASCII, or over {MAX_SUB} characters"
)]
pub struct UnusableSub;

impl Subject {
    /// The person of `proof`.
    ///
    /// # Errors
    /// [`UnusableSub`]: cutting an identifier down could make two people one, so it is refused.
    pub fn proven(proof: Proof) -> Result<Self, UnusableSub> {
        let usable = (1..=MAX_SUB).contains(&proof.sub.len()) && proof.sub.is_ascii();
        if usable { Ok(Self(proof)) } else { Err(UnusableSub) }
    }

    /// The same person, whose browser session does not matter any more. Its `sid` stays, since
    /// tokens must go on naming it (OIDC Core §12.2).
    #[must_use]
    pub fn without_session(self) -> Self {
        Self(Proof { session: String::new(), ..self.0 })
    }

    /// The same person, of whom something else is true now.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self(Proof { profile, ..self.0 })
    }

    /// The claims that `scope` opens, and those of the person that are `named` besides.
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
            ("email_verified", json!(email.as_ref().map(|email| email.verified))),
        ];
        let is_given = |claim: &str| {
            let is_open = scope_of(claim).is_some_and(|opening| scope.contains(opening));
            is_open || named.iter().any(|name| name == claim)
        };
        let given = known.into_iter().filter(|(claim, value)| !value.is_null() && is_given(claim));
        let all = [("sub", json!(self.sub()))].into_iter().chain(given);
        all.map(|(claim, value)| (claim.to_owned(), value)).collect()
    }

    /// Whose account it is.
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The browser session it was proven in.
    pub fn session(&self) -> &str {
        &self.0.session
    }

    /// What the relying party calls the person.
    pub fn sub(&self) -> &str {
        &self.0.sub
    }

    /// When the login finished, in unix seconds.
    pub const fn auth_time(&self) -> i64 {
        self.0.auth_time
    }

    /// The browser session as this relying party knows it (OIDC Back-Channel Logout §2.1).
    pub fn sid(&self) -> &str {
        &self.0.sid
    }
}

/// The scope that opens a claim about the person (OIDC Core §5.4); nothing for what is no such claim.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    match claim {
        "preferred_username" | "name" | "picture" | "profile" | "localpart" => Some("profile"),
        "email" | "email_verified" => Some("email"),
        _ => None,
    }
}

/// The scopes of a grant, in the order they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope(Vec<String>);

impl Scope {
    /// What of `asked` (space separated, RFC 6749 §3.3) is in `allowed`. Values that nobody knows are
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

    /// What was granted earlier, as it was stored (space separated).
    pub fn stored(text: &str) -> Self {
        Self(text.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect())
    }

    /// Whether each of them stands in `others` (space separated).
    pub fn is_within(&self, others: &str) -> bool {
        self.0.iter().all(|scope| others.split(' ').any(|other| other == scope))
    }

    /// `others` (space separated) and those of these that are not among them yet.
    pub fn added_to(&self, others: &str) -> String {
        let others: Vec<&str> = others.split(' ').filter(|other| !other.is_empty()).collect();
        let new = self.0.iter().map(String::as_str).filter(|scope| !others.contains(scope));
        others.iter().copied().chain(new).collect::<Vec<_>>().join(" ")
    }

    /// What of it is in `asked` too.
    #[must_use]
    pub fn narrowed_to(&self, asked: &str) -> Self {
        Self::granted(asked, &self.0)
    }

    /// Each of them.
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
