//! What people do at the page of their account, and what is only looked at.

use std::collections::BTreeSet;

use proptest::sample::Index;
use reqwest::StatusCode;

use super::pages::login_at;
use super::play::{ACCOUNT_PAGE, CLIENTS, Play, is_no_fault};
use super::step::Which;
use crate::support::Page;

/// Addresses of which nothing comes but an answer. `{id}` is the login that began last.
const READ: [&str; 12] = [
    "/",
    "/jwks",
    "/.well-known/openid-configuration",
    "/.well-known/webfinger?resource=acct:alice@pds.test",
    "/language/de",
    "/language/xx?/account",
    "/try-it/callback?code=x&state=y",
    "/account/back?code=x&state=y",
    "/atproto/callback?code=x&state=y",
    "/sign-in/{id}/go-on/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "/sign-in/none/go-on/1",
    "/logout/none",
];

/// The values of the buttons of this name.
fn buttons(page: &Page, name: &str) -> Vec<String> {
    let start = format!("<button name=\"{name}\" value=\"");
    let values = page.text.split(&start).skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

impl Play {
    /// A page of the account, for whoever is signed in.
    pub(super) async fn account_page(&mut self, tab: usize, path: &str) -> Option<Page> {
        let url = self.daemon.at(path);
        let page = self.get(tab, &url, "/sign-in/").await;
        let is_known = self.expected.lasting(self.tabs[tab].session).is_some();
        if let Some(id) = login_at(&page) {
            assert!(!is_known, "the account page asks who they are");
            self.expected.login_begins(id, ACCOUNT_PAGE);
            return None;
        }
        assert!(is_known && page.status == StatusCode::OK, "{}", page.text);
        Some(page)
    }

    pub(super) async fn everywhere(&mut self, tab: usize, deletes: bool) {
        let path = if deletes { "/account/delete" } else { "/account/everywhere" };
        let Some(page) = self.account_page(tab, path).await else { return };
        let session = self.expected.lasting(self.tabs[tab].session).cloned().unwrap();
        let is_recent = self.expected.now - session.since < 600;
        assert_eq!(page.text.contains("id=\"answer\""), is_recent, "{}", page.text);
        if !is_recent {
            return;
        }
        let page = self.tabs[tab].browser.submit(&page, "answer", &[]).await;
        is_no_fault(page.status, &page.text);
        if deletes {
            self.expected.is_deleted(session.account);
        } else {
            self.expected.everything_ends(session.account);
        }
    }

    /// The person ends each session of theirs in another browser.
    pub(super) async fn end_others(&mut self, tab: usize) {
        let Some(mut page) = self.account_page(tab, "/account").await else { return };
        let others = self.expected.other_sessions(self.tabs[tab].session.unwrap());
        assert_eq!(buttons(&page, "session").len(), others.len(), "{}", page.text);
        while let Some(session) = buttons(&page, "session").pop() {
            let browser = &mut self.tabs[tab].browser;
            page = browser.submit(&page, "sessions", &[("session", &session)]).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        }
        self.expected.ended_elsewhere += others.len();
        for session in others {
            self.expected.session_ends(session);
        }
    }

    /// The person signs out of this browser at the page of their account.
    pub(super) async fn end_this(&mut self, tab: usize) {
        let Some(page) = self.account_page(tab, "/account").await else { return };
        let page = self.tabs[tab].browser.submit(&page, "sign-out", &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        self.expected.session_ends(self.tabs[tab].session.unwrap());
    }

    /// The person takes back what a relying party may know of them: one of those that are listed.
    pub(super) async fn remove_access(&mut self, tab: usize, client: Which) {
        let Some(page) = self.account_page(tab, "/account").await else { return };
        let account = self.expected.lasting(self.tabs[tab].session).unwrap().account;
        let listed: BTreeSet<String> = buttons(&page, "client").into_iter().collect();
        let clients = CLIENTS.map(|(client, ..)| client);
        let have_access: Vec<&str> =
            clients.into_iter().filter(|it| self.expected.has_access(it, account)).collect();
        let expected: BTreeSet<String> = have_access.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(listed, expected);
        let Some(client) = client.of(&have_access).map(|at| have_access[at]) else { return };
        let browser = &mut self.tabs[tab].browser;
        let page = browser.submit(&page, "relying-parties", &[("client", client)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        self.expected.access_is_removed(client, account);
    }

    /// Looks at something. Whatever is said there, nothing has begun.
    pub(super) async fn read(&mut self, tab: usize, address: Index) {
        let at = address.index(READ.len() + 2);
        let Some(path) = READ.get(at) else {
            // Both stand for somebody who may not be signed in, and the second only begins elsewhere.
            return if at == READ.len() {
                drop(self.account_page(tab, "/account/stored").await);
            } else {
                self.try_it(tab).await;
            };
        };
        let id = self.expected.logins.last().map_or("none", |login| &login.id);
        let url = self.daemon.at(&path.replace("{id}", id));
        let page = self.get(tab, &url, "/sign-in/").await;
        is_no_fault(page.status, &page.text);
    }

    /// The person begins a trial, and leaves before it has asked anything.
    async fn try_it(&mut self, tab: usize) {
        let url = self.daemon.at("/");
        let page = self.get(tab, &url, "/nowhere").await;
        let browser = &mut self.tabs[tab].browser;
        browser.stop_before("/authorize");
        let page = browser.submit(&page, "try-it", &[]).await;
        browser.stop_nowhere();
        assert_eq!(page.url.path(), "/authorize", "{}", page.text);
    }
}
