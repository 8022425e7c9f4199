//! The `prompt` parameter, and the other options of a login.
//!
//! In: the options that `login` wants, and what the server supports. Out: the `prompt` to send. The
//! ATProto OAuth specification does not define `prompt`, but the reference server supports it. So
//! it is sent only to servers that list it.

use crate::limits::Source;
use serde::{Deserialize, Serialize};

use super::server_fault::OAuthError;

/// A value of `prompt` (OIDC Core §3.1.2.1, OIDC Prompt Create).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// The person has to sign in even if they have a session at their server. This prompt is
    /// mandatory: without it the server could answer from its session.
    Login,
    /// The person chooses an account. It is left out if the server does not support it.
    SelectAccount,
    /// The person creates an account. It is left out if the server does not support it.
    Create,
}

/// The options of one login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginOptions {
    /// The prompt, if any.
    pub prompt: Option<Prompt>,
    /// Whether to request the e-mail address, if the server has a scope for it.
    pub email: bool,
    /// Who wants to log in: what they may ask of a server is limited.
    pub source: Source,
}

/// The server does not support a mandatory prompt.
pub(super) struct NoFreshLogin;

impl Prompt {
    /// The value of the parameter.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::SelectAccount => "select_account",
            Self::Create => "create",
        }
    }

    /// Whether a login can do without this prompt.
    pub(super) const fn is_optional(self) -> bool {
        !matches!(self, Self::Login)
    }
}

/// The prompt to send to a server that lists `supported`. An optional prompt is left out where it
/// is not supported.
pub(super) fn askable(
    wanted: Option<Prompt>,
    supported: &[String],
) -> Result<Option<Prompt>, NoFreshLogin> {
    let prompt = wanted.filter(|prompt| supported.iter().any(|listed| listed == prompt.name()));
    if prompt == wanted || wanted.is_some_and(Prompt::is_optional) {
        Ok(prompt)
    } else {
        Err(NoFreshLogin)
    }
}

/// Whether a request was refused because of its `prompt`. The reference server answers
/// `account_selection_required` to `select_account` if it knows no account in this browser.
pub(super) fn is_about_the_prompt(error: &OAuthError) -> bool {
    matches!(
        error.code.as_str(),
        "account_selection_required"
            | "login_required"
            | "interaction_required"
            | "consent_required"
    ) || (error.code == "invalid_request" && error.mentions("prompt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_login_cannot_do_without_its_prompt() {
        let asked = |prompt, supported: &[&str]| {
            let supported: Vec<_> = supported.iter().map(|&name| name.to_owned()).collect();
            askable(Some(prompt), &supported).ok()
        };
        for prompt in [Prompt::Login, Prompt::SelectAccount, Prompt::Create] {
            assert_eq!(asked(prompt, &["none", prompt.name()]), Some(Some(prompt)));
        }
        assert_eq!(asked(Prompt::Login, &["none", "LOGIN"]), None);
        assert_eq!(asked(Prompt::SelectAccount, &["login"]), Some(None));
        assert_eq!(asked(Prompt::Create, &[]), Some(None));
    }

    #[test]
    fn a_refused_prompt_is_told_from_other_refusals() {
        let about =
            |code, description| is_about_the_prompt(&OAuthError::new(code, Some(description)));
        assert!(about("account_selection_required", "") && about("login_required", ""));
        assert!(about("invalid_request", "Unsupported Prompt \"create\""));
        assert!(!about("invalid_request", "Invalid login_hint"));
        assert!(!about("server_error", "prompt") && !about("access_denied", ""));
    }
}
