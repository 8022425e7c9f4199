//! The authorization response: what the authorization server sends back through the browser.
//!
//! In: the query of the redirect URI. Out: `iss`, and a code or an error. The caller finds the
//! login by its `state`. [`Callback::code`] checks that the answer is from the server that was
//! asked.

use super::login_error::FinishError;
use super::origin::Origin;
use super::prompt::{Prompt, is_about_the_prompt};
use super::server_fault::OAuthError;
use crate::params::{Duplicate, Params};
use crate::secret::Secret;

/// A parsed answer. It is not proven that an authorization server sent it.
#[derive(Debug)]
pub struct Callback {
    iss: Option<String>,
    /// The code, or the error.
    answer: Result<Secret, OAuthError>,
}

/// Why a query is not an authorization response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackFault {
    /// A parameter came more than once (RFC 6749 §3.1).
    #[error(transparent)]
    Duplicate(#[from] Duplicate),
    /// There is no `state`, so the login cannot be found.
    #[error("the callback has no state")]
    NoState,
    /// There is neither a code nor an error.
    #[error("the callback has neither code nor error")]
    NoAnswer,
    /// There are both a code and an error.
    #[error("the callback has a code and an error")]
    TwoAnswers,
}

impl Callback {
    /// Parses the query. Unknown parameters are ignored.
    pub fn read(params: &Params) -> Result<Self, CallbackFault> {
        params.one("state")?.ok_or(CallbackFault::NoState)?;
        let iss = params.one("iss")?.map(str::to_owned);
        let description = params.one("error_description")?;
        let answer = match (params.one("code")?, params.one("error")?) {
            (Some(code), None) => Ok(Secret::from_text(code.to_owned())),
            (None, Some(error)) => Err(OAuthError::new(error, description)),
            (None, None) => return Err(CallbackFault::NoAnswer),
            (Some(_), Some(_)) => return Err(CallbackFault::TwoAnswers),
        };
        Ok(Self { iss, answer })
    }

    /// The code, if the answer is a success and from `issuer`. `prompt` is the prompt that was
    /// sent. The issuer is checked first, because an error from another server must not end a login
    /// (RFC 9207 §2.4). An error may lack it: some servers leave it out there. It proves nobody, and
    /// only who knows the unguessable `state` can send it.
    pub(super) fn code(
        &self,
        issuer: &Origin,
        prompt: Option<Prompt>,
    ) -> Result<&Secret, FinishError> {
        let is_from_issuer = match &self.iss {
            Some(iss) => iss == issuer.as_str(),
            None => self.answer.is_err(),
        };
        if !is_from_issuer {
            let received = self.iss.clone().unwrap_or_else(|| "missing".to_owned());
            return Err(FinishError::WrongIssuer { asked: issuer.as_str().to_owned(), received });
        }
        match &self.answer {
            Ok(code) => Ok(code),
            Err(error) if error.code == "access_denied" => Err(denial(error)),
            Err(error) => Err(match prompt.filter(|_| is_about_the_prompt(error)) {
                Some(prompt) => FinishError::PromptRefused(prompt, error.clone()),
                None => FinishError::Refused(error.clone()),
            }),
        }
    }
}

/// What `access_denied` means. The specification leaves it open whether the person refused or the server.
/// The reference server explains each of its own reasons; that the person refused, every server says in
/// words of its own, or not at all.
fn denial(error: &OAuthError) -> FinishError {
    let mentions = |words: &[&str]| words.iter().any(|words| error.mentions(words));
    if mentions(&["deactivated", "suspended", "taken down", "takendown", "not active"]) {
        FinishError::NotActive(error.clone())
    } else if mentions(&["expired", "already", "another device", "another client", "not initiated"])
        || mentions(&["timed out", "timeout", "scope is required"])
    {
        FinishError::Interrupted(error.clone())
    } else {
        FinishError::Denied
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::Network;

    fn read(query: &str) -> Result<Callback, CallbackFault> {
        Callback::read(&Params::parse(query.as_bytes()).unwrap())
    }

    fn code(query: &str) -> Result<String, FinishError> {
        let issuer = Origin::parse("https://auth.example.com", &Network::Public).unwrap();
        read(query).unwrap().code(&issuer, None).map(|code| code.expose().to_owned())
    }

    const ISS: &str = "iss=https%3A%2F%2Fauth.example.com";

    #[test]
    fn a_code_from_the_issuer_is_taken() {
        assert_eq!(code(&format!("code=c%20d&state=s&{ISS}&session_state=x")).unwrap(), "c d");
    }

    #[test]
    fn a_code_that_names_no_issuer_is_refused() {
        for iss in ["", "&iss="] {
            let result = code(&format!("code=c&state=s{iss}"));
            assert!(matches!(result, Err(FinishError::WrongIssuer { .. })), "{iss}");
        }
    }

    #[test]
    fn an_error_that_names_no_issuer_counts() {
        for iss in ["", "&iss="] {
            let denied = code(&format!("error=access_denied&state=s{iss}"));
            assert!(matches!(denied, Err(FinishError::Denied)), "{denied:?}");
            let refused = code(&format!("error=server_error&state=s{iss}"));
            assert!(matches!(refused, Err(FinishError::Refused(_))), "{refused:?}");
        }
    }

    #[test]
    fn an_answer_from_another_issuer_is_refused() {
        for iss in [
            "&iss=https://evil.example.com",
            "&iss=https://auth.example.com/",
            "&iss=https://AUTH.example.com",
            "&iss=https://auth.example.com.evil.com",
        ] {
            for answer in ["code=c", "error=access_denied", "error=server_error"] {
                let result = code(&format!("{answer}&state=s{iss}"));
                assert!(matches!(result, Err(FinishError::WrongIssuer { .. })), "{answer}{iss}");
            }
        }
    }

    #[test]
    fn a_denial_is_told_from_other_errors() {
        let denied = code(&format!("error=access_denied&state=s&{ISS}"));
        assert!(matches!(denied, Err(FinishError::Denied)));
        let refused = code(&format!("error=<script>&error_description=%0A&state=s&{ISS}"));
        let Err(FinishError::Refused(error)) = refused else { panic!("{refused:?}") };
        assert_eq!((error.code.as_str(), error.description.as_deref()), ("<script>", Some("?")));
    }

    #[test]
    fn a_person_who_refused_is_told_from_a_server_that_ended_the_login() {
        let denied = |words: &str| {
            let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
            code(&format!("error=access_denied&error_description={words}&state=s&{ISS}"))
        };
        for words in
            ["", "Access denied", "The user rejected the request", "User denied the request"]
        {
            assert!(matches!(denied(words), Err(FinishError::Denied)), "{words}");
        }
        for words in ["This request has expired", "This request was initiated from another device"]
        {
            assert!(matches!(denied(words), Err(FinishError::Interrupted(_))), "{words}");
        }
        for words in ["This account has been deactivated", "Account SUSPENDED"] {
            assert!(matches!(denied(words), Err(FinishError::NotActive(_))), "{words}");
        }
    }

    #[test]
    fn a_parameter_that_comes_twice_is_refused() {
        for twice in ["code=d", "state=t", "iss=x&iss=y", "code="] {
            let result = read(&format!("code=c&state=s&{twice}"));
            assert!(matches!(result, Err(CallbackFault::Duplicate(_))), "{twice}");
        }
    }

    #[test]
    fn a_callback_without_state_or_without_one_answer_is_refused() {
        for (query, fault) in [
            ("", CallbackFault::NoState),
            ("code=c", CallbackFault::NoState),
            ("code=c&state=", CallbackFault::NoState),
            ("state=s", CallbackFault::NoAnswer),
            ("state=s&code=", CallbackFault::NoAnswer),
            ("state=s&code=c&error=x", CallbackFault::TwoAnswers),
        ] {
            assert_eq!(read(query).unwrap_err(), fault, "{query}");
        }
    }

    #[test]
    fn code_and_state_are_not_printed() {
        let shown = format!("{:?}", read("code=hidden1&state=hidden2").unwrap());
        assert!(!shown.contains("hidden"), "{shown}");
    }

    proptest! {
        #[test]
        fn reading_never_panics(query in "((code|state|iss|error)=)?[ -~]{0,60}") {
            if let Ok(params) = Params::parse(query.as_bytes()) {
                let _ = Callback::read(&params);
            }
        }
    }
}
