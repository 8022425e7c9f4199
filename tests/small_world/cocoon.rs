//! What the server cocoon publishes about itself: its own DID, where those of handles are looked for.

use super::directory::{Account, Document, Entry, Hosting};
use super::{Pds, SmallWorld};
use serde_json::json;

impl SmallWorld {
    /// The host of `pds` says that its handle names the did:web of the server itself. The document of that
    /// DID names the server and claims these handles: the real one claims none.
    pub fn publish_itself_as_cocoon(&self, pds: &Pds, handles: &[&str]) {
        let host = pds.origin().trim_start_matches("https://").to_owned();
        let did = format!("did:web:{host}");
        let mut document = json!({
            "id": did,
            "service": [{
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": pds.origin(),
            }],
        });
        if !handles.is_empty() {
            let names: Vec<_> = handles.iter().map(|handle| format!("at://{handle}")).collect();
            document["alsoKnownAs"] = json!(names);
        }
        let mut directory = self.world.directory.lock().unwrap();
        directory.entries.retain(|entry| entry.account.did != did);
        directory.atproto_did.insert(host.clone(), did.clone());
        // Nobody can sign in with it.
        directory.entries.push(Entry {
            account: Account { did, handle: host, password: String::new() },
            pds: String::new(),
            issuer: String::new(),
            document: Document::Published(document),
            hosting: Hosting::Unknown,
            email: None,
            profile: None,
            picture: None,
        });
    }
}
