//! Each page, with words in all its places.
//! They are hostile for the tests, and real and very long for the browsers that look at them
//! (`tests/stack/every-page.mjs`).

use axum::http::StatusCode;
use axum::response::Response;

use super::account::{
    AccountDone, AccountNames, AccountPage, AccountQuestion, RelyingPartyRow, SessionRow,
    SignInRow, StoredDataPage, StoredTable,
};
use super::*;
use crate::locale::{Everywhere, Languages, Reader};
use crate::web::About;
use crate::web::page::respond;

/// What stands in the places of a page.
pub(super) struct Words {
    /// What the operator calls the service and the account.
    names: [String; 2],
    /// The name of a relying party.
    app: String,
    host: String,
    handle: String,
    did: String,
    /// A device, a claim, a reason: words that somebody else chose.
    text: String,
    /// Where a link or a form leads.
    address: String,
}

impl Words {
    /// The same text everywhere.
    pub(super) fn all(text: &str) -> Self {
        let text = || text.to_owned();
        Self {
            names: [text(), text()],
            app: text(),
            host: text(),
            handle: text(),
            did: text(),
            text: text(),
            address: text(),
        }
    }

    /// What is there on an ordinary day.
    pub(super) fn usual() -> Self {
        Self {
            names: ["ATLogin".to_owned(), "Bluesky".to_owned()],
            app: "Our Matrix server".to_owned(),
            host: "chat.example.org".to_owned(),
            handle: "alice.bsky.social".to_owned(),
            did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz".to_owned(),
            text: "Firefox on Android".to_owned(),
            address: "/atlogin/sign-in/id".to_owned(),
        }
    }

    /// The longest that anybody can make them, in one word where that is possible.
    pub(super) fn longest() -> Self {
        let labels = |count: usize| vec!["w".repeat(60); count].join(".");
        Self {
            names: ["Gemeindeverwaltungsverband".to_owned(), "Wolkenkuckucksheim".to_owned()],
            app: "W".repeat(64),
            host: format!("{}.example", labels(4)),
            handle: format!("{}.example", labels(4)),
            did: format!("did:web:{}.example", labels(4)),
            text: "W".repeat(200),
            address: "/atlogin/sign-in/id".to_owned(),
        }
    }
}

/// A page as a browser gets it.
pub(super) struct Shown {
    pub(super) name: &'static str,
    pub(super) html: String,
    pub(super) response: Response,
}

impl Shown {
    pub(super) fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).unwrap().to_str().unwrap()
    }
}

/// Each page for a reader of this language.
pub(super) fn each_page_in(tag: &str, words: &Words) -> Vec<Shown> {
    let [service, brand] = words.names.clone();
    let languages = Languages::new(Everywhere { service, brand }, &[]).into();
    Reader::new(&languages, Some(tag), None, "/sign-in/id").write(|| written(words))
}

fn written(words: &Words) -> Vec<Shown> {
    let about = About {
        contact: Some(Contact::mail("help@example.org")),
        imprint: Some("https://example.org/imprint".to_owned()),
        privacy: Some("https://example.org/privacy".to_owned()),
        terms: Some("https://example.org/terms".to_owned()),
        logo: None,
    };
    let site = Site::new(&words.names[0], "/atlogin").run_by(&about.into());
    let mut pages = of_a_login(&site, words);
    pages.extend(of_errors(&site, words));
    pages.extend(of_a_logout(&site, words));
    pages.extend(of_the_account(&site, words));
    pages
}

fn of_a_login(site: &Site, words: &Words) -> Vec<Shown> {
    let Words { app, host, handle, text, address, .. } = words;
    let message = message(words);
    let consent = Consent {
        site,
        relying_party: app,
        relying_party_host: host,
        account: handle,
        on_device: Some(host),
        learns: std::slice::from_ref(&message),
        csrf: text,
        cancel_csrf: text,
        action: address,
        cancel_action: address,
        other_account: address,
    };
    let open = OpenSignIn {
        relying_party: app.clone(),
        relying_party_host: host.clone(),
        page: address.clone(),
        csrf: text.clone(),
        cancel_action: address.clone(),
    };
    let claims = [(text.clone(), text.clone())];
    vec![
        sign_in(site, words, false),
        sign_in(site, words, true),
        shown("consent", &consent),
        shown("home", &Home { site, issuer: host, try_it: true, open: Some(open) }),
        shown("leave", &Leave { site, host, href: address }),
        shown("elsewhere", &Elsewhere { site, address }),
        shown("waiting", &Waiting { site, asked: Some(handle), back: address }),
        shown("try_it", &TryItResult { site, claims: &claims }),
        shown("form_post", &FormPost { site, action: address, fields: &[(text, text)] }),
    ]
}

fn of_errors(site: &Site, words: &Words) -> Vec<Shown> {
    let Words { host, text, .. } = words;
    let link = Link::new(&words.app, format!("https://rp.example/?{}", text.replace(' ', "")));
    let message = message(words);
    let problem = Problem {
        site,
        text: &message,
        detail: Some(Detail { for_whom: &message, text: host }),
        reference: text,
        contact: site.about().contact.as_ref(),
        links: &[link.unwrap()],
    };
    vec![shown("problem", &problem)]
}

fn of_a_logout(site: &Site, words: &Words) -> Vec<Shown> {
    let flaw = Message::new("consent-title").with("app", &words.app);
    let flaw = Some(&flaw);
    let Words { handle: account, text: csrf, address: action, .. } = words;
    let address = format!("https://rp.example/?{}", csrf.replace(' ', ""));
    let ways = &[Link::new(&words.app, address).unwrap()];
    vec![
        shown("logout_question", &LogoutQuestion { site, account, flaw, csrf, action }),
        shown("signed_out", &SignedOut { site, was_signed_in: true, flaw, ways }),
        shown("still_signed_in", &StillSignedIn { site }),
    ]
}

fn of_the_account(site: &Site, words: &Words) -> Vec<Shown> {
    let (message, done) = (message(words), Message::new("delete-done"));
    vec![
        account(site, words),
        shown("account_stored", &stored(site, words)),
        shown("account_question", &question(site, words, None)),
        shown("account_question_first", &question(site, words, Some("/atlogin/authorize"))),
        shown("account_done", &AccountDone { site, done: &done, account_link: &message }),
    ]
}

fn account(site: &Site, words: &Words) -> Shown {
    let Words { app, host, handle, did, text, .. } = words;
    let session = |is_this_one| SessionRow {
        id: text.clone(),
        device: text.clone(),
        last_used: message(words),
        since: message(words),
        stays: false,
        is_this_one,
    };
    let access = RelyingPartyRow {
        client_id: text.clone(),
        name: app.clone(),
        host: Some(host.clone()),
        learns: vec![message(words)],
        given_name: Some(message(words)),
        since: message(words),
    };
    let sign_in = |number| SignInRow {
        relying_party: app.clone(),
        how: message(words),
        number,
        when: message(words),
    };
    let page = AccountPage {
        site,
        who: AccountNames { handle: Some(handle), did },
        sessions: &[session(true), session(false)],
        relying_parties: &[access],
        sign_ins: &[sign_in(None), sign_in(Some(12))],
        csrf: text,
    };
    shown("account", &page)
}

fn stored<'a>(site: &'a Site, words: &'a Words) -> StoredDataPage<'a> {
    let facts = vec![(words.text.clone(), words.did.clone())];
    let part = StoredTable { table: "account", title: message(words), rows: 1, facts };
    // A page of a test lives as long as the test.
    let parts = Box::leak(Box::new([part]));
    StoredDataPage { site, who: AccountNames { handle: None, did: &words.did }, parts }
}

fn question<'a>(
    site: &'a Site,
    words: &'a Words,
    sign_in_again: Option<&'a str>,
) -> AccountQuestion<'a> {
    // A page of a test lives as long as the test.
    let message = Box::leak(Box::new(message(words)));
    AccountQuestion {
        site,
        who: AccountNames { handle: None, did: &words.did },
        title: message,
        points: std::slice::from_ref(message),
        sign_in_again,
        csrf: &words.text,
        action: &words.address,
        button: message,
    }
}

/// The page with all that it may have, or as somebody sees it who `is_new`.
fn sign_in(site: &Site, words: &Words, is_new: bool) -> Shown {
    let Words { app, host, handle, did, text, address, .. } = words;
    let servers = [ServerButton { name: host.clone(), host: host.clone() }];
    let message = message(words);
    let problem = SignInProblem {
        text: &message,
        detail: Some(text),
        is_about_the_field: true,
        suggestion: Some(handle),
        again: Some(("account", text)),
        reference: Some(text),
    };
    let known = [KnownAccount { did, label: handle }];
    let page = SignIn {
        site,
        relying_party: app,
        relying_party_host: host,
        accounts: if is_new { &[] } else { &known },
        account: if is_new { "" } else { handle },
        stays: true,
        known_stays: true,
        problem: Some(problem).filter(|_| !is_new),
        not_back_from: Some(host.as_str()).filter(|_| !is_new),
        servers: &servers,
        sign_up_servers: &servers,
        creates: false,
        csrf: text,
        action: address,
        cancel_action: address,
    };
    shown(if is_new { "sign_in_first" } else { "sign_in" }, &page)
}

/// A message of ours with somebody's words in it.
fn message(words: &Words) -> Message {
    Message::new("not-admitted").with("account", &words.handle).with("app", &words.app)
}

fn shown<P: Page>(name: &'static str, page: &P) -> Shown {
    let html = page.render().unwrap();
    Shown { name, html, response: respond(StatusCode::OK, page) }
}
