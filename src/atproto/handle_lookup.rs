//! Looks up whom a handle names, by DNS and HTTPS.
//!
//! In: a handle. Out: the DID that it names (ATProto handle specification, "Handle Resolution"), and
//! whether that is certain. Whether the account of that DID claims the handle is checked in `identity`.

use std::time::Duration;

use url::Url;

use super::did::Did;
use super::handle::Handle;
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, FetchError, Limits, NameFault};

/// Who a handle names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// This account: DNS says so, or it says that it has no record, and the web server says so.
    Confirmed(Did),
    /// The web server names this account, and DNS could not answer.
    Unconfirmed(Did),
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

/// The longest name in DNS, in characters (RFC 1035 §2.3.4, as it is written).
const LONGEST_NAME: usize = 253;

/// Asks DNS and the web server at the same time. A DID in DNS wins. If DNS is out, the web server decides
/// nothing: otherwise an attacker who can disturb DNS could choose. What it says is only a start.
pub(super) async fn resolve(fetch: &Fetch, handle: &Handle) -> Result<Named, HandleError> {
    if !fetch.network().admits_handle_domain(handle.as_str()) {
        return Err(HandleError::NoDid);
    }
    let fetch = fetch.within(TIME);
    // `try_join` ends at the first `Err`, so DNS uses `Err` for what the web server cannot change.
    let by_dns = async {
        match ask_dns(&fetch, handle).await {
            Ok(Some(did)) => Err(Ok(Named::Confirmed(did))),
            Ok(None) => Ok(None),
            Err(HandleError::Server(outage)) => Ok(Some(outage)),
            Err(error @ (HandleError::NoDid | HandleError::Faulty(_))) => Err(Err(error)),
        }
    };
    let by_https = async { Ok(ask_web_server(&fetch, handle).await) };
    match tokio::try_join!(by_dns, by_https) {
        Ok((None, answer)) => answer?.map(Named::Confirmed).ok_or(HandleError::NoDid),
        Ok((Some(outage), Ok(Some(did)))) => {
            tracing::info!(%handle, %did, %outage, "only the web server names an account");
            Ok(Named::Unconfirmed(did))
        }
        Ok((Some(outage), Ok(None) | Err(_))) => Err(outage.into()),
        Err(decided) => decided,
    }
}

async fn ask_dns(fetch: &Fetch, handle: &Handle) -> Result<Option<Did>, HandleError> {
    let name = format!("_atproto.{handle}");
    if name.len() > LONGEST_NAME {
        // DNS can have no record of it.
        return Ok(None);
    }
    match fetch.txt(&name).await {
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
        Ok(response) if response.is_challenge() => Cause::Challenge,
        Ok(response) if (200..300).contains(&response.status) => {
            return Ok(did_of_file(response.body()));
        }
        Ok(response) => Cause::Status(response.status),
        Err(error) => Cause::Fetch(error),
    };
    if is_no_answer(&cause) { Err(fault(handle, cause)) } else { Ok(None) }
}

/// Whether the web server did not answer the question. Who forbids us to ask may have the file all the same.
/// Any other answer is a "no".
fn is_no_answer(cause: &Cause) -> bool {
    // A refused address looks like a closed host: see `ServerFault`.
    let is_refused = matches!(cause, Cause::Fetch(FetchError::Name(NameFault::AddressRefused)));
    let forbids = matches!(cause, Cause::Status(401 | 403 | 407 | 408 | 425));
    is_refused || forbids || cause.is_outage()
}

/// The DID in the file: its first line, which may have blanks around it. Any other text means that there
/// is no DID, because many web servers return a page for every URL.
pub(super) fn did_of_file(body: &[u8]) -> Option<Did> {
    let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let text = String::from_utf8_lossy(body);
    let first = text.trim_matches(is_blank).split('\n').next()?;
    Did::parse(first.trim_matches(is_blank))
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
    fn a_did_is_in_the_first_line_of_a_file_and_may_have_blanks_around_it() {
        for file in [
            format!(" {ALICE}\r\n"),
            format!("\u{feff}{ALICE}"),
            format!("\u{a0}{ALICE}\u{a0}\n"),
            format!("\n\n{ALICE}"),
            format!("{ALICE}\n{BOB}"),
            format!("{ALICE}\r\n# my name\r\n"),
        ] {
            assert_eq!(did_of_file(file.as_bytes()).unwrap().as_str(), ALICE, "{file:?}");
        }
        let latin = [ALICE.as_bytes(), b"\n\xe9"].concat();
        assert_eq!(did_of_file(&latin).unwrap().as_str(), ALICE);
        for file in
            ["", "<!doctype html>", "did:plc:x", &format!("{ALICE} x"), &format!("x\n{ALICE}")]
        {
            assert_eq!(did_of_file(file.as_bytes()), None, "{file:?}");
        }
        assert_eq!(did_of_file(&[ALICE.as_bytes(), b"\xff"].concat()), None);
    }

    #[test]
    fn who_forbids_to_ask_gave_no_answer_and_any_other_refusal_is_a_no() {
        for status in [401, 403, 408, 429, 500, 502, 503, 520] {
            assert!(is_no_answer(&Cause::Status(status)), "{status}");
        }
        for status in [301, 400, 404, 405, 410, 418] {
            assert!(!is_no_answer(&Cause::Status(status)), "{status}");
        }
        assert!(is_no_answer(&Cause::Challenge) && is_no_answer(&FetchError::TimedOut.into()));
        for error in [FetchError::Redirect, FetchError::TooLarge, FetchError::Encoded] {
            assert!(!is_no_answer(&error.into()));
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(record in "(did=)?\\PC{0,60}") {
            let _ = did_of_records(std::slice::from_ref(&record));
            let _ = did_of_file(record.as_bytes());
        }
    }
}
