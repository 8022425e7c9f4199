//! Parses what a person types to name their account: a handle, a DID or a server.
//!
//! In: the text of the sign-in field, typed, pasted or dictated. Out: an [`AccountIdentifier`], or
//! what is wrong with the text. Only blanks, capitals, `@`, invisible characters, the marks of a
//! sentence and the rest of a link are removed, because they cannot change the meaning. A guess is only
//! suggested: acting on it could sign somebody in to a stranger's account.

use url::{Host, Url};

use super::did::Did;
use super::handle::Handle;
use super::origin::Origin;
use crate::invisible::{is_hidden, is_joining, is_varying};
use crate::network::{Network, is_domain_name};

/// What names the account to sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountIdentifier {
    /// A handle. If no account has it, or nobody can tell just now, it is tried as the name of a server.
    Handle(Handle),
    /// A DID.
    Did(Did),
    /// The domain of a Fediverse address: `tedt.org` of `@ted@tedt.org`. It is tried as a handle: bridges
    /// and people with a domain of their own give it to the same account.
    Fediverse(Handle),
    /// A PDS or an authorization server whose name is no handle. The person names their account there.
    Server(Origin),
}

/// Why a text names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierFault {
    /// It is empty or has only blanks.
    #[error("nothing was typed")]
    Empty,
    /// It looks like an e-mail address.
    #[error("an e-mail address is no handle")]
    Email {
        /// The handle with a dot instead of `@`, if it can be one. It may be meant only if the domain is
        /// that of a server: `alice.bsky.social` for `alice@bsky.social`.
        dotted: Option<Handle>,
        /// The part after the `@`.
        domain: Handle,
    },
    /// It is a name without a domain. A handle under the domain of a server may be meant.
    #[error("a name without a domain is no handle")]
    BareName {
        /// The name, of letters, digits and hyphens. A suggestion appends `.bsky.social` or the
        /// like.
        name: String,
    },
    /// It is under a domain that this network does not reach, like `.local`.
    #[error("names under this domain are not reachable")]
    NotAdmitted {
        /// The end of the name, with its dot. `None` if it is an address.
        ending: Option<String>,
    },
    /// It is a DID of another method than `did:plc` and `did:web`, or a `did:web` with a path or a port
    /// (ATProto DID specification, "Blessed DID Methods").
    #[error("DIDs of this kind are not supported")]
    UnsupportedDid,
    /// It is neither a handle nor a DID nor a server.
    #[error("this is no handle, DID or server")]
    Unknown,
}

/// In bytes. It is longer than any DID.
const LONGEST: usize = 4096;

impl AccountIdentifier {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`IdentifierFault`]. If it has a suggestion, ask the person.
    pub fn read(typed: &str, network: &Network) -> Result<Self, IdentifierFault> {
        if typed.len() > LONGEST {
            return Err(IdentifierFault::Unknown);
        }
        let tidied = tidy(typed)?;
        let text = tidied.trim_start_matches('@').trim_start();
        if text.is_empty() {
            return Err(IdentifierFault::Empty);
        }
        let name = linked_name(text).unwrap_or(text);
        // DIDs come first, because their dots and colons look like a host with a port.
        if name.starts_with("did:") {
            // The only escape in a DID is in capitals: `did:web:localhost%3A2583`.
            let did = name.trim_end_matches(['.', '/']).replace("%3a", "%3A");
            Did::parse(&did).map(Self::Did).ok_or_else(|| fault_of_did(&did))
        } else if name.contains("://") {
            Self::read_address(name, network)
        } else if let Some((local, domain)) = name.split_once('@') {
            let (local, domain) = person_at(local, domain).ok_or(IdentifierFault::Unknown)?;
            if !tidied.starts_with('@') {
                let dotted = Handle::parse(&format!("{local}.{domain}"));
                return Err(IdentifierFault::Email { dotted, domain });
            }
            let is_admitted = network.admits_handle_domain(domain.as_str());
            let fault = not_admitted(domain.as_str());
            is_admitted.then_some(Self::Fediverse(domain)).ok_or(fault)
        } else {
            Self::read_name(name.trim_end_matches(['.', '/']), network)
        }
    }

    /// The server at `host`, whose button was pressed.
    ///
    /// # Errors
    /// [`IdentifierFault::NotAdmitted`] if the network does not reach it.
    pub fn server(host: &str, network: &Network) -> Result<Self, IdentifierFault> {
        Origin::of_host(host, network).map(Self::Server).map_err(|_| not_admitted(host))
    }

    /// The handle, the DID, or the host of the server.
    pub fn name(&self) -> &str {
        match self {
            Self::Handle(handle) | Self::Fediverse(handle) => handle.as_str(),
            Self::Did(did) => did.as_str(),
            Self::Server(origin) => origin.host(),
        }
    }

    /// Parses `https://alice.example.com`. After the host only a `/` is allowed. Without a port it is a
    /// handle, because people copy theirs out of an address bar; that may still be a server.
    fn read_address(text: &str, network: &Network) -> Result<Self, IdentifierFault> {
        let url = Url::parse(text).map_err(|_| IdentifierFault::Unknown)?;
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
            return Err(IdentifierFault::Unknown);
        }
        // The scheme is ignored, because the network decides it. People copy `http://` from old
        // notes.
        let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') || !matches!(url.path(), "/" | "") {
            return Err(IdentifierFault::Unknown);
        }
        let name = url.domain().filter(|_| url.port().is_none());
        let handle = name.and_then(|name| Handle::parse(name.trim_end_matches('.')));
        match handle.filter(|handle| network.admits_handle_domain(handle.as_str())) {
            Some(handle) => Ok(Self::Handle(handle)),
            None => Self::server(authority, network),
        }
    }

    fn read_name(text: &str, network: &Network) -> Result<Self, IdentifierFault> {
        if text.contains(':') || (text == "localhost" && matches!(network, Network::Loopback)) {
            let server = Self::read_address(&format!("https://{text}"), network);
            return server.map_err(|_| IdentifierFault::Unknown);
        }
        if is_bare_name(text) {
            return Err(IdentifierFault::BareName { name: text.to_owned() });
        }
        let handle = in_ascii(text).and_then(|ascii| Handle::parse(&ascii));
        let handle = handle.ok_or(IdentifierFault::Unknown)?;
        let is_admitted = network.admits_handle_domain(handle.as_str());
        let fault = not_admitted(handle.as_str());
        is_admitted.then_some(Self::Handle(handle)).ok_or(fault)
    }
}

fn not_admitted(name: &str) -> IdentifierFault {
    let label = name.rsplit('.').next().unwrap_or(name);
    let is_name = label.bytes().all(|byte| byte.is_ascii_alphabetic());
    IdentifierFault::NotAdmitted { ending: is_name.then(|| format!(".{label}")) }
}

/// The account in a pasted link: `https://bsky.app/profile/alice.example.com/post/…` (any host,
/// since every ATProto app has its own), the same without scheme, or `at://alice.example.com/…`.
fn linked_name(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix("at://") {
        Some(rest) => rest,
        None => text.split_once("/profile/")?.1,
    };
    let name = rest.split(['/', '?', '#']).next().unwrap_or_default();
    Some(name.strip_prefix('@').unwrap_or(name))
}

/// The two parts of `local@domain`, which an e-mail address and a Fediverse address have alike.
fn person_at<'a>(local: &'a str, domain: &str) -> Option<(&'a str, Handle)> {
    let local = local.strip_prefix("mailto:").unwrap_or(local);
    let is_local = !local.is_empty()
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+-=?^_{|}~".contains(c));
    let domain = in_ascii(domain.trim_end_matches(['.', '/'])).and_then(|it| Handle::parse(&it))?;
    is_local.then_some((local, domain))
}

/// What is wrong with a text that begins like a DID.
fn fault_of_did(text: &str) -> IdentifierFault {
    let parts = text.strip_prefix("did:").and_then(|rest| rest.split_once(':'));
    let is_other_kind = parts.is_some_and(|(method, id)| match method {
        "plc" | "" => false,
        "web" => id.contains([':', '%', '/']),
        _ => !id.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    });
    if is_other_kind { IdentifierFault::UnsupportedDid } else { IdentifierFault::Unknown }
}

/// Removes what surrounds a name that was copied out of a sentence. No name begins or ends like this.
fn without_marks(text: &str) -> &str {
    text.trim_start_matches(['(', '<', '"', '\'', '`', '“', '„', '‘', '«', '‹'])
        .trim_end_matches([')', '>', '"', '\'', '`', '”', '“', '’', '»', '›', ',', ';', '!', '.'])
}

/// Removes blanks, capitals, invisible characters and the marks of a sentence. A valid DID stays the same,
/// because DIDs are in lower case, except for the escape in `did:web:localhost%3A2583`.
fn tidy(typed: &str) -> Result<String, IdentifierFault> {
    // Pasted handles contain direction marks (from bsky.app), soft hyphens and joiners.
    let is_shown = |c: &char| !(is_hidden(*c) || is_joining(*c) || is_varying(*c));
    let visible: String = typed.chars().filter(is_shown).map(ascii_sign).collect();
    let joined = join_at_dots(&visible).ok_or(IdentifierFault::Unknown)?;
    Ok(without_marks(&joined).to_lowercase())
}

/// The name as DNS has it: `xn--mller-kva.de` for `müller.de`.
fn in_ascii(name: &str) -> Option<String> {
    if name.is_ascii() {
        return Some(name.to_owned());
    }
    match Host::parse(name).ok()? {
        Host::Domain(ascii) => Some(ascii),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// Converts full-width punctuation, which East Asian keyboards produce, to ASCII.
const fn ascii_sign(c: char) -> char {
    match c {
        '\u{3002}' | '\u{ff0e}' | '\u{ff61}' => '.',
        '\u{ff20}' => '@',
        '\u{ff1a}' => ':',
        '\u{ff0f}' => '/',
        '\u{ff08}' => '(',
        '\u{ff09}' => ')',
        other => other,
    }
}

/// Removes blanks next to a dot, which phone keyboards insert. `None` if there are blanks
/// elsewhere.
fn join_at_dots(text: &str) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    for piece in text.split_whitespace() {
        let fits = joined.is_empty() || joined.ends_with(['.', '@']) || piece.starts_with('.');
        if !fits {
            return None;
        }
        joined.push_str(piece);
    }
    Some(joined)
}

/// Whether the text is a single label, which could be the first part of a handle.
fn is_bare_name(text: &str) -> bool {
    !text.contains('.') && is_domain_name(&format!("{text}.com"))
}

#[cfg(test)]
mod tests;
