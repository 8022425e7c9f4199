//! What a step has learned from other servers, before anything is done about it.
//!
//! The start and the callback of a login have two halves. The first asks other servers, and all that it
//! gives is one of these values. The second answers: it alone writes, sets cookies and mints the code. If
//! the first takes long, the browser waits at a page (`waiting`), and the second comes with its next
//! request (`go_on`). The form is gone by then, so what else it said comes along.

use super::error_page::failure::Failure;
use super::sign_in_error::SignInError;
use super::store::browser_session::SignedInPerson;
use super::store::person::Person;
use crate::atproto::BegunLogin;
use crate::oidc::protocol::error::AuthorizationError;

/// What one of the two steps has learned.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The start of a login.
    Start(Result<Started, Failure>),
    /// Its callback.
    Callback(Result<Returned, Failure>),
}

/// What the start of a login has learned.
#[derive(Debug)]
pub(super) enum Started {
    /// The person's server has taken the request.
    Begun {
        /// The way there.
        begun: Box<BegunLogin>,
        /// Whether the person wants to stay signed in.
        stays: bool,
    },
    /// The account that was picked is signed in at this browser, and still what was proven.
    SignedIn {
        /// Who it is.
        signed_in: Box<SignedInPerson>,
        /// Whether they want to stay so.
        stays: bool,
    },
    /// Nobody had to be asked: this account, a DID, is to go from the list.
    Forgets(String),
    /// The person's server cannot do what the relying party demands.
    NoFreshLogin,
    /// The person cannot be sent to their server.
    Problem {
        /// What they sent.
        sent: Box<Sent>,
        /// Why.
        error: SignInError,
    },
}

/// What a form has sent and its page shows again.
#[derive(Debug)]
pub(super) struct Sent {
    /// What names the account: what was typed, or the DID of an account of the list.
    pub(super) typed: String,
    /// The name and value of the field by which the person chose.
    pub(super) chosen: Option<(&'static str, String)>,
    /// Whether the person wants to stay signed in.
    pub(super) stays: bool,
}

/// What the callback of a login has learned.
#[derive(Debug)]
pub(super) enum Returned {
    /// The person is who they say.
    Proven(Box<Proven>),
    /// The relying party gets this error.
    Refused(AuthorizationError),
    /// The person's server has taken the request once more, with less in it.
    AskedAgain {
        /// The way there.
        begun: Box<BegunLogin>,
        /// Whether the person wants to stay signed in.
        stays: bool,
    },
}

/// A person who has just signed in at their server.
#[derive(Debug)]
pub(super) struct Proven {
    /// The person.
    pub(super) person: Person,
    /// When they were proven, in unix seconds. The answer may come two minutes later.
    pub(super) at: i64,
    /// Whether they want to stay signed in.
    pub(super) stays: bool,
}

impl Outcome {
    /// The account that was proven by it, a DID.
    pub(super) fn account(&self) -> Option<&str> {
        match self {
            Self::Callback(Ok(Returned::Proven(proven))) => Some(proven.person.did()),
            Self::Callback(_) | Self::Start(_) => None,
        }
    }

    /// The same with nothing in it that may be long: a stranger decides how much is sent. What other
    /// servers say is bounded where it is read.
    pub(super) fn bounded(mut self) -> Self {
        if let Self::Start(Ok(Started::Problem { sent, .. })) = &mut self {
            shorten(&mut sent.typed);
            sent.chosen = sent.chosen.take().filter(|(_, value)| value.len() <= LONGEST);
        }
        if let Self::Start(Ok(Started::Forgets(did))) = &mut self {
            shorten(did);
        }
        self
    }
}

/// What is kept of a field, in bytes. The page lets people type no more.
const LONGEST: usize = 2048;

fn shorten(text: &mut String) {
    if text.len() > LONGEST {
        text.clear();
    }
}
