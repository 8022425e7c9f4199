//! What people do in their browsers.

use reqwest::StatusCode;

use super::expected::{Answered, Attempt};
use super::play::{OpenPage, Play, TRUSTED, is_no_fault};
use super::step::Which;
use crate::small_world::Person;
use crate::support::Page;

/// The code and the error in whatever a page's browser was led to, or has to post.
pub(super) fn answer(page: &Page) -> (Option<String>, Option<String>) {
    let urls = page.hops.iter().map(|(_, url)| url).filter(|url| is_answered_at(url.path()));
    let mut pairs: Vec<(String, String)> =
        urls.flat_map(|url| url.query_pairs().into_owned()).collect();
    pairs.extend(posted(page));
    let one = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, it)| it.clone());
    (one("code"), one("error"))
}

/// The fields of a form that answers a relying party.
fn posted(page: &Page) -> Vec<(String, String)> {
    let form = page.text.contains("id=\"answer\"").then(|| page.form("answer"));
    let form = form.filter(|(action, _)| is_answered_at(action.path()));
    form.map(|(_, fields)| fields).unwrap_or_default()
}

fn is_answered_at(path: &str) -> bool {
    path.ends_with("/cb") || path.ends_with("/account/back")
}

/// The login whose page an address is.
pub(super) fn login_at(page: &Page) -> Option<String> {
    page.url.path().strip_prefix("/sign-in/").map(str::to_owned)
}

impl Play {
    /// The same, noted.
    pub(super) fn answered(&mut self, page: &Page) -> (Option<String>, Option<String>) {
        self.expected.posted += usize::from(!posted(page).is_empty());
        answer(page)
    }

    pub(super) async fn get(&mut self, tab: usize, url: &str, stop_before: &str) -> Page {
        self.sent += url.len();
        let browser = &mut self.tabs[tab].browser;
        browser.stop_before(stop_before);
        let page = browser.get(url).await;
        browser.stop_nowhere();
        is_no_fault(page.status, &page.text);
        page
    }

    async fn submit(&mut self, at: usize, form: &str, fields: &[(&str, &str)], stop: &str) -> Page {
        let OpenPage { tab, page, .. } = &self.pages[at];
        self.sent += fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        let browser = &mut self.tabs[*tab].browser;
        browser.stop_before(stop);
        let page = browser.submit(page, form, fields).await;
        browser.stop_nowhere();
        page
    }

    pub(super) async fn open(&mut self, browser: Option<usize>, login: Which) {
        let Some(login) = login.of(&self.expected.logins) else { return };
        let owner = self.expected.logins[login].owner;
        let owner = self.tabs.iter().position(|tab| Some(tab.name) == owner);
        let tab = browser.or(owner).unwrap_or_default();
        let url = self.daemon.at(&format!("/sign-in/{}", self.expected.logins[login].id));
        let page = self.get(tab, &url, "/nowhere").await;
        let owner = self.expected.logins[login].owner.unwrap_or(self.tabs[tab].name);
        let is_its_own = owner == self.tabs[tab].name;
        if !self.expected.is_open(login) || !is_its_own {
            assert!(page.status.is_client_error() && answer(&page).0.is_none(), "{}", page.text);
            return;
        }
        self.expected.login_is_opened(login, owner);
        self.see(tab, login, page);
    }

    /// What a person sees who has opened their login, or is led to it.
    fn see(&mut self, tab: usize, login: usize, page: Page) {
        let known = self.expected.lasting(self.tabs[tab].session).cloned();
        let client = self.expected.logins[login].client;
        match self.answered(&page) {
            (Some(code), None) => {
                let session = known.unwrap();
                assert!(
                    TRUSTED.contains(&client)
                        || (client == "asking"
                            && self.expected.has_allowed(client, session.account))
                );
                self.expected.code_is_given(code, client, self.tabs[tab].session.unwrap());
                self.expected.login_ends(login, true);
            }
            (None, None) => {
                assert_eq!(page.status, StatusCode::OK, "{}", page.text);
                let is_consent = page.text.contains("id=\"consent\"");
                let asks = known.filter(|_| is_consent).map(|session| session.account);
                assert!(
                    !is_consent || asks.is_some() && !TRUSTED.contains(&client),
                    "{}",
                    page.text
                );
                self.pages.push(OpenPage { tab, page, login, asks });
            }
            other => panic!("{other:?} at {}: {}", page.url, page.text),
        }
    }

    /// The person says who they are, and is at their server's answer.
    pub(super) async fn name(&mut self, page: Which, account: usize, approves: bool, stays: bool) {
        let Some(at) = page.of(&self.pages) else { return };
        let OpenPage { tab, login, asks, .. } = self.pages[at];
        if asks.is_some() {
            return;
        }
        self.pages[at].page = self.pages[at].page.clone().with_box("stay", stays);
        let person = self.people[account].clone();
        let handle = person.handle().to_owned();
        self.world.person(if approves { Person::Is(person) } else { Person::Denies });
        let page = self.submit(at, "sign-in", &[("account", &handle)], "/atproto/callback").await;
        is_no_fault(page.status, &page.text);
        let owner = self.expected.logins[login].owner;
        let may_go = self.expected.is_open(login) && owner == Some(self.tabs[tab].name);
        if page.url.path() == "/atproto/callback" {
            assert!(may_go, "{}", page.url);
            let (callback, began) = (page.url.to_string(), self.expected.now);
            self.expected.attempts.push(Attempt {
                login,
                account,
                approves,
                stays,
                began,
                callback,
                taken: false,
            });
        } else {
            assert!(!may_go && page.status.is_client_error(), "{}: {}", page.url, page.text);
        }
    }

    pub(super) async fn come_back(&mut self, browser: Option<usize>, attempt: Which) {
        let Some(at) = attempt.of(&self.expected.attempts) else { return };
        let attempt = self.expected.attempts[at].clone();
        let owner = self.expected.logins[attempt.login].owner;
        let own = self.tabs.iter().position(|tab| Some(tab.name) == owner);
        let tab = browser.or(own).unwrap_or_default();
        let before = self.tabs[tab].browser.cookie("-session").map(str::to_owned);
        let is_good = self.expected.is_waited_for(at)
            && self.expected.is_open(attempt.login)
            && owner == Some(self.tabs[tab].name);
        let is_late = self.expected.now >= attempt.began + 300;
        self.sent += attempt.callback.len();
        self.tabs[tab].browser.stop_before("/sign-in/");
        let page = self.tabs[tab].browser.get(&attempt.callback).await;
        self.tabs[tab].browser.stop_nowhere();
        // What a server gave so long ago it does not take back, which is told as its fault.
        if !(is_good && is_late && page.status == StatusCode::BAD_GATEWAY) {
            is_no_fault(page.status, &page.text);
        }
        let is_proven = self.tabs[tab].browser.cookie("-session") != before.as_deref();
        let answered = self.answered(&page);
        if !is_good {
            assert!(!is_proven && answered == (None, None), "{}: {}", page.url, page.text);
            return;
        }
        self.expected.attempts[at].taken = true;
        if is_proven {
            assert!(attempt.approves && !is_late);
            self.arrive(tab, &attempt, (page, answered.0));
        } else if attempt.approves {
            assert!(is_late && answered == (None, None), "{}: {}", page.url, page.text);
        } else {
            assert_eq!(answered.1.as_deref(), Some("access_denied"), "{}", page.text);
            self.expected.login_ends(attempt.login, false);
        }
    }

    /// The person is proven in a browser.
    fn arrive(
        &mut self,
        tab: usize,
        &Attempt { login, account, stays, .. }: &Attempt,
        (page, code): (Page, Option<String>),
    ) {
        let session = self.expected.session_begins(self.tabs[tab].session, account, stays);
        self.tabs[tab].session = Some(session);
        self.expected.remember(self.tabs[tab].name, account, stays);
        let client = self.expected.logins[login].client;
        let must_ask = match client {
            "app" => true,
            "asking" => !self.expected.has_allowed(client, account),
            _ => false,
        };
        if let Some(code) = code {
            assert!(!must_ask, "{client} was not allowed that");
            self.expected.code_is_given(code, client, session);
            self.expected.login_ends(login, true);
        } else {
            assert!(must_ask && login_at(&page).is_some(), "{}: {}", page.url, page.text);
            self.expected.attempts_end(login);
        }
    }

    /// The person allows what a page asks, or cancels; perhaps once more.
    pub(super) async fn decide(&mut self, page: Which, allows: bool) {
        let Some(at) = page.of(&self.pages) else { return };
        let OpenPage { tab, login, asks, .. } = self.pages[at];
        if allows && asks.is_none() {
            return;
        }
        let form = if allows { "consent" } else { "cancel" };
        let page = self.submit(at, form, &[], "/sign-in/").await;
        is_no_fault(page.status, &page.text);
        let owner = self.expected.logins[login].owner;
        let is_owner = owner == Some(self.tabs[tab].name);
        let may_go = self.expected.is_open(login) && is_owner;
        let session = self.tabs[tab].session;
        let who = self.expected.lasting(session).map(|session| session.account);
        // What it was answered with, if this is the same form again.
        let again = self.expected.just_answered(login).filter(|answered| {
            let is_same = match *answered {
                Answered::Code(code) => allows && self.expected.is_of(code, session),
                Answered::Error => !allows,
            };
            is_owner && is_same
        });
        match self.answered(&page) {
            (Some(code), None) => {
                let client = self.expected.logins[login].client;
                let may_get = (may_go || again.is_some()) && allows && who == asks;
                assert!(may_get, "{client} gets a code about {who:?}");
                self.expected.allows(client, who.unwrap());
                self.expected.code_is_given(code, client, session.unwrap());
                match again {
                    Some(Answered::Code(first)) => self.expected.code_is_replaced(login, first),
                    Some(Answered::Error) | None => self.expected.login_ends(login, true),
                }
            }
            (None, Some(error)) => {
                let may_hear = may_go || again == Some(Answered::Error);
                assert!(may_hear && !allows && error == "access_denied");
                if may_go {
                    self.expected.login_ends(login, false);
                }
            }
            (None, None) => {
                let may_answer = may_go || again.is_some();
                assert!(!may_answer || (allows && who != asks), "{}: {}", page.url, page.text);
            }
            other => panic!("{other:?} at {}: {}", page.url, page.text),
        }
    }

    pub(super) async fn sign_out(&mut self, tab: usize, stays: bool) {
        let url = self.daemon.at("/logout");
        let page = self.get(tab, &url, "/nowhere").await;
        self.expected.logout_is_asked();
        let session = self.tabs[tab].session;
        let is_known = self.expected.lasting(session).is_some();
        assert_eq!(page.text.contains("id=\"logout\""), is_known, "{}", page.text);
        if !is_known {
            return;
        }
        let fields: &[_] = if stays { &[("stay", "yes")] } else { &[] };
        let page = self.tabs[tab].browser.submit(&page, "logout", fields).await;
        is_no_fault(page.status, &page.text);
        if !stays {
            self.expected.session_ends(session.unwrap());
        }
    }

    pub(super) fn close(&mut self, tab: usize) {
        self.tabs[tab].browser.forget();
        (self.tabs[tab].name, self.tabs[tab].session) = (self.names, None);
        self.names += 1;
    }
}
