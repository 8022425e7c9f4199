//! What a login asks of the authorization server beyond who the person is.
//!
//! In: a wish of `login`, and what the server's metadata lists. Out: the `prompt` to send. The ATProto
//! OAuth specification knows no `prompt` yet, but the reference server honours it, so it is sent to
//! servers that list it and to no others.

use serde::{Deserialize, Serialize};

use super::server_fault::OAuthError;

/// What the person shall be asked by their server (OIDC Core §3.1.2.1, OIDC Prompt Create).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// To prove anew who they are, whatever session they have there. It cannot be done without: a
    /// login that was silent at their server would not be the new one that was demanded.
    Login,
    /// Which of their accounts they want to use. A server that cannot asks what it likes.
    SelectAccount,
    /// To make an account. A server that cannot asks what it likes.
    Create,
}

/// What is wanted of one login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginOptions {
    /// What the person shall be asked; whatever their server likes, without one.
    pub prompt: Option<Prompt>,
    /// Whether their e-mail address is wanted too, if their server has a scope for that.
    pub email: bool,
}

/// The server cannot ask what must be asked.
pub(super) struct NoFreshLogin;

impl Prompt {
    /// Its registered name.
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

/// The prompt to send to a server that lists `supported`. An optional prompt is left out where it is
/// not supported.
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

/// Whether a request with a `prompt` was refused because of it. `account_selection_required` is what
/// the reference server says to `select_account` when it knows no account of this browser.
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
