//! `login_hint`: what the relying party believes the person's account is called.
//!
//! In: the text it sent. Out: an account to fill into the sign-in field and to compare with, or
//! nothing: a hint is never an error. Handles, DIDs and servers are read as a person would type
//! them. The e-mail styles are those of other providers of this kind.

use super::matrix_hint;
use crate::atproto::AccountIdentifier;
use crate::login::store::person::Person;
use crate::network::Network;

/// A hint that names an account or a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint(AccountIdentifier);

impl Hint {
    /// Reads a hint. `our_host` is the host of our own public URL.
    pub(crate) fn read(text: &str, our_host: &str, network: &Network) -> Option<Self> {
        let text = text.trim();
        // A Matrix ID is only ever compared (`matrix_hint`), and no handle is made of it.
        if text.starts_with(matrix_hint::SCHEME) {
            return None;
        }
        if text.starts_with("did:") {
            return AccountIdentifier::read(text, network).ok().map(Self);
        }
        let text = match text.trim_start_matches('@').split_once('@') {
            None => text.to_owned(),
            Some((local, domain)) if domain.eq_ignore_ascii_case(our_host) => local.to_owned(),
            // `alice@alice.bsky.social`, `apex@apex.test`: the domain is the handle already. The second is
            // also the address that the holder of such a handle has (`who::names`).
            Some((local, domain)) if begins_with_label(domain, local) => domain.to_owned(),
            Some((local, domain)) => format!("{local}.{domain}"),
        };
        AccountIdentifier::read(&text, network).ok().map(Self)
    }

    /// Its text for the sign-in field.
    pub(crate) fn text(&self) -> &str {
        match &self.0 {
            AccountIdentifier::Handle(handle) | AccountIdentifier::Fediverse(handle) => {
                handle.as_str()
            }
            AccountIdentifier::Did(did) => did.as_str(),
            AccountIdentifier::Server(origin) => origin.host(),
        }
    }

    /// Whether `person` may be meant: the hint names them, or their server.
    pub(crate) fn means(&self, person: &Person) -> bool {
        match &self.0 {
            // A handle can also be the name of a server.
            AccountIdentifier::Handle(handle) | AccountIdentifier::Fediverse(handle) => {
                person.handle.as_ref() == Some(handle)
                    || [&person.pds, &person.issuer].iter().any(|at| at.host() == handle.as_str())
            }
            AccountIdentifier::Did(did) => person.did == *did,
            AccountIdentifier::Server(origin) => person.pds == *origin || person.issuer == *origin,
        }
    }
}

fn begins_with_label(domain: &str, label: &str) -> bool {
    domain.split_once('.').is_some_and(|(first, _)| first.eq_ignore_ascii_case(label))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::who::names::{DidAndHandle, handle_addresses};

    fn read(text: &str) -> Option<String> {
        Hint::read(text, "login.example.org", &Network::Public).map(|hint| hint.text().to_owned())
    }

    #[test]
    fn handles_dids_and_servers_are_hints() {
        for (text, hint) in [
            ("alice.bsky.social", "alice.bsky.social"),
            ("@Alice.Bsky.Social", "alice.bsky.social"),
            ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
            ("https://pds.example.com", "pds.example.com"),
        ] {
            assert_eq!(read(text).as_deref(), Some(hint), "{text}");
        }
    }

    #[test]
    fn the_email_styles_of_other_providers_are_hints() {
        for (text, hint) in [
            ("alice@example.com", "alice.example.com"),
            ("alice@alice.bsky.social", "alice.bsky.social"),
            ("apex@apex.org", "apex.org"),
            ("Apex@apex.ORG", "apex.org"),
            ("alice@apex.org", "alice.apex.org"),
            ("alice.bsky.social@login.example.org", "alice.bsky.social"),
            ("alice.bsky.social@LOGIN.example.org", "alice.bsky.social"),
        ] {
            assert_eq!(read(text).as_deref(), Some(hint), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_hint_and_no_error() {
        for text in [
            "",
            "mxid:@alice.test:example.org",
            "mxid:@a@b.example",
            "buffy",
            "a@b@c",
            "+49 123",
            "<svg onload=alert(1)>",
            "did:key:z6Mk",
            "@",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        /// What somebody is called by their address, and what fills the form when they give it.
        #[test]
        fn an_address_of_a_handle_leads_back_to_that_handle(
            handle in "([a-c]{1,2}\\.)?[a-c]{1,2}\\.[a-c]{1,2}\\.org",
            domains in prop::collection::vec("([a-c]{1,2}\\.)?[a-c]{1,2}\\.org", 1..4),
        ) {
            let account = DidAndHandle { did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz", handle: Some(&handle) };
            if let Some((_, addresses)) = handle_addresses(account, &domains)
                // Such a name is made of the DID.
                && !addresses[0].contains("-hs64oiz@")
            {
                prop_assert_eq!(read(&addresses[0]), Some(handle));
            }
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,80}") {
            let _ = read(&text);
        }
    }
}
