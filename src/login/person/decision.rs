//! Whether a relying party can be answered by what is known, or whom to ask first.
//!
//! Pure: what was asked, and what is known of the person at this browser, go in. Looking that up, and
//! doing what was decided, is the business of others (OIDC Core §3.1.2.1, §3.1.2.3).

use crate::oidc::AuthorizationRequest;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::prompt::Prompt;

/// What is known of the person at this browser, seen by what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Seconds since they signed in.
    pub(crate) age: i64,
    /// How they stand to this very login.
    pub(crate) part: Part,
    /// Whether the relying party may mean them.
    pub(crate) meant: Meant,
    /// Whether the operator lets them sign in there.
    pub(crate) is_admitted: bool,
    /// Whether there is something left that only they can allow.
    pub(crate) must_consent: bool,
    /// Whether what is to be told of them is known.
    pub(crate) facts: Facts,
}

/// Whether that of somebody is known which only their server can tell, and only at a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Facts {
    /// All of it.
    Enough,
    /// Their server was not asked for it yet.
    Missing,
    /// Their server was asked, and what it said is too old to be vouched for.
    TooOld,
}

/// Whether a relying party may mean somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// Nothing speaks against it.
    Perhaps,
    /// Its `login_hint` means somebody else.
    Hardly,
    /// Its `id_token_hint`, or a `sub` that it asks for, is somebody else's.
    No,
}

/// How somebody who is known stands to the login at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// They were known before it.
    None,
    /// They have just said that they mean this account.
    Chose,
    /// They have signed in for it.
    SignedIn,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Answer with the person who is known.
    Answer,
    /// Ask them to allow it.
    AskConsent,
    /// Ask who they are.
    Ask,
    /// Tell the relying party that nothing may be asked, and would have to be.
    Refuse(AuthorizationError),
}

/// Decides.
pub(crate) fn decide(request: &AuthorizationRequest, known: Option<Known>) -> Decision {
    let silent = request.prompts().contains(Prompt::None);
    let missing = match known {
        None => Some(AuthorizationError::LoginRequired),
        Some(known) => missing(request, known),
    };
    match missing {
        None => Decision::Answer,
        Some(error) if silent => Decision::Refuse(error),
        Some(AuthorizationError::ConsentRequired) => Decision::AskConsent,
        Some(_) => Decision::Ask,
    }
}

/// Why somebody who is known is not enough, the weightiest reason first.
fn missing(request: &AuthorizationRequest, known: Known) -> Option<AuthorizationError> {
    let asked = |prompt| request.prompts().contains(prompt);
    let signed_in = known.part == Part::SignedIn;
    let too_old = request.max_age().is_some_and(|max_age| !(0..max_age).contains(&known.age));
    let anew = asked(Prompt::Login) || asked(Prompt::Create) || too_old;
    // To whom the person has allowed nothing, `prompt=none` tells nothing about them either: whom a
    // hint means, or who may sign in, could else be found out by asking.
    if known.must_consent && asked(Prompt::None) {
        Some(AuthorizationError::ConsentRequired)
    } else if known.meant == Meant::No || (anew && !signed_in) {
        Some(AuthorizationError::LoginRequired)
    } else if !known.is_admitted {
        Some(AuthorizationError::NotAdmitted)
    } else if known.part == Part::None
        && (known.meant == Meant::Hardly || asked(Prompt::SelectAccount))
    {
        Some(AuthorizationError::AccountSelectionRequired)
    } else if known.facts == Facts::Missing && !signed_in {
        Some(AuthorizationError::InteractionRequired)
    } else if known.facts == Facts::TooOld && !signed_in {
        Some(AuthorizationError::LoginRequired)
    } else if known.must_consent {
        Some(AuthorizationError::ConsentRequired)
    } else {
        None
    }
}

/// Whether the person has to prove anew who they are, whatever their server remembers of them. With
/// any `max_age` too: how old a session of their server is cannot be known from outside.
pub(crate) fn needs_fresh_login(request: &AuthorizationRequest) -> bool {
    request.prompts().contains(Prompt::Login) || request.max_age().is_some()
}

#[cfg(test)]
mod tests {
    use AuthorizationError::{
        AccountSelectionRequired, ConsentRequired, InteractionRequired, LoginRequired, NotAdmitted,
    };

    use super::*;

    const KNOWN: Known = Known {
        age: 100,
        part: Part::None,
        meant: Meant::Perhaps,
        must_consent: false,
        facts: Facts::Enough,
        is_admitted: true,
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
            (Some(Known { meant: Meant::No, ..KNOWN }), LoginRequired),
            (Some(Known { meant: Meant::Hardly, ..KNOWN }), AccountSelectionRequired),
            (Some(Known { facts: Facts::Missing, ..KNOWN }), InteractionRequired),
            (Some(Known { facts: Facts::TooOld, ..KNOWN }), LoginRequired),
            (Some(Known { must_consent: true, ..KNOWN }), ConsentRequired),
            (Some(Known { is_admitted: false, ..KNOWN }), NotAdmitted),
        ] {
            assert_eq!(decide(&silent, known), Decision::Refuse(error), "{known:?}");
        }
        assert_eq!(decide(&silent, Some(KNOWN)), Decision::Answer);
        let stranger = Known { must_consent: true, ..KNOWN };
        for known in [
            Known { meant: Meant::No, ..stranger },
            Known { meant: Meant::Hardly, ..stranger },
            Known { is_admitted: false, ..stranger },
        ] {
            assert_eq!(
                decide(&silent, Some(known)),
                Decision::Refuse(ConsentRequired),
                "no oracle"
            );
        }
        let old = request(&["none"], Some(100));
        assert_eq!(decide(&old, Some(KNOWN)), Decision::Refuse(LoginRequired));
        let put_back = Some(Known { age: -1, ..KNOWN });
        assert_eq!(decide(&old, put_back), Decision::Refuse(LoginRequired), "no clock proves that");
    }

    #[test]
    fn whoever_has_signed_in_for_it_is_not_asked_to_sign_in_again() {
        let signed_in = Some(Known { part: Part::SignedIn, ..KNOWN });
        for prompt in ["login", "create", "select_account"] {
            let request = request(&[prompt], Some(0));
            assert_eq!(decide(&request, Some(KNOWN)), Decision::Ask, "{prompt}");
            assert_eq!(decide(&request, signed_in), Decision::Answer, "{prompt}");
        }
    }

    #[test]
    fn a_choice_stands_for_a_choice_and_for_nothing_else() {
        let chose = Some(Known { part: Part::Chose, ..KNOWN });
        assert_eq!(decide(&request(&["select_account"], None), chose), Decision::Answer);
        assert_eq!(decide(&request(&["login"], None), chose), Decision::Ask);
        assert_eq!(decide(&request(&[], Some(1)), chose), Decision::Ask);
        let not_meant = Some(Known { part: Part::Chose, meant: Meant::No, ..KNOWN });
        assert_eq!(decide(&request(&[], None), not_meant), Decision::Ask);
    }

    #[test]
    fn an_account_that_the_relying_party_does_not_mean_never_answers() {
        for part in [Part::None, Part::Chose, Part::SignedIn] {
            let known = Some(Known { part, meant: Meant::No, ..KNOWN });
            assert_eq!(decide(&request(&[], None), known), Decision::Ask, "{part:?}");
        }
    }

    #[test]
    fn consent_comes_last_and_is_asked_by_itself() {
        let known = Some(Known { must_consent: true, ..KNOWN });
        assert_eq!(decide(&request(&[], None), known), Decision::AskConsent);
        assert_eq!(decide(&request(&["login"], None), known), Decision::Ask);
    }
}
