//! Decides whether a session answers a request, or what the person must do first.
//! They sign in, choose an account or consent (`prompt`, `max_age`; OIDC Core §3.1.2.1, §3.1.2.3).
//!
//! Pure. In: the request, and the facts of the session, which `sso` collects. Out: a decision.

use crate::oidc::AuthorizationRequest;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::prompt::Prompt;
use crate::who::admission::Verdict;

/// What is known of this browser's session, as far as one request needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionFacts {
    /// Seconds since the person signed in.
    pub(crate) age: i64,
    /// What the person has done for this login.
    pub(crate) interaction: Interaction,
    /// Whether the request may mean this person.
    pub(crate) hint: HintMatch,
    /// Whether the operator admits this person to the relying party.
    pub(crate) admission: Verdict,
    /// Whether a name is needed that follows from the handle, which cannot be confirmed just now.
    pub(crate) lacks_name: bool,
    /// Whether the person still has to give consent.
    pub(crate) must_consent: bool,
    /// Whether the e-mail address is known, if it is requested.
    pub(crate) email: EmailState,
}

/// Whether the e-mail address that a request asks for is known. Only the person's server can give
/// it, and only at a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EmailState {
    /// It is known, or not requested, or a login would not find out more.
    Enough,
    /// It was not read yet: a login may find it out.
    Missing,
    /// The person's server gave it, but too long ago to be used as a claim.
    TooOld,
}

/// Whether the request may mean the person of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HintMatch {
    /// Nothing contradicts it.
    NotContradicted,
    /// Its `login_hint` means somebody else. Of a pairwise client that is never looked at.
    SomebodyElse,
    /// Its `id_token_hint`, or a `sub` that it asks for, is another person's.
    Excluded,
}

/// What the person of a session has done for this login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interaction {
    /// Nothing: the session comes from another login.
    None,
    /// The person picked this account from the list.
    ChoseAccount,
    /// The person signed in for it.
    SignedIn,
}

/// How to go on with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Answer with the person of the session.
    Answer,
    /// Ask the person for consent.
    AskConsent,
    /// Ask the person to sign in.
    Ask,
    /// Send an error to the relying party: `prompt=none` forbids the question that is needed.
    Refuse(AuthorizationError),
}

/// Decides what a request needs, by the `facts` of the session at this browser, if it has one.
pub(crate) fn decide(request: &AuthorizationRequest, facts: Option<SessionFacts>) -> Decision {
    let silent = request.prompts.contains(Prompt::None);
    let missing = match facts {
        None => Some(AuthorizationError::LoginRequired),
        Some(facts) => missing(request, facts),
    };
    match missing {
        None => Decision::Answer,
        Some(error) if silent => Decision::Refuse(error),
        Some(AuthorizationError::ConsentRequired) => Decision::AskConsent,
        Some(_) => Decision::Ask,
    }
}

/// Why the session is not enough, the most important reason first.
fn missing(request: &AuthorizationRequest, facts: SessionFacts) -> Option<AuthorizationError> {
    let asked = |prompt| request.prompts.contains(prompt);
    let signed_in = facts.interaction == Interaction::SignedIn;
    let too_old = request.max_age.is_some_and(|max_age| !(0..max_age).contains(&facts.age));
    let anew = asked(Prompt::Login) || asked(Prompt::Create) || too_old;
    // Without consent, `prompt=none` reveals nothing about the person. Otherwise a relying party
    // could find out whom a hint means, or who may sign in.
    if facts.must_consent && asked(Prompt::None) {
        Some(AuthorizationError::ConsentRequired)
    } else if facts.hint == HintMatch::Excluded || (anew && !signed_in) {
        Some(AuthorizationError::LoginRequired)
    } else if facts.admission == Verdict::Refused {
        Some(AuthorizationError::NotAdmitted)
    } else if facts.lacks_name
        || matches!(facts.admission, Verdict::DependsOnHost | Verdict::DependsOnHandle)
    {
        // Their PDS did not say whether it hosts them, or name servers did not say whether their handle is
        // their own. They are asked again when the person has signed in.
        Some(AuthorizationError::LoginRequired)
    } else if facts.interaction == Interaction::None
        && (facts.hint == HintMatch::SomebodyElse || asked(Prompt::SelectAccount))
    {
        Some(AuthorizationError::AccountSelectionRequired)
    } else if facts.email == EmailState::Missing && !signed_in {
        Some(AuthorizationError::InteractionRequired)
    } else if facts.email == EmailState::TooOld && !signed_in {
        Some(AuthorizationError::LoginRequired)
    } else if facts.must_consent {
        Some(AuthorizationError::ConsentRequired)
    } else {
        None
    }
}

/// Whether the person must prove their identity again, even if their server remembers them. Any
/// `max_age` needs this too: we cannot know how old a session of their server is.
pub(crate) fn needs_fresh_login(request: &AuthorizationRequest) -> bool {
    request.prompts.contains(Prompt::Login) || request.max_age.is_some()
}

#[cfg(test)]
mod tests {
    use AuthorizationError::{
        AccountSelectionRequired, ConsentRequired, InteractionRequired, LoginRequired, NotAdmitted,
    };

    use super::*;

    const FACTS: SessionFacts = SessionFacts {
        age: 100,
        interaction: Interaction::None,
        hint: HintMatch::NotContradicted,
        must_consent: false,
        email: EmailState::Enough,
        admission: Verdict::Admitted,
        lacks_name: false,
    };

    fn request(prompts: &[&str], max_age: Option<i64>) -> AuthorizationRequest {
        serde_json::from_value(serde_json::json!({
            "client_id": "rp", "redirect_uri": "https://rp.example/cb", "scope": ["openid"],
            "prompts": prompts, "max_age": max_age,
        }))
        .unwrap()
    }

    #[test]
    fn nothing_is_asked_where_nothing_may_be() {
        let silent = request(&["none"], None);
        for (known, error) in [
            (None, LoginRequired),
            (Some(SessionFacts { hint: HintMatch::Excluded, ..FACTS }), LoginRequired),
            (
                Some(SessionFacts { hint: HintMatch::SomebodyElse, ..FACTS }),
                AccountSelectionRequired,
            ),
            (Some(SessionFacts { email: EmailState::Missing, ..FACTS }), InteractionRequired),
            (Some(SessionFacts { email: EmailState::TooOld, ..FACTS }), LoginRequired),
            (Some(SessionFacts { must_consent: true, ..FACTS }), ConsentRequired),
            (Some(SessionFacts { admission: Verdict::Refused, ..FACTS }), NotAdmitted),
            (Some(SessionFacts { admission: Verdict::DependsOnHost, ..FACTS }), LoginRequired),
            (Some(SessionFacts { admission: Verdict::DependsOnHandle, ..FACTS }), LoginRequired),
            (Some(SessionFacts { lacks_name: true, ..FACTS }), LoginRequired),
        ] {
            assert_eq!(decide(&silent, known), Decision::Refuse(error), "{known:?}");
        }
        assert_eq!(decide(&silent, Some(FACTS)), Decision::Answer);
        let stranger = SessionFacts { must_consent: true, ..FACTS };
        for known in [
            SessionFacts { hint: HintMatch::Excluded, ..stranger },
            SessionFacts { hint: HintMatch::SomebodyElse, ..stranger },
            SessionFacts { admission: Verdict::Refused, ..stranger },
            SessionFacts { admission: Verdict::DependsOnHost, ..stranger },
        ] {
            assert_eq!(
                decide(&silent, Some(known)),
                Decision::Refuse(ConsentRequired),
                "no oracle"
            );
        }
        let old = request(&["none"], Some(100));
        assert_eq!(decide(&old, Some(FACTS)), Decision::Refuse(LoginRequired));
        let put_back = Some(SessionFacts { age: -1, ..FACTS });
        assert_eq!(decide(&old, put_back), Decision::Refuse(LoginRequired), "no clock proves that");
    }

    #[test]
    fn whoever_has_signed_in_for_it_is_not_asked_to_sign_in_again() {
        let signed_in = Some(SessionFacts { interaction: Interaction::SignedIn, ..FACTS });
        for prompt in ["login", "create", "select_account"] {
            let request = request(&[prompt], Some(0));
            assert_eq!(decide(&request, Some(FACTS)), Decision::Ask, "{prompt}");
            assert_eq!(decide(&request, signed_in), Decision::Answer, "{prompt}");
        }
    }

    #[test]
    fn a_choice_stands_for_a_choice_and_for_nothing_else() {
        let chose = Some(SessionFacts { interaction: Interaction::ChoseAccount, ..FACTS });
        assert_eq!(decide(&request(&["select_account"], None), chose), Decision::Answer);
        assert_eq!(decide(&request(&["login"], None), chose), Decision::Ask);
        assert_eq!(decide(&request(&[], Some(1)), chose), Decision::Ask);
        let not_meant = Some(SessionFacts {
            interaction: Interaction::ChoseAccount,
            hint: HintMatch::Excluded,
            ..FACTS
        });
        assert_eq!(decide(&request(&[], None), not_meant), Decision::Ask);
    }

    #[test]
    fn an_account_that_the_relying_party_does_not_mean_never_answers() {
        for interaction in [Interaction::None, Interaction::ChoseAccount, Interaction::SignedIn] {
            let known = Some(SessionFacts { interaction, hint: HintMatch::Excluded, ..FACTS });
            assert_eq!(decide(&request(&[], None), known), Decision::Ask, "{interaction:?}");
        }
    }

    #[test]
    fn consent_comes_last_and_is_asked_by_itself() {
        let known = Some(SessionFacts { must_consent: true, ..FACTS });
        assert_eq!(decide(&request(&[], None), known), Decision::AskConsent);
        assert_eq!(decide(&request(&["login"], None), known), Decision::Ask);
    }
}
