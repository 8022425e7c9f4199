//! Handles: domain names for accounts, resolved to a DID by DNS or HTTPS.
//!
//! In: a handle. Out: the DID that it names (ATProto handle specification, "Handle Resolution").
//! Whether the account of that DID claims the handle is checked in `identity`.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::did::Did;
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, FetchError, Limits, NameFault};
use crate::network::is_domain_name;

/// A syntactically valid handle in lower case. It may not exist, and may belong to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Handle(String);

impl Handle {
    /// Parses a handle and converts it to lower case. Nothing is trimmed.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        is_domain_name(&lower).then_some(Self(lower))
    }

    /// The handle as text, without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Handle {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a handle")
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a handle leads to no DID.
#[derive(Debug, thiserror::Error)]
pub(super) enum HandleError {
    /// Neither DNS nor the web server names a DID.
    #[error("the handle names no account")]
    NoDid,
    /// The DNS record is invalid.
    #[error(transparent)]
    Faulty(#[from] HandleFault),
    /// A server did not answer as it should.
    #[error(transparent)]
    Server(#[from] ServerFault),
}

/// What is wrong with the DNS record of a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandleFault {
    /// DNS names several different DIDs.
    #[error("the handle names several accounts")]
    SeveralDids,
    /// The value in DNS is not a DID.
    #[error("the handle names something that is no account")]
    NotADid,
}

/// For DNS and HTTPS together: 3 s, like the reference resolver.
const TIME: Duration = Duration::from_secs(3);
/// For the file of the web server. The reference resolver reads about 10 kB too.
const FILE: Limits = Limits { body: 10 * 1024, time: TIME };

/// Asks DNS and the web server at the same time. A DID in DNS wins. An outage of DNS is an outage:
/// otherwise an attacker who can disturb DNS could make the web server decide.
pub(super) async fn resolve(fetch: &Fetch, handle: &Handle) -> Result<Did, HandleError> {
    if !fetch.network().admits_handle_domain(handle.as_str()) {
        return Err(HandleError::NoDid);
    }
    let fetch = fetch.within(TIME);
    // `try_join` ends at the first `Err`, so DNS uses `Err` for any final answer.
    let by_dns = async {
        match ask_dns(&fetch, handle).await {
            Ok(Some(did)) => Err(Ok(did)),
            Ok(None) => Ok(()),
            Err(error) => Err(Err(error)),
        }
    };
    let by_https = async { Ok(ask_web_server(&fetch, handle).await) };
    match tokio::try_join!(by_dns, by_https) {
        Ok(((), answer)) => answer?.ok_or(HandleError::NoDid),
        Err(decided) => decided,
    }
}

async fn ask_dns(fetch: &Fetch, handle: &Handle) -> Result<Option<Did>, HandleError> {
    match fetch.txt(&format!("_atproto.{handle}")).await {
        Ok(records) => Ok(did_of_records(&records)?),
        Err(FetchError::Name(NameFault::NoRecord)) => Ok(None),
        Err(error) => Err(fault(handle, Cause::Fetch(error))),
    }
}

/// The DID in TXT records. Other records are ignored, and all `did=` records have to be equal.
pub(super) fn did_of_records(records: &[String]) -> Result<Option<Did>, HandleFault> {
    let mut named = records.iter().filter_map(|record| record.strip_prefix("did="));
    let Some(first) = named.next() else { return Ok(None) };
    if named.any(|other| other != first) {
        return Err(HandleFault::SeveralDids);
    }
    Did::parse(first).map(Some).ok_or(HandleFault::NotADid)
}

async fn ask_web_server(fetch: &Fetch, handle: &Handle) -> Result<Option<Did>, HandleError> {
    let Ok(url) = Url::parse(&format!("https://{handle}/.well-known/atproto-did")) else {
        return Ok(None);
    };
    // The network does not admit the host.
    if fetch.network().check_url(&url).is_err() {
        return Ok(None);
    }
    let cause = match fetch.get_following(&url, FILE).await {
        Ok(response) if (200..300).contains(&response.status) => {
            return Ok(did_of_file(response.text()));
        }
        Ok(response) => Cause::Status(response.status),
        Err(error) => Cause::Fetch(error),
    };
    // A refused address looks like a closed host: see `ServerFault`.
    let refused = matches!(cause, Cause::Fetch(FetchError::Name(NameFault::AddressRefused)));
    if refused || cause.is_outage() { Err(fault(handle, cause)) } else { Ok(None) }
}

/// The DID in the file, which may have blanks around it. Any other text means that there is no DID,
/// because many web servers return a page for every URL.
pub(super) fn did_of_file(text: Option<&str>) -> Option<Did> {
    Did::parse(text?.trim_ascii())
}

fn fault(handle: &Handle, cause: Cause) -> HandleError {
    HandleError::Server(cause.at(Step::ResolveHandle, handle.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALICE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    const BOB: &str = "did:web:bob.example.com";

    fn of_records(records: &[&str]) -> Result<Option<String>, HandleFault> {
        let records: Vec<_> = records.iter().map(|&record| record.to_owned()).collect();
        did_of_records(&records).map(|did| did.map(|did| did.to_string()))
    }

    #[test]
    fn handles_are_domain_names_in_lower_case() {
        for (text, handle) in [
            ("alice.bsky.social", "alice.bsky.social"),
            ("Alice.Bsky.Social", "alice.bsky.social"),
            ("xn--ls8h.test", "xn--ls8h.test"),
            ("8.cn", "8.cn"),
            ("a.co", "a.co"),
            ("laptop.local", "laptop.local"),
        ] {
            assert_eq!(Handle::parse(text).unwrap().as_str(), handle);
        }
    }

    #[test]
    fn what_is_no_domain_name_is_no_handle() {
        for text in [
            "",
            "alice",
            "alice.",
            ".alice.com",
            "alice..com",
            "-alice.com",
            "alice-.com",
            "al_ice.com",
            "alice.com.",
            "@alice.com",
            "alice.0com",
            "john.4",
            "127.0.0.1",
            "al ice.com",
            "alice.com\n",
            "älice.com",
            "did:plc:x.com",
            "alice.com/x",
        ] {
            assert_eq!(Handle::parse(text), None, "{text:?}");
        }
        assert_eq!(Handle::parse(&format!("{}.com", "a".repeat(64))), None);
        assert_eq!(Handle::parse(&format!("{}com", "ab.".repeat(84))), None);
    }

    #[test]
    fn one_did_in_dns_is_the_answer_among_records_of_other_uses() {
        let named = |did: &str| Ok(Some(did.to_owned()));
        assert_eq!(of_records(&["v=spf1 -all", &format!("did={ALICE}")]), named(ALICE));
        assert_eq!(of_records(&[&format!("did={BOB}"), &format!("did={BOB}")]), named(BOB));
        assert_eq!(of_records(&["v=spf1 -all"]), Ok(None));
    }

    #[test]
    fn several_differing_dids_in_dns_are_refused() {
        let records = [format!("did={ALICE}"), format!("did={BOB}")];
        assert_eq!(of_records(&[&records[0], &records[1]]), Err(HandleFault::SeveralDids));
        assert_eq!(of_records(&[&records[0], "did=x"]), Err(HandleFault::SeveralDids));
    }

    #[test]
    fn a_record_that_names_no_did_is_refused() {
        for record in ["did=", "did=did:key:z6Mk", "did= did:web:bob.example.com", "did=alice.com"]
        {
            assert_eq!(of_records(&[record]), Err(HandleFault::NotADid), "{record}");
        }
    }

    #[test]
    fn a_file_may_have_blanks_around_its_did_and_nothing_else() {
        assert_eq!(did_of_file(Some(&format!(" {ALICE}\r\n"))).unwrap().as_str(), ALICE);
        for file in
            ["", "<!doctype html>", "did:plc:x", &format!("{ALICE}\n{BOB}"), &format!("{ALICE} x")]
        {
            assert_eq!(did_of_file(Some(file)), None, "{file:?}");
        }
        assert_eq!(did_of_file(None), None);
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_is_stable(text in "\\PC{0,60}", record in "(did=)?\\PC{0,60}") {
            if let Some(handle) = Handle::parse(&text) {
                prop_assert_eq!(Handle::parse(handle.as_str()), Some(handle));
            }
            let _ = did_of_records(std::slice::from_ref(&record));
            let _ = did_of_file(Some(&record));
        }
    }
}
