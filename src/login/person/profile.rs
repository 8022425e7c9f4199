//! The person's name and picture, from the public record at their PDS. No other server is asked.
//!
//! The record is optional: a login goes on if it is missing or slow, and an outage does not remove
//! a known name. The person chooses the texts freely, so they are cleaned and cut to a maximum
//! length. The address of the picture is built here.

use std::time::Duration;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::atproto::{Did, Email, HandleStatus, Identity, Origin};
use crate::fetch::{Fetch, Limits};
use crate::invisible::{is_blank, is_hidden, is_joining, is_varying};
use crate::login::store::person::Person;

/// How long a login or a look-up waits for the record.
const PATIENCE: Duration = Duration::from_secs(3);

/// The longest record that is read, in bytes. Names and descriptions are a few hundred.
const MAX_RECORD: usize = 64 * 1024;

/// The longest name that is passed on, in characters.
const MAX_NAME: usize = 64;

/// What relying parties may show as a picture. SVG is left out, because it can contain scripts.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// What a person says of themselves, as far as it may be passed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PublicProfile {
    /// What they want to be called.
    pub(crate) name: Option<String>,
    /// The address of their picture.
    pub(crate) picture: Option<String>,
}

impl Person {
    /// The person of an `identity` that was proven at `now`, with what their record says.
    pub(crate) async fn look_up(fetch: &Fetch, identity: Identity, now: i64) -> Self {
        let Identity { did, handle, pds, issuer, email } = identity;
        let PublicProfile { name, picture } =
            PublicProfile::look_up(fetch, &pds, &did).await.unwrap_or_default();
        let email_read_at = (email != Email::NotAsked).then_some(now);
        let (handle, unconfirmed) = match handle {
            HandleStatus::Verified(handle) => (Some(handle), None),
            HandleStatus::None => (None, None),
            HandleStatus::Unconfirmed(claimed) => (None, Some(claimed)),
        };
        // Both are asked for later, and only where it matters.
        let (is_hosted, is_blocked) = (None, false);
        Self {
            did,
            handle,
            unconfirmed,
            pds,
            issuer,
            is_hosted,
            name,
            picture,
            email,
            email_read_at,
            is_blocked,
        }
    }
}

impl PublicProfile {
    /// Looks up the profile of the account `did` at `pds`. It is empty if there is no readable
    /// record. `None` during an outage.
    pub(crate) async fn look_up(fetch: &Fetch, pds: &Origin, did: &Did) -> Option<Self> {
        Some(Self::of(&record(fetch, pds, did).await.ok()?, pds, did))
    }

    /// The profile in a response. A member that cannot be used does not spoil the other one.
    pub(crate) fn of(answer: &Value, pds: &Origin, did: &Did) -> Self {
        let text = |pointer| answer.pointer(pointer).and_then(Value::as_str);
        let avatar = text("/value/avatar/ref/$link").zip(text("/value/avatar/mimeType"));
        let picture =
            avatar.and_then(|(cid, mime_type)| picture(pds, did.as_str(), cid, mime_type));
        Self { name: text("/value/displayName").and_then(clean_name), picture }
    }
}

/// The record cannot be read just now. This says nothing about its content.
struct Outage;

async fn record(fetch: &Fetch, pds: &Origin, did: &Did) -> Result<Value, Outage> {
    let mut url = pds.join("/xrpc/com.atproto.repo.getRecord");
    url.query_pairs_mut()
        .append_pair("repo", did.as_str())
        .append_pair("collection", "app.bsky.actor.profile")
        .append_pair("rkey", "self");
    let answer = fetch.get(&url, Limits { body: MAX_RECORD, time: PATIENCE }).await;
    match answer {
        // Who forbids us to ask may have the record all the same.
        Ok(answer)
            if answer.is_challenge()
                || answer.status >= 500
                || matches!(answer.status, 401 | 403 | 429) =>
        {
            tracing::info!(status = answer.status, "the profile record cannot be read");
            Err(Outage)
        }
        Ok(answer) if answer.status == 200 => Ok(answer.json().unwrap_or_default()),
        // 400 is how a server says that there is no such record.
        Ok(answer) => {
            tracing::debug!(status = answer.status, "no profile record");
            Ok(Value::Null)
        }
        Err(error) => {
            tracing::info!(%error, "the profile record cannot be read");
            if error.is_outage() { Err(Outage) } else { Ok(Value::Null) }
        }
    }
}

/// The address of the picture at the person's server, if it is one that may be shown.
fn picture(pds: &Origin, did: &str, cid: &str, mime_type: &str) -> Option<String> {
    let is_cid =
        (8..=128).contains(&cid.len()) && cid.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_cid || !PICTURES.contains(&mime_type) {
        return None;
    }
    let mut url = pds.join("/xrpc/com.atproto.sync.getBlob");
    url.query_pairs_mut().append_pair("did", did).append_pair("cid", cid);
    Some(url.into())
}

/// A display name without control characters and marks that reverse the text direction, its white
/// space folded, at most [`MAX_NAME`] characters. `None` if nothing remains.
fn clean_name(text: &str) -> Option<String> {
    let words: String = text
        .chars()
        .map(|c| if is_blank(c) { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let folded = words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let capped = whole_clusters(&folded, MAX_NAME);
    let capped = capped.trim_end();
    // Characters that only join or vary their neighbours are not a name by themselves.
    capped.chars().any(|c| !is_joining(c) && !is_varying(c)).then(|| capped.to_owned())
}

/// The longest beginning of `text` with at most `most` characters that ends where a cluster ends (UAX #29).
/// Part of one would be another sign: of a flag a letter, of a family a man.
fn whole_clusters(text: &str, most: usize) -> String {
    let mut left = Some(most);
    let fits = |cluster: &&str| {
        left = left.and_then(|left| left.checked_sub(cluster.chars().count()));
        left.is_some()
    };
    text.graphemes(true).take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::Network;

    #[test]
    fn a_name_loses_control_and_direction_marks_and_is_capped() {
        assert_eq!(clean_name(" Alice \n\t Example ").as_deref(), Some("Alice Example"));
        assert_eq!(clean_name("\u{202E}ecilA\u{202C}\u{0007}").as_deref(), Some("ecilA"));
        for nothing in
            ["\u{200B}\u{FEFF} ", "\u{3164}\u{3164}", "\u{2800}\u{115F}", "\u{200D}\u{FE0F}"]
        {
            assert_eq!(clean_name(nothing), None);
        }
        let persian = "می\u{200C}خواهم";
        assert_eq!(clean_name(persian).as_deref(), Some(persian));
        assert_eq!(clean_name(&"x".repeat(900)).map(|name| name.len()), Some(MAX_NAME));
    }

    #[test]
    fn a_name_is_not_cut_inside_a_cluster() {
        for cluster in ["👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "👍🏽", "e\u{301}", "क्षि", "한"]
        {
            for before in 0..MAX_NAME {
                let start = "x".repeat(before);
                let name = clean_name(&format!("{start}{}", cluster.repeat(MAX_NAME))).unwrap();
                let rest = name.strip_prefix(&start).unwrap();
                let left = MAX_NAME - before;
                let whole = cluster.repeat(left / cluster.chars().count());
                assert_eq!(rest, whole, "{before} characters before {cluster}");
            }
        }
        assert_eq!(clean_name(&format!("e{}", "\u{301}".repeat(900))), None);
    }

    #[test]
    fn a_picture_is_png_jpeg_or_webp_and_its_address_is_ours() {
        let pds = Origin::parse("https://pds.example.com", &Network::Public).unwrap();
        let cid = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";
        assert_eq!(
            picture(&pds, "did:plc:a", cid, "image/png").unwrap(),
            format!(
                "https://pds.example.com/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3Aa&cid={cid}"
            )
        );
        assert!(picture(&pds, "did:plc:a", cid, "image/svg+xml").is_none());
        assert!(picture(&pds, "did:plc:a", "../x?y=z", "image/png").is_none());
    }

    fn text() -> impl Strategy<Value = Value> {
        "(?s)(.|[a-z \u{202e}\u{200b}\n]){0,80}|image/(png|svg\\+xml)|bafkrei[a-z2-7]{10,52}"
            .prop_map(Value::from)
    }

    /// Any JSON, not too deep.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), text()];
        leaf.prop_recursive(3, 16, 4, |inner| {
            let member = "displayName|avatar|ref|\\$link|mimeType|\\PC{0,9}";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(member, inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_a_record_holds_its_name_is_clean_and_its_picture_at_its_own_server(
            name in prop_oneof![text(), json()],
            mut avatar in json(),
            link in prop_oneof![text(), json()],
            whole in any::<bool>(),
        ) {
            let pds = Origin::parse("https://pds.example.com", &Network::Public).unwrap();
            let did = Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap();
            if whole {
                avatar = serde_json::json!({ "ref": { "$link": link }, "mimeType": "image/png" });
            }
            let answer = serde_json::json!({ "value": { "displayName": name, "avatar": avatar } });
            let profile = PublicProfile::of(&answer, &pds, &did);
            if let Some(name) = profile.name {
                prop_assert!((1..=MAX_NAME).contains(&name.chars().count()));
                prop_assert!(name.chars().all(|c| !is_hidden(c) && !c.is_control()));
                prop_assert_eq!(name.trim(), &name);
            }
            if let Some(picture) = profile.picture {
                let start = "https://pds.example.com/xrpc/com.atproto.sync.getBlob?did=did%3Aplc%3A";
                prop_assert!(picture.starts_with(start) && picture.is_ascii(), "{}", picture);
            }
        }
    }
}
