//! Why a person cannot be sent to their server: one sentence on the sign-in page, with what to
//! do next.
//!
//! Typing mistakes have sentences of their own, because the person can correct them. A failed
//! request to a server is one sentence, with the host and the step. If "refused" and "closed" had
//! different ones, strangers could use us to scan our own network. The log has the cause. An answer
//! that did come is told from none, because waiting does not correct it.

use axum::http::StatusCode;

use super::error_page::text::asked_for;
use crate::atproto::{BeginError, Handle, HandleFault, IdentifierFault, ServerFault};
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
    pub(super) fn text(&self, servers: &[ServerButton]) -> String {
        match self {
            Self::Unreadable(IdentifierFault::Email { .. }) => email(servers),
            Self::Unreadable(fault) => unreadable(fault).to_owned(),
            Self::UnknownButton => {
                "This page has changed since you opened it. Please choose again.".to_owned()
            }
            Self::BrokenButton(button, _) => format!(
                "{} does not answer like a server to sign in at. This is not your fault: try again later, or tell whoever runs this service.",
                button.name
            ),
            Self::KnownIsGone => {
                "This account does not exist any more. Please use another one.".to_owned()
            }
            Self::NoNetwork => {
                "This service has no network at the moment. This is not your fault: try again in a minute.".to_owned()
            }
            Self::Begin { tried: None, error } => sentence(error),
            Self::Begin { tried: Some(handle), error } => format!(
                "This looks like a Fediverse address, so we tried the handle {handle}. {}",
                sentence(error)
            ),
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
                    | BeginError::NotAServer(_)
            ),
        }
    }

    /// Logs the cause: as a warning if a server or the operator has to fix it, else as information.
    pub(super) fn log(&self) {
        match self {
            // The typed text is not logged, because sometimes it is a password.
            Self::Unreadable(cause) => tracing::info!(%cause, "not an account"),
            Self::UnknownButton => tracing::info!("a button that the page does not have"),
            Self::BrokenButton(button, fault) => {
                let (host, cause) = (&button.host, fault.as_ref().map(tracing::field::display));
                tracing::warn!(
                    host,
                    cause,
                    "this button leads to no server to sign in at; if it stays like this, correct or \
                     remove it in [[servers]] or [[sign_up_servers]]"
                );
            }
            Self::KnownIsGone => tracing::info!("an account of the list does not exist any more"),
            // The operator was warned when it began.
            Self::NoNetwork => tracing::info!("sign-in could not be begun: no network"),
            Self::Begin { error, .. } => {
                let cause = fault(error).map(tracing::field::display);
                let status = self.status();
                if matches!(status, StatusCode::BAD_GATEWAY | StatusCode::INTERNAL_SERVER_ERROR) {
                    tracing::warn!(%error, cause, "sign-in could not be begun");
                } else {
                    tracing::info!(%error, cause, "sign-in could not be begun");
                }
            }
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

/// Who knows only their e-mail address needs no handle: a button leads them to their server.
fn email(servers: &[ServerButton]) -> String {
    let looks =
        "This looks like an e-mail address. Please type your handle, like alice.bsky.social";
    match servers {
        [] => format!("{looks}."),
        [server] => {
            format!("{looks}. If you don’t know it, use the button for {} below.", server.name)
        }
        [..] => format!("{looks}. If you don’t know it, use one of the buttons below."),
    }
}

fn unreadable(unreadable: &IdentifierFault) -> &'static str {
    match unreadable {
        IdentifierFault::Empty => "Please type your handle, like alice.bsky.social.",
        IdentifierFault::BareName { .. } => {
            "A handle has at least one dot in it, like alice.bsky.social. Please type all of it."
        }
        IdentifierFault::Email { .. } => {
            "This looks like an e-mail address. Please type your handle, like alice.bsky.social."
        }
        IdentifierFault::NotAdmitted => {
            "Names that end like this cannot be reached from here. Please check the spelling."
        }
        IdentifierFault::UnsupportedDid => {
            "This kind of DID is not supported. Please type your handle, like alice.bsky.social."
        }
        IdentifierFault::Unknown => {
            "This is not a handle. A handle looks like alice.bsky.social: letters, digits, dots and hyphens."
        }
    }
}

fn sentence(error: &BeginError) -> String {
    match error {
        BeginError::NoAccount => {
            "We found no account with this handle. Please check the spelling.".to_owned()
        }
        BeginError::FaultyHandle(HandleFault::SeveralDids) => {
            "This handle points to several accounts at once. Its owner has to correct the DNS entries that begin with _atproto.".to_owned()
        }
        BeginError::FaultyHandle(HandleFault::NotADid) => {
            "This handle is set up wrongly: what it points to is not an account. Its owner has to correct that.".to_owned()
        }
        BeginError::HandleNotClaimed => {
            "This handle points to an account that goes by another handle now. Please type the account’s current handle.".to_owned()
        }
        BeginError::NoPds => {
            "This account has no server (PDS) that we could send you to. It may have been closed or is being moved.".to_owned()
        }
        BeginError::NoOAuth(fault) => format!(
            "{} doesn’t support signing in to other sites yet. Use an account at another server, or ask whoever runs it for an update.",
            fault.host
        ),
        BeginError::NotAServer(fault) => format!(
            "We found no account with this name, and {} is not a server to sign in at either. Please check the spelling.",
            fault.host
        ),
        BeginError::ClientUnknown(fault) => format!(
            "{} does not accept sign-ins from here. This is not your fault: please tell whoever runs this service.",
            fault.host
        ),
        BeginError::LocalhostClientUnknown(fault) => format!(
            "{} does not accept sign-ins from a service that runs on your own computer. It works once the service has a public https address.",
            fault.host
        ),
        BeginError::NoFreshLogin(_) => {
            "The app or site you come from wants you to sign in anew, and your server cannot be asked for that.".to_owned()
        }
        BeginError::Server(fault) => server(fault),
        BeginError::Key(_) => {
            "Something went wrong on our side. Wait a moment and try again.".to_owned()
        }
    }
}

fn server(fault: &ServerFault) -> String {
    if fault.cause.is_too_many_visits() {
        return format!(
            "Very many people want to sign in at {} just now. Wait a minute, then try again.",
            fault.host
        );
    }
    let what_to_do = if fault.may_pass() {
        "Wait a moment and try again. If it stays like this, whoever runs that server has to look into it."
    } else {
        "Waiting will not help: whoever runs that server has to correct it. Until then, use an account at another server."
    };
    format!(
        "We asked {} for {} and got no usable answer. {what_to_do}",
        fault.host,
        asked_for(fault.step)
    )
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
        let text = |hosts: &[&str]| email("max.gmail.com", "gmail.com").text(&buttons(hosts));
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
