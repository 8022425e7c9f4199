//! The pages of the account section: sessions, relying parties, sign-ins, stored data, signing out, deletion.

use askama::Template;

use crate::locale::Message;
use crate::web::Site;

/// "Your account": sessions, and relying parties with access.
///
/// The forms post `csrf`, and `session` or `client` to choose a row.
#[derive(Clone, Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The account.
    pub who: AccountNames<'a>,
    /// The sessions, the one of this browser first.
    pub sessions: &'a [SessionRow],
    /// The relying parties with access.
    pub relying_parties: &'a [RelyingPartyRow],
    /// The latest sign-ins. None if none is kept.
    pub sign_ins: &'a [SignInRow],
    /// The CSRF token of this session.
    pub csrf: &'a str,
}

/// The names of an account.
#[derive(Clone, Copy, Debug)]
pub struct AccountNames<'a> {
    /// Their handle, if it is verified.
    pub handle: Option<&'a str>,
    /// The DID.
    pub did: &'a str,
}

/// A session of the account.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The value that the form posts.
    pub id: String,
    /// The browser and device, in words.
    pub device: String,
    /// When it was last used.
    pub last_used: Message,
    /// When it began.
    pub since: Message,
    /// Whether its person wants to stay signed in there.
    pub stays: bool,
    /// Whether it is the session of this browser.
    pub is_this_one: bool,
}

/// A relying party that has consent or tokens.
#[derive(Clone, Debug)]
pub struct RelyingPartyRow {
    /// Its `client_id`.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// Its host in ASCII, if it is known.
    pub host: Option<String>,
    /// What it may learn, in short phrases.
    pub learns: Vec<Message>,
    /// The name that it is given for the person, if their handle would make another one, and why.
    pub given_name: Option<Message>,
    /// Since when.
    pub since: Message,
}

/// A sign-in, or a refusal.
#[derive(Clone, Debug)]
pub struct SignInRow {
    /// The name of the relying party.
    pub relying_party: String,
    /// How they signed in.
    pub how: Message,
    /// How many times that day, if it was more than once.
    pub number: Option<i64>,
    /// When, and from which network if that is known.
    pub when: Message,
}

/// "What is stored about me": the rows of all tables.
#[derive(Clone, Debug, Template)]
#[template(path = "account_stored.html")]
pub struct StoredDataPage<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The account.
    pub who: AccountNames<'a>,
    /// The tables.
    pub parts: &'a [StoredTable],
}

/// What one table stores about the account.
#[derive(Clone, Debug)]
pub struct StoredTable {
    /// The name of the table.
    pub table: &'static str,
    /// What the table is for, in a few words.
    pub title: Message,
    /// The number of rows.
    pub rows: usize,
    /// Names and values of the stored data.
    pub facts: Vec<(String, String)>,
}

impl StoredTable {
    /// What the table is for, and the number of its rows, if there are any.
    fn heading(&self) -> Message {
        match self.rows {
            0 => self.title.clone(),
            rows => {
                Message::new("stored-count").saying("title", self.title.clone()).with("rows", rows)
            }
        }
    }
}

/// A confirmation before something that cannot be undone.
#[derive(Clone, Debug, Template)]
#[template(path = "account_question.html")]
pub struct AccountQuestion<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The account.
    pub who: AccountNames<'a>,
    /// The question.
    pub title: &'a Message,
    /// What will happen, in sentences.
    pub points: &'a [Message],
    /// Where to sign in again, if that is necessary first.
    pub sign_in_again: Option<&'a str>,
    /// The CSRF token of this session.
    pub csrf: &'a str,
    /// The path that the form posts to, with the base path.
    pub action: &'a str,
    /// The label of the button.
    pub button: &'a Message,
}

/// A page that says what was done.
#[derive(Clone, Debug, Template)]
#[template(path = "account_done.html")]
pub struct AccountDone<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The heading. Its part `text` says what was done.
    pub done: &'a Message,
    /// The label of the link to the account.
    pub account_link: &'a Message,
}
