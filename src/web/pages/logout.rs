//! The pages of a logout.

use askama::Template;

use crate::locale::Message;
use crate::web::Site;

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
}

/// "You are still signed in."
#[derive(Clone, Debug, Template)]
#[template(path = "still_signed_in.html")]
pub struct StillSignedIn<'a> {
    /// The site around the page.
    pub site: &'a Site,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_adds_no_tag_and_no_attribute() {
        let marks = |html: &str| html.matches(['<', '>', '"']).count();
        let pages = |text: &str| {
            let site = Site::new(text, "/atlogin");
            let flaw = Message::new("consent-title").with("app", text);
            let flaw = Some(&flaw);
            let question =
                LogoutQuestion { site: &site, account: text, flaw, csrf: text, action: text };
            let signed_out = SignedOut { site: &site, was_signed_in: true, flaw };
            [
                question.render().unwrap(),
                signed_out.render().unwrap(),
                StillSignedIn { site: &site }.render().unwrap(),
            ]
        };
        let calm = pages("calm").map(|html| marks(&html));
        for hostile in [r#""><script>alert(1)</script>"#, "'><svg onload='alert(1)'>", "<!--"] {
            let hostile_pages = pages(hostile);
            assert!(hostile_pages.iter().all(|html| !html.contains(hostile)), "{hostile}");
            assert_eq!(hostile_pages.map(|html| marks(&html)), calm, "{hostile}");
        }
    }
}
