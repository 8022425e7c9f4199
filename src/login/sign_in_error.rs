//! Why a person cannot be sent to their server: one sentence on the sign-in page.
//! It says what to do next.
//!
//! Typing mistakes have sentences of their own, because the person can correct them. A failed
//! request to a server is one sentence, with the host; the step is in the small print. If "refused" and "closed" had
//! different ones, strangers could use us to scan our own network. The log has the cause. An answer
//! that did come is told from none, because waiting does not correct it.

use axum::http::StatusCode;

use super::error_page::text::asked_for;
use crate::atproto::{BeginError, Handle, HandleFault, IdentifierFault, ServerFault};
use crate::locale::Message;
use crate::telemetry::Refusal;
use crate::web::pages::ServerButton;

/// Why the person was not sent to a server.
#[derive(Debug)]
pub(super) enum SignInError {
    /// The typed text is not an account.
    Unreadable(IdentifierFault),
    /// A button that the page does not have.
    UnknownButton,
    /// There is no server to sign in at where this button leads. The person typed nothing.
    BrokenButton(ServerButton, Option<ServerFault>),
    /// An account of the list of this browser does not exist any more.
    KnownIsGone,
    /// Our own network is out: nothing can be said of what the person typed.
    NoNetwork,
    /// The login at the person's server could not be begun.
    Begin {
        /// The handle that was tried, if the person typed something else.
        tried: Option<Handle>,
        /// Why it could not be begun.
        error: BeginError,
    },
}

impl From<IdentifierFault> for SignInError {
    fn from(fault: IdentifierFault) -> Self {
        Self::Unreadable(fault)
    }
}

impl SignInError {
    /// Whether it would look like this if our own network was out. A refused address is among them, so that
    /// a stranger cannot tell it from a closed one.
    pub(super) const fn may_be_our_network(&self) -> bool {
        match self {
            Self::Begin { error: BeginError::NoAccount, .. } => true,
            Self::Begin {
                error: BeginError::Server(fault) | BeginError::NotAServer(fault),
                ..
            }
            | Self::BrokenButton(_, Some(fault)) => fault.is_no_answer(),
            Self::Unreadable(_)
            | Self::UnknownButton
            | Self::BrokenButton(_, None)
            | Self::KnownIsGone
            | Self::NoNetwork
            | Self::Begin { .. } => false,
        }
    }

    /// The sentences for the page, which has buttons for `servers`.
    pub(super) fn text(&self, servers: &[ServerButton]) -> Message {
        match self {
            Self::Unreadable(fault) => unreadable(fault, servers),
            Self::UnknownButton => Message::new("page-changed"),
            Self::BrokenButton(button, _) => {
                Message::new("button-broken").with("server", &button.name)
            }
            Self::NoNetwork => Message::new("no-network"),
            Self::KnownIsGone => Message::new("account-gone"),
            Self::Begin { tried: None, error } => sentence(error),
            Self::Begin { tried: Some(handle), error } => Message::new("typed-fediverse")
                .with("handle", handle)
                .saying("problem", sentence(error)),
        }
    }

    /// A fact for those who run the server that has to be corrected.
    pub(super) fn detail(&self) -> Option<String> {
        match self {
            Self::Begin { error: BeginError::Server(fault), .. }
                if !fault.cause.is_too_many_visits() =>
            {
                Some(format!("{}: no usable answer for {}", fault.host, asked_for(fault.step)))
            }
            Self::Begin { .. }
            | Self::Unreadable(_)
            | Self::UnknownButton
            | Self::BrokenButton(..)
            | Self::NoNetwork
            | Self::KnownIsGone => None,
        }
    }

    /// Whether the person can correct it in the field.
    pub(super) const fn is_about_what_was_typed(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::UnknownButton | Self::BrokenButton(..) | Self::KnownIsGone | Self::NoNetwork => {
                false
            }
            Self::Begin { error, .. } => matches!(
                error,
                BeginError::NoAccount
                    | BeginError::FaultyHandle(_)
                    | BeginError::HandleNotClaimed
                    | BeginError::NoHandle(_)
                    | BeginError::NotAServer(_)
            ),
        }
    }

    /// Writes the line about it. A button that leads nowhere is for the operator to correct.
    pub(super) fn log(&self) {
        match self {
            // The typed text is not logged, because sometimes it is a password.
            Self::Unreadable(cause) => Refusal::of(format!("not an account: {cause}")).log(),
            Self::UnknownButton => Refusal::of("a button that the page does not have").log(),
            Self::BrokenButton(button, fault) => {
                let (host, cause) = (&button.host, fault.as_ref().map(tracing::field::display));
                tracing::warn!(
                    host,
                    cause,
                    "this button leads to no server to sign in at; if it stays like this, correct or \
                     remove it in [[servers]] or [[sign_up_servers]]"
                );
            }
            Self::KnownIsGone => {
                Refusal::of("an account of the list does not exist any more").log();
            }
            // The operator was warned when it began.
            Self::NoNetwork => Refusal::of("there is no network here").log(),
            Self::Begin { error, .. } => Refusal::of(error).received(fault(error)).log(),
        }
    }

    /// The account that the person may have meant. It is only offered to them.
    pub(super) fn suggestion(&self, servers: &[ServerButton]) -> Option<String> {
        match self {
            // Below any other domain the handle would be a stranger's, if anybody's.
            Self::Unreadable(IdentifierFault::Email { dotted: Some(dotted), domain })
                if servers.iter().any(|server| server.host == domain.as_str()) =>
            {
                Some(dotted.to_string())
            }
            Self::Unreadable(IdentifierFault::BareName { name }) => {
                servers.first().map(|server| format!("{name}.{}", server.host))
            }
            Self::Begin { error: BeginError::NoHandle(did), .. } => Some(did.to_string()),
            Self::Unreadable(_)
            | Self::UnknownButton
            | Self::BrokenButton(..)
            | Self::KnownIsGone
            | Self::NoNetwork
            | Self::Begin { .. } => None,
        }
    }

    /// Whether it tells somebody to ask less often.
    pub(super) fn is_too_often(&self) -> bool {
        matches!(
            self,
            Self::Begin { error: BeginError::Server(fault), .. } if fault.cause.is_too_many_visits()
        )
    }

    /// The status of the page.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoNetwork => StatusCode::SERVICE_UNAVAILABLE,
            Self::Begin { .. } if self.is_too_often() => StatusCode::SERVICE_UNAVAILABLE,
            Self::BrokenButton(..)
            | Self::Begin {
                error:
                    BeginError::ClientUnknown(_)
                    | BeginError::LocalhostClientUnknown(_)
                    | BeginError::Server(_),
                ..
            } => StatusCode::BAD_GATEWAY,
            Self::Begin { error: BeginError::Key(_), .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Begin { .. } | Self::Unreadable(_) | Self::UnknownButton | Self::KnownIsGone => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
    }
}

/// The server's fault behind the error, unless the error already prints it.
const fn fault(error: &BeginError) -> Option<&ServerFault> {
    if let BeginError::NotAServer(fault)
    | BeginError::NoOAuth(fault)
    | BeginError::ClientUnknown(fault)
    | BeginError::LocalhostClientUnknown(fault) = error
    {
        return Some(fault);
    }
    None
}

/// Who knows only their email address needs no handle: a button leads them to their server.
fn email(servers: &[ServerButton]) -> Message {
    match servers {
        [] => Message::new("typed-email"),
        [server] => Message::new("typed-email-button").with("server", &server.name),
        [..] => Message::new("typed-email-buttons"),
    }
}

fn unreadable(unreadable: &IdentifierFault, servers: &[ServerButton]) -> Message {
    match unreadable {
        IdentifierFault::Empty => Message::new("typed-nothing"),
        IdentifierFault::BareName { .. } => Message::new("typed-bare-name"),
        IdentifierFault::Email { .. } => email(servers),
        IdentifierFault::NotAdmitted { ending: Some(ending) } => {
            Message::new("typed-local-name").with("ending", ending)
        }
        IdentifierFault::NotAdmitted { ending: None } => Message::new("typed-local-address"),
        IdentifierFault::UnsupportedDid => Message::new("typed-unknown-did"),
        IdentifierFault::Unknown => Message::new("typed-no-handle"),
    }
}

fn sentence(error: &BeginError) -> Message {
    match error {
        BeginError::NoAccount => Message::new("no-account"),
        BeginError::FaultyHandle(HandleFault::SeveralDids) => Message::new("handle-several"),
        BeginError::FaultyHandle(HandleFault::NotADid) => Message::new("handle-faulty"),
        BeginError::HandleNotClaimed => Message::new("handle-not-claimed"),
        BeginError::NoHandle(_) => Message::new("handle-not-set-up"),
        BeginError::NoPds => Message::new("no-server"),
        BeginError::NoOAuth(fault) => at(Message::new("server-without-oauth"), fault),
        BeginError::NotAServer(fault) => at(Message::new("no-server-there"), fault),
        BeginError::ClientUnknown(fault) => at(Message::new("client-refused"), fault),
        BeginError::LocalhostClientUnknown(fault) => at(Message::new("localhost-refused"), fault),
        BeginError::NoFreshLogin(_) => Message::new("no-fresh-login"),
        BeginError::Server(fault) => at(server(fault), fault),
        BeginError::Key(_) => Message::new("our-fault-here"),
    }
}

fn at(message: Message, fault: &ServerFault) -> Message {
    message.with("host", &fault.host)
}

fn server(fault: &ServerFault) -> Message {
    if fault.cause.is_too_many_visits() {
        Message::new("server-busy")
    } else if fault.may_pass() {
        Message::new("server-silent")
    } else {
        Message::new("server-wrong")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buttons(hosts: &[&str]) -> Vec<ServerButton> {
        let button =
            |host: &&str| ServerButton { name: host.to_uppercase(), host: (*host).to_owned() };
        hosts.iter().map(button).collect()
    }

    fn email(dotted: &str, domain: &str) -> SignInError {
        let domain = Handle::parse(domain).unwrap();
        IdentifierFault::Email { dotted: Handle::parse(dotted), domain }.into()
    }

    #[test]
    fn an_email_address_points_to_the_buttons_that_there_are() {
        let text = |hosts: &[&str]| {
            let message = email("max.gmail.com", "gmail.com").text(&buttons(hosts));
            message.parts().into_iter().map(|part| part.text).collect::<String>()
        };
        assert!(!text(&[]).contains("button"));
        assert!(text(&["a.example"]).contains("use the button for A.EXAMPLE below"));
        assert!(text(&["a.example", "b.example"]).contains("use one of the buttons below"));
    }

    #[test]
    fn a_handle_is_suggested_for_an_email_address_only_below_a_server_of_the_page() {
        let servers = buttons(&["bsky.social", "pds.example.com"]);
        let suggestion = |error: SignInError| error.suggestion(&servers);
        assert_eq!(
            suggestion(email("alice.bsky.social", "bsky.social")).as_deref(),
            Some("alice.bsky.social")
        );
        assert_eq!(suggestion(email("max.gmail.com", "gmail.com")), None);
        assert_eq!(suggestion(email("a_b.bsky.social", "bsky.social")), None);
    }
}
