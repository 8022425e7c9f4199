//! The pages on which somebody sees and ends what is known of them here.
//!
//! As in [`super`]: structs of plain texts. What may be shown to whom is for the caller to know.

use askama::Template;

use crate::web::Site;

/// "Your account": where somebody is signed in, and what has access.
///
/// The forms post `csrf`, with `session` or `client` where one of several is meant.
#[derive(Clone, Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Whose account it is.
    pub who: AccountNames<'a>,
    /// The browsers it is signed in at, this one first.
    pub sessions: &'a [SessionRow],
    /// Who has access.
    pub relying_parties: &'a [RelyingPartyRow],
    /// The token that ties the forms to this browser and session.
    pub csrf: &'a str,
}

/// Somebody by the names that they go by.
#[derive(Clone, Copy, Debug)]
pub struct AccountNames<'a> {
    /// Their handle, if it is verified.
    pub handle: Option<&'a str>,
    /// The DID.
    pub did: &'a str,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// By what the form names it.
    pub id: String,
    /// What its person would call it.
    pub device: String,
    /// When it was last used, in words.
    pub last_used: String,
    /// When they signed in, in words.
    pub since: String,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
}

/// A relying party that was allowed something, or holds tokens.
#[derive(Clone, Debug)]
pub struct RelyingPartyRow {
    /// Its identifier.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// Its host in ASCII, if it is known.
    pub host: Option<String>,
    /// What it may learn, one short sentence each.
    pub learns: Vec<&'static str>,
    /// Since when, in words.
    pub since: String,
}

/// "What is stored about me": every table that knows something.
#[derive(Clone, Debug, Template)]
#[template(path = "account_stored.html")]
pub struct StoredDataPage<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Whose account it is.
    pub who: AccountNames<'a>,
    /// What is stored, one part for each table.
    pub parts: &'a [StoredTable],
}

/// What one table holds.
#[derive(Clone, Debug)]
pub struct StoredTable {
    /// The table.
    pub table: &'static str,
    /// What it holds, in a few words.
    pub title: &'static str,
    /// How many rows there are.
    pub rows: usize,
    /// What stands in them: what it is, and its value.
    pub facts: Vec<(String, String)>,
}

/// A question before something that cannot be taken back.
#[derive(Clone, Debug, Template)]
#[template(path = "account_question.html")]
pub struct AccountQuestion<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Whose account it is.
    pub who: AccountNames<'a>,
    /// The question.
    pub title: &'a str,
    /// What will happen, in whole sentences.
    pub points: &'a [&'a str],
    /// Where to sign in once more, if that has to be first.
    pub sign_in_again: Option<&'a str>,
    /// The token that ties the form to this browser and session.
    pub csrf: &'a str,
    /// Where "yes" posts to: a path of ours, with the base path.
    pub action: &'a str,
    /// What "yes" is called.
    pub button: &'a str,
}

/// The end of something: what has happened, and where to go from here.
#[derive(Clone, Debug, Template)]
#[template(path = "account_done.html")]
pub struct AccountDone<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// What has happened, in a few words.
    pub title: &'a str,
    /// The same in whole sentences.
    pub text: &'a str,
    /// What the way to the account is called.
    pub account_link: &'a str,
}
