//! The pages of a logout, each with one sentence that never changes.

use askama::Template;

use crate::web::Site;

/// "Do you want to sign out?" Its form posts `csrf`, and `stay` if the person would rather not.
#[derive(Clone, Debug, Template)]
#[template(path = "logout_question.html")]
pub struct LogoutQuestion<'a> {
    /// The site around the page.
    pub site: &'a Site,
    /// Who is signed in: a handle, or the account's permanent identifier.
    pub account: &'a str,
    /// What about the request could not be trusted.
    pub flaw: Option<&'a str>,
    /// The token that ties the form to this browser.
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
    /// Whether anybody was signed in before.
    pub was_signed_in: bool,
    /// What about the request could not be trusted.
    pub flaw: Option<&'a str>,
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
            let flaw = Some(text);
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
