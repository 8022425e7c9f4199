//! Whether a relying party can be answered by what is known, or whom to ask first.
//!
//! Pure: what was asked, and what is known of the person at this browser, go in. Looking that up, and
//! doing what was decided, is the business of others (OIDC Core §3.1.2.1, §3.1.2.3).

use crate::oidc::AuthorizationRequest;
use crate::oidc::error::AuthorizationError;
use crate::oidc::prompt::Prompt;

/// What is known of the person at this browser, seen by what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Seconds since they signed in.
    pub(super) age: i64,
    /// How they stand to this very login.
    pub(super) part: Part,
    /// Whether the relying party may mean them.
    pub(super) meant: Meant,
    /// Whether the operator lets them sign in there.
    pub(super) is_admitted: bool,
    /// Whether there is something left that only they can allow.
    pub(super) must_consent: bool,
    /// Whether their server has to be asked something that it was not asked before.
    pub(super) lacks_facts: bool,
}

/// Whether a relying party may mean somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Nothing speaks against it.
    Perhaps,
    /// Its `login_hint` means somebody else.
    Hardly,
    /// Its `id_token_hint`, or a `sub` that it asks for, is somebody else's.
    No,
}

/// How somebody who is known stands to the login at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// They were known before it.
    None,
    /// They have just said that they mean this account.
    Chose,
    /// They have signed in for it.
    SignedIn,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
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
pub(super) fn decide(request: &AuthorizationRequest, known: Option<Known>) -> Decision {
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
    let too_old = request.max_age().is_some_and(|max_age| known.age >= max_age);
    let anew = asked(Prompt::Login) || asked(Prompt::Create) || too_old;
    if known.meant == Meant::No || (anew && !signed_in) {
        Some(AuthorizationError::LoginRequired)
    } else if !known.is_admitted {
        Some(AuthorizationError::AccessDenied)
    } else if known.part == Part::None
        && (known.meant == Meant::Hardly || asked(Prompt::SelectAccount))
    {
        Some(AuthorizationError::AccountSelectionRequired)
    } else if known.lacks_facts && !signed_in {
        Some(AuthorizationError::InteractionRequired)
    } else if known.must_consent {
        Some(AuthorizationError::ConsentRequired)
    } else {
        None
    }
}

/// Whether the person has to prove anew who they are, whatever their server remembers of them. With
/// any `max_age` too: how old a session of their server is cannot be known from outside.
pub(super) fn needs_fresh_login(request: &AuthorizationRequest) -> bool {
    request.prompts().contains(Prompt::Login) || request.max_age().is_some()
}
