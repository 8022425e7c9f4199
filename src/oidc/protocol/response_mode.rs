//! `response_mode`: how an answer travels to the relying party.

use serde::{Deserialize, Serialize};

/// How an answer travels (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response Mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the address that the browser is sent to.
    #[default]
    Query,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// All that exist, as discovery lists them. A fragment would be readable by scripts and is for
    /// answers that hold tokens, of which there are none.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// The mode of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}
