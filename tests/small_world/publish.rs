//! Making accounts, and what anybody may publish about himself: names, documents, profiles.

use super::directory::{Account, Document, Entry, Hosting};
use super::{Pds, SmallWorld, random};
use serde_json::Value;

impl SmallWorld {
    /// Makes an account with a did:plc on this PDS. Its handle is found both ways, by TXT record
    /// and well-known file; its password is `password`.
    #[expect(clippy::unused_async, reason = "an account of a real PDS takes a request")]
    pub async fn account(&self, pds: &Pds, handle: &str) -> Account {
        self.enter(pds, random::did_plc(), handle)
    }

    /// Makes an account with a did:web. With TLS the DID is the handle's host; on loopback it is
    /// `did:web:localhost%3APORT` with the port of the PDS, so each PDS has room for one.
    #[expect(clippy::unused_async, reason = "an account of a real PDS takes a request")]
    pub async fn did_web_account(&self, pds: &Pds, handle: &str) -> Account {
        let host = match self.world.tls {
            None => format!("localhost%3A{}", pds.port()),
            Some(_) => handle.to_ascii_lowercase(),
        };
        self.enter(pds, format!("did:web:{host}"), handle)
    }

    /// Makes an account under this DID, for whoever was known by it in another world.
    pub fn known_account(&self, pds: &Pds, did: &str, handle: &str) -> Account {
        self.enter(pds, did.to_owned(), handle)
    }

    fn enter(&self, pds: &Pds, did: String, handle: &str) -> Account {
        let handle = handle.to_ascii_lowercase();
        let account =
            Account { did: did.clone(), handle: handle.clone(), password: "password".to_owned() };
        let mut directory = self.world.directory.lock().unwrap();
        assert!(directory.by_did(&did).is_none(), "{did} exists");
        directory.entries.push(Entry {
            account: account.clone(),
            pds: pds.origin(),
            issuer: pds.issuer(),
            document: Document::Honest,
            hosting: Hosting::Active,
            email: None,
            profile: None,
            picture: None,
        });
        directory.txt.insert(format!("_atproto.{handle}"), vec![format!("did={did}")]);
        directory.atproto_did.insert(handle.clone(), did);
        directory.hosts.push((handle, pds.port()));
        account
    }

    /// Changes the password of an account; the account that is returned knows it.
    pub fn set_password(&self, account: &Account, password: &str) -> Account {
        let changed = Account { password: password.to_owned(), ..account.clone() };
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(account.did(), |entry| entry.account = changed.clone());
        changed
    }

    /// Moves an account to another PDS. Its document names the new one at once; the old server
    /// still finishes what it has begun.
    pub fn move_account(&self, account: &Account, to: &Pds) {
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(account.did(), |entry| {
            entry.pds = to.origin();
            entry.issuer = to.issuer();
        });
    }

    /// Makes an account's PDS say this of it, while its document stays as it is.
    pub fn host(&self, account: &Account, hosting: Hosting) {
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(account.did(), |entry| entry.hosting = hosting);
    }

    /// Gives an account an e-mail address, confirmed or not.
    pub fn set_email(&self, account: &Account, address: &str, confirmed: bool) {
        let mut directory = self.world.directory.lock().unwrap();
        let email = Some((address.to_owned(), confirmed));
        directory.change(account.did(), |entry| entry.email = email);
    }

    /// Gives an account another handle: document, TXT record and well-known file. The old handle
    /// leads nowhere any more.
    pub fn change_handle(&self, account: &Account, handle: &str) -> Account {
        self.unpublish_handle(account.handle());
        let changed = Account { handle: handle.to_ascii_lowercase(), ..account.clone() };
        let did = changed.did().to_owned();
        self.publish_txt(&format!("_atproto.{}", changed.handle()), &[&format!("did={did}")]);
        self.publish_atproto_did(changed.handle(), &did);
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(&did, |entry| entry.account = changed.clone());
        changed
    }

    /// The document that stands under an account's DID now.
    pub fn document(&self, account: &Account) -> Value {
        let directory = self.world.directory.lock().unwrap();
        directory.by_did(account.did()).expect("an account of this world").document()
    }

    /// Publishes any document under an account's DID.
    pub fn publish_document(&self, account: &Account, document: Value) {
        self.set_document(account, Document::Published(document));
    }

    /// Ends an account's DID: the PLC directory answers 410.
    pub fn bury(&self, account: &Account) {
        self.set_document(account, Document::Tombstone);
    }

    fn set_document(&self, account: &Account, document: Document) {
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(account.did(), |entry| entry.document = document);
    }

    /// Publishes TXT records under a name (`_atproto.alice.pds.test`) in place of what stood there.
    pub fn publish_txt(&self, name: &str, records: &[&str]) {
        let records = records.iter().map(|record| (*record).to_owned()).collect();
        self.world.directory.lock().unwrap().txt.insert(name.to_ascii_lowercase(), records);
    }

    /// Takes the TXT records of a name away; a handle is then found by its well-known file only.
    pub fn unpublish_txt(&self, name: &str) {
        self.world.directory.lock().unwrap().txt.remove(name);
    }

    /// Publishes a text as the host's `/.well-known/atproto-did`. With TLS the host is listed by
    /// `network_toml` from now on.
    pub fn publish_atproto_did(&self, host: &str, text: &str) {
        let host = host.to_ascii_lowercase();
        let port = self.pds().port();
        let mut directory = self.world.directory.lock().unwrap();
        directory.atproto_did.insert(host.clone(), text.to_owned());
        if !directory.hosts.iter().any(|(known, _)| *known == host) {
            directory.hosts.push((host, port));
        }
    }

    /// Takes a host's `/.well-known/atproto-did` away; the handle is then found by TXT only.
    pub fn unpublish_atproto_did(&self, host: &str) {
        self.world.directory.lock().unwrap().atproto_did.remove(host);
    }

    /// Takes both proofs of a handle away.
    pub fn unpublish_handle(&self, handle: &str) {
        self.unpublish_txt(&format!("_atproto.{handle}"));
        self.unpublish_atproto_did(handle);
    }

    /// Writes the record `app.bsky.actor.profile/self` of an account.
    pub fn publish_profile(&self, account: &Account, profile: Value) {
        let mut directory = self.world.directory.lock().unwrap();
        directory.change(account.did(), |entry| entry.profile = Some(profile));
    }

    /// Stores the blob that any `getBlob` of this account answers with.
    pub fn publish_picture(&self, account: &Account, content_type: &str, bytes: Vec<u8>) {
        let mut directory = self.world.directory.lock().unwrap();
        let picture = Some((content_type.to_owned(), bytes));
        directory.change(account.did(), |entry| entry.picture = picture);
    }
}
