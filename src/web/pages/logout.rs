//! The pages of a logout.

use askama::Template;

use crate::locale::Message;
use crate::web::{Link, Site};

/// "Do you want to sign out?" Its form posts `csrf`, and `stay` if the person stays signed in.
#[derive(Clone, Debug, Template)]
#[template(path = "logout_question.html")]
pub struct LogoutQuestion<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// The account: its handle, or its DID.
    pub account: &'a str,
    /// What is wrong with the logout request.
    pub flaw: Option<&'a Message>,
    /// The CSRF token of this browser.
    pub csrf: &'a str,
    /// Where the form posts to: a path of ours, with the base path.
    pub action: &'a str,
}

/// "You are signed out."
#[derive(Clone, Debug, Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Whether anybody was signed in.
    pub was_signed_in: bool,
    /// What is wrong with the logout request.
    pub flaw: Option<&'a Message>,
    /// Back to where the person came from, if that may be offered.
    pub ways: &'a [Link],
}

/// "You are still signed in."
#[derive(Clone, Debug, Template)]
#[template(path = "still_signed_in.html")]
pub struct StillSignedIn<'a> {
    /// The site around the page.
    pub site: &'a Site,
}
