//! The pages: structs of plain texts, each with its template of the same name.
//!
//! The texts may come from anybody; the templates escape them. What a text means, and whether it
//! may be shown, is for the caller to know.

use askama::Template;

use self::account::{AccountDone, AccountPage, AccountQuestion, StoredDataPage};
use self::logout::{LogoutQuestion, SignedOut, StillSignedIn};
use super::page::{FormTarget, Page};
use super::{Link, Site};

pub mod account;
pub mod logout;

/// "Who are you?": the field for a handle, and buttons that begin at a server instead.
///
/// Its form posts `csrf` with `account` (as typed) or `server` (the host of the button pressed;
/// the field is then sent along and means nothing).
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The relying party's name.
    pub relying_party: &'a str,
    /// The relying party's host in ASCII (punycode), so that no look-alike can pose as another.
    pub relying_party_host: &'a str,
    /// The accounts that this browser has used, the last one first.
    pub accounts: &'a [KnownAccount<'a>],
    /// What stands in the field: the text typed before, a hint, or nothing.
    pub account: &'a str,
    /// Why the last try failed and what to do now.
    pub problem: Option<SignInProblem<'a>>,
    /// Buttons that begin at a server without a handle.
    pub servers: &'a [ServerButton],
    /// Whether the person wants to make an account: then the buttons say so.
    pub creates: bool,
    /// The token that ties the forms to this browser.
    pub csrf: &'a str,
    /// Where the form posts to: a path of ours, with the base path.
    pub action: &'a str,
    /// Where "Cancel" posts to: a path of ours, with the base path.
    pub cancel_action: &'a str,
}

/// Why a try to sign in failed, shown above the field.
#[derive(Clone, Copy, Debug)]
pub struct SignInProblem<'a> {
    /// What happened and what to do, in whole sentences.
    pub text: &'a str,
    /// A handle the person may have meant. It is offered, never sent by itself.
    pub suggestion: Option<&'a str>,
    /// The number under which the log tells more, if it does.
    pub reference: Option<&'a str>,
}

/// An account that a browser has used: a button that posts its `did` as `known`, and one that posts
/// it as `forget`.
#[derive(Clone, Copy, Debug)]
pub struct KnownAccount<'a> {
    /// The account's DID.
    pub did: &'a str,
    /// What its person knows it by.
    pub label: &'a str,
}

impl KnownAccount<'_> {
    /// Its first letter, to find it at a glance.
    pub fn initial(&self) -> String {
        self.label.chars().take(1).flat_map(char::to_uppercase).collect()
    }
}

/// "Do you allow it?": who asks, where the answer goes, and what they get.
#[derive(Clone, Debug, Template)]
#[template(path = "consent.html")]
pub struct Consent<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The relying party's name.
    pub relying_party: &'a str,
    /// The relying party's host in ASCII (punycode).
    pub relying_party_host: &'a str,
    /// Who is signed in.
    pub account: &'a str,
    /// What it is told, one short sentence each.
    pub learns: &'a [&'a str],
    /// The token that ties "Allow" to this browser and to who was shown the page.
    pub csrf: &'a str,
    /// The token that ties "Cancel" to this browser.
    pub cancel_csrf: &'a str,
    /// Where "Allow" posts to.
    pub action: &'a str,
    /// Where "Cancel" posts to.
    pub cancel_action: &'a str,
    /// Where "Use another account" leads.
    pub other_account: &'a str,
}

/// A button "Sign in with {name}".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerButton {
    /// How people call the server.
    pub name: String,
    /// Its host name.
    pub host: String,
}

/// The front page: what this is, and the way to try it.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct Home<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The issuer, which whoever connects a relying party needs.
    pub issuer: &'a str,
    /// Whether the button "Try it" is there. It posts an empty form to `/try-it`.
    pub try_it: bool,
}

/// What the built-in relying party learned.
#[derive(Clone, Debug, Template)]
#[template(path = "try_it_result.html")]
pub struct TryItResult<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Claims by name, in the order to show them. Addresses are shown as text: nothing is loaded.
    pub claims: &'a [(String, String)],
}

/// A page that ends something: what happened, what to do, how to find it in the log.
#[derive(Clone, Debug, Template)]
#[template(path = "problem.html")]
pub struct Problem<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The kind of problem in a few words.
    pub title: &'a str,
    /// What happened, in whole sentences.
    pub what_happened: &'a str,
    /// What the person can do now, in whole sentences.
    pub what_to_do: &'a str,
    /// What only helps somebody who runs a server.
    pub detail: Option<Detail<'a>>,
    /// The number under which the log tells more.
    pub reference: &'a str,
    /// Ways on, the best first: start over, back to the relying party.
    pub links: &'a [Link],
}

/// The relying party's answer as a form that posts itself, and a button for where nothing runs.
#[derive(Clone, Debug, Template)]
#[template(path = "form_post.html")]
pub struct FormPost<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The registered address that the form goes to.
    pub action: &'a str,
    /// Names and values of its fields.
    pub fields: &'a [(&'a str, &'a str)],
}

/// A fact for somebody who can mend something.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'a> {
    /// What that somebody runs: "your server", "the site you came from".
    pub for_whom: &'a str,
    /// The fact.
    pub text: &'a str,
}

/// What a claim says, for people who have never heard of claims.
fn claim_label(claim: &str) -> &str {
    match claim {
        "sub" => "Your permanent account number",
        "preferred_username" => "Your handle",
        "name" => "Your display name",
        "picture" => "Address of your picture",
        "profile" => "Your public profile",
        "auth_time" => "When you signed in",
        "iss" => "Who vouches for it",
        "aud" => "Who it is meant for",
        "iat" => "When it was written",
        "exp" => "Until when it is good",
        "nonce" => "Number of this sign-in",
        "sid" => "Number of this session",
        "at_hash" => "Fingerprint of the access token",
        _ => "Also told",
    }
}

/// Says for each page where its forms may end.
macro_rules! form_targets {
    ($($page:ident: $target:ident,)*) => {
        $(impl Page for $page<'_> {
            const FORM_TARGET: FormTarget = FormTarget::$target;
        })*
    };
}

form_targets! {
    SignIn: AnyOrigin,
    Consent: AnyOrigin,
    Home: SameOrigin,
    TryItResult: None,
    FormPost: AutoSubmit,
    Problem: None,
    AccountPage: SameOrigin,
    AccountQuestion: SameOrigin,
    AccountDone: None,
    StoredDataPage: None,
    // The answer may redirect to the relying party.
    LogoutQuestion: AnyOrigin,
    SignedOut: None,
    StillSignedIn: None,
}

#[cfg(test)]
mod tests;
