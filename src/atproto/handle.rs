//! Handles: domain names for accounts. A handle that could not be confirmed is a type of its own.
//!
//! `handle_lookup` asks whom a handle names.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::network::is_domain_name;

/// A syntactically valid handle in lower case. It may not exist, and may belong to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Handle(String);

impl Handle {
    /// Parses a handle and converts it to lower case. Nothing is trimmed.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        is_domain_name(&lower).then_some(Self(lower))
    }

    /// The handle as text, without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Handle {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a handle")
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A handle that an account claims and that could not be confirmed just now, because servers were out. It
/// names nobody: it is no [`Handle`] and does not become one. It serves to keep out whom a rule denies, and
/// to find out whether it is one that was confirmed before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnconfirmedHandle {
    /// What is claimed. `None` if the document that says so could not be read.
    claimed: Option<Handle>,
    /// Whether the web server of the handle names another account.
    #[serde(default)]
    is_disputed: bool,
}

impl UnconfirmedHandle {
    /// The claim of `handle`.
    pub(super) const fn of(handle: Handle, is_disputed: bool) -> Self {
        Self { claimed: Some(handle), is_disputed }
    }

    /// What is left of a handle that was known, while nobody says what the account claims now.
    pub fn unread(known: Option<&Handle>) -> Self {
        Self { claimed: known.cloned(), is_disputed: false }
    }

    /// Whether the claim is of `known`, a handle that was confirmed before.
    pub fn claims(&self, known: &Handle) -> bool {
        self.claimed.as_ref() == Some(known)
    }

    /// The same, and nothing speaks against it.
    pub fn is_undisputed(&self, known: &Handle) -> bool {
        self.claims(known) && !self.is_disputed
    }

    /// The text, for rules that keep people out.
    pub fn to_deny(&self) -> Option<&str> {
        self.claimed.as_ref().map(Handle::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn handles_are_domain_names_in_lower_case() {
        for (text, handle) in [
            ("alice.bsky.social", "alice.bsky.social"),
            ("Alice.Bsky.Social", "alice.bsky.social"),
            ("xn--ls8h.test", "xn--ls8h.test"),
            ("8.cn", "8.cn"),
            ("a.co", "a.co"),
            ("laptop.local", "laptop.local"),
        ] {
            assert_eq!(Handle::parse(text).unwrap().as_str(), handle);
        }
    }

    #[test]
    fn what_is_no_domain_name_is_no_handle() {
        for text in [
            "",
            "alice",
            "alice.",
            ".alice.com",
            "alice..com",
            "-alice.com",
            "alice-.com",
            "al_ice.com",
            "alice.com.",
            "@alice.com",
            "alice.0com",
            "john.4",
            "127.0.0.1",
            "al ice.com",
            "alice.com\n",
            "älice.com",
            "did:plc:x.com",
            "alice.com/x",
        ] {
            assert_eq!(Handle::parse(text), None, "{text:?}");
        }
        assert_eq!(Handle::parse(&format!("{}.com", "a".repeat(64))), None);
        assert_eq!(Handle::parse(&format!("{}com", "ab.".repeat(84))), None);
    }

    #[test]
    fn a_claim_is_of_the_known_handle_and_disputed_if_something_speaks_against_it() {
        let handle = |text| Handle::parse(text).unwrap();
        let (known, other) = (handle("alice.example.com"), handle("bob.example.com"));
        assert!(UnconfirmedHandle::of(known.clone(), false).is_undisputed(&known));
        let disputed = UnconfirmedHandle::of(known.clone(), true);
        assert!(disputed.claims(&known) && !disputed.is_undisputed(&known));
        assert!(!UnconfirmedHandle::of(other, false).is_undisputed(&known));
        assert!(!UnconfirmedHandle::unread(None).is_undisputed(&known));
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_is_stable(text in "\\PC{0,60}") {
            if let Some(handle) = Handle::parse(&text) {
                prop_assert_eq!(Handle::parse(handle.as_str()), Some(handle));
            }
        }
    }
}
