//! The pages: a struct of plain texts for each template.
//!
//! Anybody may have written the texts. The templates escape them. The caller decides which texts a
//! person may see. Our own sentences are [`Message`]s, which a template writes in the language of its
//! reader.

use askama::Template;

use self::account::{AccountDone, AccountPage, AccountQuestion, StoredDataPage};
use self::logout::{LogoutQuestion, SignedOut, StillSignedIn};
use super::page::{FormTarget, Page};
use super::{Contact, Link, Site};
use crate::locale::Message;

pub mod account;
pub mod logout;

/// "Who are you?": the field for a handle, and buttons that begin at a server instead.
///
/// Its form posts `csrf` and `account`, the text of the field. If a button was pressed, it also
/// posts `server` (or `create`, by somebody without an account), the host of the button, and `account`
/// has no meaning. Each form posts `stay` too, if the person wants to stay signed in.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The relying party's name.
    pub relying_party: &'a str,
    /// The relying party's host in ASCII (punycode), so that no look-alike host can deceive.
    pub relying_party_host: &'a str,
    /// The accounts that this browser has used, the latest first.
    pub accounts: &'a [KnownAccount<'a>],
    /// The text of the field: what was typed before, a hint, or nothing.
    pub account: &'a str,
    /// Whether "Stay signed in on this browser" is ticked at the field.
    pub stays: bool,
    /// Whether it is ticked at the list of accounts.
    pub known_stays: bool,
    /// Why the last attempt failed, and what to do.
    pub problem: Option<SignInProblem<'a>>,
    /// The host of a server under our own domain that the person was sent to and did not come back from.
    pub not_back_from: Option<&'a str>,
    /// Buttons for signing in at a server without typing a handle.
    pub servers: &'a [ServerButton],
    /// Buttons for creating an account at a server.
    pub sign_up_servers: &'a [ServerButton],
    /// Whether the relying party wants an account to be created: then those buttons come first.
    pub creates: bool,
    /// The CSRF token of this browser.
    pub csrf: &'a str,
    /// Where the form posts to: a path of ours, with the base path.
    pub action: &'a str,
    /// Where "Cancel" posts to: a path of ours, with the base path.
    pub cancel_action: &'a str,
}

impl SignIn<'_> {
    /// Whether the number of the log is shown beside the problem.
    fn has_reference(&self) -> bool {
        self.problem.is_some_and(|problem| problem.reference.is_some())
    }

    /// Whether the person can correct the text of the field.
    fn blames_the_field(&self) -> bool {
        self.problem.is_some_and(|problem| problem.is_about_the_field)
    }
}

/// Why an attempt to sign in failed. It is shown above the field.
#[derive(Clone, Copy, Debug)]
pub struct SignInProblem<'a> {
    /// What happened and what to do, in whole sentences.
    pub text: &'a Message,
    /// A detail for the operator of a server.
    pub detail: Option<&'a str>,
    /// Whether it is about the text of the field.
    pub is_about_the_field: bool,
    /// A handle that the person may have meant. They have to press a button to use it.
    pub suggestion: Option<&'a str>,
    /// Name and value of a button "Try again", which posts the same once more.
    pub again: Option<(&'a str, &'a str)>,
    /// The reference number of the log entry, if there is one.
    pub reference: Option<&'a str>,
}

/// An account that the browser has used. One button posts its `did` as `known`, another as
/// `forget`.
#[derive(Clone, Copy, Debug)]
pub struct KnownAccount<'a> {
    /// The account's DID.
    pub did: &'a str,
    /// The name by which the person knows it.
    pub label: &'a str,
}

impl KnownAccount<'_> {
    /// The first letter of the label.
    pub fn initial(&self) -> String {
        self.label.chars().take(1).flat_map(char::to_uppercase).collect()
    }
}

/// The consent page: who asks, and what they learn.
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
    /// Where on the person's device the answer goes, if any app there could be who gets it: they are
    /// asked each time then.
    pub on_device: Option<&'a str>,
    /// What the relying party learns, in short phrases.
    pub learns: &'a [Message],
    /// The CSRF token of "Allow", for this browser and this account.
    pub csrf: &'a str,
    /// The CSRF token of "Cancel", for this browser.
    pub cancel_csrf: &'a str,
    /// Where "Allow" posts to.
    pub action: &'a str,
    /// Where "Cancel" posts to.
    pub cancel_action: &'a str,
    /// The URL of "Use another account".
    pub other_account: &'a str,
}

/// A button "Sign in with {name}".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerButton {
    /// The name of the server.
    pub name: String,
    /// Its host name.
    pub host: String,
}

/// The front page.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct Home<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The issuer. Operators of relying parties need it.
    pub issuer: &'a str,
    /// Whether there is a button "Try it", which posts an empty form to `/try-it`.
    pub try_it: bool,
    /// The sign-in that this browser has not finished, if there is one.
    pub open: Option<OpenSignIn>,
}

/// A sign-in that waits at its page, with the ways on from elsewhere.
#[derive(Clone, Debug)]
pub struct OpenSignIn {
    /// The relying party's name.
    pub relying_party: String,
    /// The relying party's host in ASCII (punycode).
    pub relying_party_host: String,
    /// The URL of its page.
    pub page: String,
    /// The CSRF token of this browser.
    pub csrf: String,
    /// Where "Back to …" posts to, which ends the sign-in.
    pub cancel_action: String,
}

/// What a browser sees under a host name that is not ours: the address to go to. It loads nothing, because
/// nothing else is answered there, and says nothing more of the service.
#[derive(Clone, Debug, Template)]
#[template(path = "elsewhere.html")]
pub struct Elsewhere<'a> {
    /// Where the texts come from.
    pub site: &'a Site,
    /// The public address.
    pub address: &'a str,
}

/// The way to a server from which the person did not come back before.
#[derive(Clone, Debug, Template)]
#[template(path = "leave.html")]
pub struct Leave<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The host of the server.
    pub host: &'a str,
    /// The URL to go to.
    pub href: &'a str,
}

/// "Asking …": the beginning of a page that waits for other servers. [`Waited`] is its end.
#[derive(Clone, Debug, Template)]
#[template(path = "waiting.html")]
pub struct Waiting<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Whom we are asking: a handle, a DID or a host. `None` if that says nothing to the person.
    pub asked: Option<&'a str>,
    /// The URL of the sign-in page, for who does not want to wait.
    pub back: &'a str,
}

/// The end of [`Waiting`].
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "waited.html")]
pub struct Waited<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// A URL of ours: where it goes on, or where to try again.
    pub href: &'a str,
    /// Whether there is anything to go on with. The browser goes there by itself then.
    pub has_come: bool,
}

/// What the built-in relying party has learned.
#[derive(Clone, Debug, Template)]
#[template(path = "try_it_result.html")]
pub struct TryItResult<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Names and values of claims, in order. URLs are shown as text and not loaded.
    pub claims: &'a [(String, String)],
}

/// An error page: what happened, what to do, and how to find it in the log.
#[derive(Clone, Debug, Template)]
#[template(path = "problem.html")]
pub struct Problem<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The heading. Its part `happened` says what happened, and `advice` what the person can do now, in
    /// whole sentences.
    pub text: &'a Message,
    /// A detail for the operator of a server.
    pub detail: Option<Detail<'a>>,
    /// The reference number of the log entry.
    pub reference: &'a str,
    /// Whom to write to, where that helps.
    pub contact: Option<&'a Contact>,
    /// Where to go from here, the best link first.
    pub links: &'a [Link],
}

/// The authorization response as a form that submits itself. Without scripts there is a button.
#[derive(Clone, Debug, Template)]
#[template(path = "form_post.html")]
pub struct FormPost<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The redirect URI.
    pub action: &'a str,
    /// Names and values of its fields.
    pub fields: &'a [(&'a str, &'a str)],
}

/// A detail for the operator of a server.
#[derive(Clone, Copy, Debug)]
pub struct Detail<'a> {
    /// Who they are: the people who run the server, or the site.
    pub for_whom: &'a Message,
    /// The detail.
    pub text: &'a str,
}

/// The name of a claim for people who do not know OpenID Connect.
fn claim_label(claim: &str) -> Message {
    match claim {
        "sub" => Message::new("claim-sub"),
        "preferred_username" => Message::new("claim-preferred-username"),
        "name" => Message::new("claim-name"),
        "picture" => Message::new("claim-picture"),
        "profile" => Message::new("claim-profile"),
        "auth_time" => Message::new("claim-auth-time"),
        "iss" => Message::new("claim-iss"),
        "aud" => Message::new("claim-aud"),
        "iat" => Message::new("claim-iat"),
        "exp" => Message::new("claim-exp"),
        _ => Message::new("claim-other"),
    }
}

/// Sets [`Page::FORM_TARGET`] of each page.
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
    // "Back to …" may redirect to the relying party.
    Home: AnyOrigin,
    Leave: Sandboxed,
    Elsewhere: None,
    Waiting: None,
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
mod samples;
#[cfg(test)]
mod tests;
