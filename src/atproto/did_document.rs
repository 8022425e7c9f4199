//! DID documents: the handle and the PDS that an account names.
//!
//! In: the JSON that a PLC directory or a `did:web` host returned. Out: a [`DidDocument`] (ATProto
//! DID specification, "DID Documents"). The handle in it is only claimed. Services and names of
//! other protocols are ignored, whatever their shape.

use serde::Deserialize;
use serde_json::Value;

use super::did::Did;
use super::handle::Handle;
use super::origin::Origin;
use super::server_fault::Cause;
use crate::json::Object;
use crate::network::Network;

/// The parts of a DID document that ATProto defines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DidDocument {
    /// The account.
    pub(super) did: Did,
    /// The handle it claims.
    pub(super) handle: Option<Handle>,
    /// The PDS. `None` if there is none that the network admits.
    pub(super) pds: Option<Origin>,
}

/// The members that are parsed. A member that occurs twice is an error.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawDocument {
    id: String,
    #[serde(default)]
    also_known_as: Vec<Value>,
    #[serde(default)]
    service: Vec<Object<RawService>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawService {
    id: Value,
    r#type: Value,
    service_endpoint: Value,
}

impl RawDocument {
    /// The document of `did`. Another `id` is an error.
    pub(super) fn of(&self, did: &Did, network: &Network) -> Result<DidDocument, Cause> {
        if self.id != did.as_str() {
            return Err(Cause::OtherDid);
        }
        Ok(DidDocument { did: did.clone(), handle: self.handle(), pds: self.pds(network) })
    }

    /// The first entry that is a valid handle.
    fn handle(&self) -> Option<Handle> {
        let names = self.also_known_as.iter().filter_map(Value::as_str);
        names.filter_map(|name| name.strip_prefix("at://")).find_map(Handle::parse)
    }

    /// The URL of the first PDS. Later ones are ignored, even if this URL cannot be used.
    fn pds(&self, network: &Network) -> Option<Origin> {
        let pds =
            self.service.iter().map(|Object(service)| service).find(|it| it.is_pds_of(&self.id))?;
        Origin::of_service(pds.service_endpoint.as_str()?, network).ok()
    }
}

impl RawService {
    fn is_pds_of(&self, did: &str) -> bool {
        let fragment = self.id.as_str().map(|id| id.strip_prefix(did).unwrap_or(id));
        fragment == Some("#atproto_pds") && self.r#type == "AtprotoPersonalDataServer"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ALICE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    fn read(document: &str) -> Result<DidDocument, Cause> {
        let raw: RawDocument = serde_json::from_str(document).unwrap();
        raw.of(&Did::parse(ALICE).unwrap(), &Network::Public)
    }

    fn with(member: &str, value: &Value) -> DidDocument {
        let mut document = json!({ "id": ALICE });
        document[member] = value.clone();
        read(&document.to_string()).unwrap()
    }

    fn handle_of(also_known_as: &Value) -> Option<String> {
        with("alsoKnownAs", also_known_as).handle.map(|handle| handle.to_string())
    }

    fn pds_of(service: &Value) -> Option<String> {
        with("service", service).pds.map(|pds| pds.to_string())
    }

    fn pds(id: &str, endpoint: &str) -> Value {
        json!({ "id": id, "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint })
    }

    #[test]
    fn a_document_about_another_did_is_refused() {
        let other = r#"{"id":"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}"#;
        assert!(matches!(read(other), Err(Cause::OtherDid)));
    }

    #[test]
    fn a_member_that_is_there_twice_is_refused() {
        for document in [
            format!(r#"{{"id":"{ALICE}","id":"{ALICE}"}}"#),
            format!(r#"{{"id":"{ALICE}","alsoKnownAs":[],"alsoKnownAs":["at://a.com"]}}"#),
            format!(r##"{{"id":"{ALICE}","service":[{{"id":"#atproto_pds","id":"#x"}}]}}"##),
        ] {
            assert!(serde_json::from_str::<RawDocument>(&document).is_err(), "{document}");
        }
    }

    #[test]
    fn the_first_valid_handle_counts() {
        let names = json!(["https://x.com", 7, "at://not a handle", "at://A.com", "at://b.com"]);
        assert_eq!(handle_of(&names).as_deref(), Some("a.com"));
        assert_eq!(
            handle_of(&json!(["at://handle.invalid", "at://b.com"])).unwrap(),
            "handle.invalid"
        );
        assert_eq!(handle_of(&json!(["at://a.com/app.bsky.feed.post"])), None);
        assert_eq!(handle_of(&json!([])), None);
    }

    #[test]
    fn the_pds_is_found_by_relative_and_by_absolute_id() {
        for id in ["#atproto_pds".to_owned(), format!("{ALICE}#atproto_pds")] {
            let services = json!([
                { "id": "#other", "type": ["X"], "serviceEndpoint": { "a": 1 } },
                pds(&id, "https://pds.example.com"),
                pds(&id, "https://second.example.com"),
            ]);
            assert_eq!(pds_of(&services).as_deref(), Some("https://pds.example.com"));
        }
    }

    #[test]
    fn the_url_of_a_pds_may_have_a_port_and_its_path_and_query_do_not_count() {
        for (endpoint, origin) in [
            ("https://pds.example.com:8443", "https://pds.example.com:8443"),
            ("https://pds.example.com:443/", "https://pds.example.com"),
            ("https://pds.example.com/path/?query#fragment", "https://pds.example.com"),
            ("https://pds.example.com:2583/xrpc", "https://pds.example.com:2583"),
        ] {
            let service = json!([pds("#atproto_pds", endpoint)]);
            assert_eq!(pds_of(&service).as_deref(), Some(origin), "{endpoint}");
        }
    }

    #[test]
    fn an_array_is_no_document_and_no_service() {
        let service =
            r##"[["#atproto_pds","AtprotoPersonalDataServer","https://pds.example.com"]]"##;
        let document = format!(r#"{{"id":"{ALICE}","service":{service}}}"#);
        assert!(serde_json::from_str::<RawDocument>(&document).is_err(), "{document}");
        let document = format!(r#"["{ALICE}",["at://alice.example.com"],[]]"#);
        assert!(crate::fetch::json::<RawDocument>(document.as_bytes()).is_err(), "{document}");
    }

    #[test]
    fn what_is_no_pds_is_passed_over() {
        for service in [
            pds("#atproto_labeler", "https://pds.example.com"),
            pds("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa#atproto_pds", "https://pds.example.com"),
            pds("atproto_pds", "https://pds.example.com"),
            json!({ "id": "#atproto_pds", "type": "X", "serviceEndpoint": "https://a.com" }),
            json!({ "id": "#atproto_pds", "type": "AtprotoPersonalDataServer" }),
        ] {
            assert_eq!(pds_of(&json!([service])), None, "{service}");
        }
    }

    #[test]
    fn a_pds_that_the_network_does_not_admit_is_none_and_no_later_one_counts() {
        for endpoint in [
            "http://pds.example.com",
            "https://127.0.0.1",
            "https://localhost",
            "https://metadata.google.internal",
            "https://pds.example.com:22",
            "https://pds.example.com:6667",
            "https://user@pds.example.com",
            "file:///etc/passwd",
            "<svg onload>",
        ] {
            let services =
                json!([pds("#atproto_pds", endpoint), pds("#atproto_pds", "https://b.com")]);
            assert_eq!(pds_of(&services), None, "{endpoint}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(name in "(at://)?\\PC{0,40}", endpoint in "(https://)?\\PC{0,40}") {
            let document = json!({
                "id": ALICE, "alsoKnownAs": [name], "service": [pds("#atproto_pds", &endpoint)],
            });
            let _ = read(&document.to_string());
        }
    }
}
