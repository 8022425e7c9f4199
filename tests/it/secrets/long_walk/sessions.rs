//! The person comes back, leaves by every door, looks at the account, and is forgotten.

use openidconnect::TokenResponse;

use super::{BYE, LongWalk};
use crate::support::Page;

impl LongWalk {
    /// The chooser, a new sign-in at the PDS because it is demanded, and one that is called off.
    pub(in crate::secrets) async fn choose_an_account(&mut self) {
        let (rp, question) = self.question("&prompt=select_account").await;
        let page = self.browser.get(&question.url).await;
        self.secrets.add_form(&page, "accounts");
        let fields = [("known", self.alice.did())];
        let answer = self.browser.submit(&page, "accounts", &fields).await;
        self.allow(&rp, &question, &answer).await;
        let (rp, question) = self.question("&prompt=login").await;
        let page = self.browser.get(&question.url).await;
        self.secrets.add_form(&page, "sign-in");
        let fields = [("account", self.alice.handle())];
        let answer = self.browser.submit(&page, "sign-in", &fields).await;
        self.secrets.add_hops(&answer);
        self.allow(&rp, &question, &answer).await;
        let (_, question) = self.question("&prompt=login").await;
        let page = self.browser.get(&question.url).await;
        let gone = self.browser.submit(&page, "cancel", &[]).await;
        assert_eq!(gone.parameter("error").as_deref(), Some("access_denied"));
    }

    /// By the relying party with a hint, by address and by form, and by the person's own word.
    pub(in crate::secrets) async fn log_out(&mut self) {
        let state = "state-of-a-logout-0123456789";
        self.secrets.add("state of a logout", state);
        for by_form in [false, true] {
            let known = self.known.last().unwrap();
            let hint = known.tokens.id_token().unwrap().to_string();
            let params =
                [("id_token_hint", &*hint), ("post_logout_redirect_uri", BYE), ("state", state)];
            let url = format!("{}/logout", self.install.url);
            let page = if by_form {
                self.browser.post_from_elsewhere(&url, &params).await
            } else {
                let url = url::Url::parse_with_params(&url, params).unwrap();
                self.browser.follow_link_from_elsewhere(url.as_str()).await
            };
            self.leave(page).await;
            self.sign_in_anew().await;
        }
        let page = self.browser.get(&format!("{}/logout", self.install.url)).await;
        self.leave(page).await;
        self.sign_in_anew().await;
    }

    /// Another browser's session and a relying party's access are ended, and everything everywhere.
    pub(in crate::secrets) async fn look_at_the_account(&mut self) {
        let account = format!("{}/account", self.install.url);
        let mut other = self.install.browser(&self.world);
        let form = other.get(&account).await;
        let there = other.submit(&form, "sign-in", &[("account", self.alice.handle())]).await;
        assert_eq!(there.heading(), "Your account");
        self.secrets.add_browser(&other);
        let page = self.account().await;
        self.secrets.add_form(&page, "sessions");
        let buttons = page.text.split("name=\"session\" value=\"").skip(1);
        let sessions = buttons.map(|rest| rest.split('"').next().unwrap());
        let session = sessions.inspect(|name| self.secrets.add("name of a session", *name)).last();
        let fields = [("session", session.unwrap())];
        let page = self.browser.submit(&page, "sessions", &fields).await;
        assert_eq!(other.get(&account).await.heading(), "Sign in");
        let page = self.browser.submit(&page, "relying-parties", &[("client", "rp")]).await;
        assert_eq!(page.heading(), "Your account");
        self.browser.get(&format!("{account}/stored")).await;
        let question = self.browser.get(&format!("{account}/everywhere")).await;
        self.secrets.add_form(&question, "answer");
        let done = self.browser.submit(&question, "answer", &[]).await;
        assert_eq!(done.heading(), "You are signed out everywhere");
        self.sign_in_anew().await;
    }

    /// All that is stored is deleted, and told to whom it concerns.
    pub(in crate::secrets) async fn be_forgotten(&mut self) {
        self.account().await;
        let address = format!("{}/account/delete", self.install.url);
        let question = self.browser.get(&address).await;
        self.secrets.add_form(&question, "answer");
        let done = self.browser.submit(&question, "answer", &[]).await;
        assert!(done.text.contains("deleted"), "{}", done.text);
        let heard = self.receiver.hears().await;
        self.secrets.add("logout token", &*heard.form[0].1);
    }

    /// Says yes if asked.
    async fn leave(&mut self, page: Page) {
        let mut page = page;
        if page.element("logout-question").is_some() {
            self.secrets.add_form(&page, "logout");
            page = self.browser.submit(&page, "logout", &[]).await;
        }
        assert!(
            page.url.as_str().starts_with(BYE) || page.element("signed-out").is_some(),
            "{}: {}",
            page.url,
            page.text
        );
    }

    async fn sign_in_anew(&mut self) {
        let (rp, question) = self.question("").await;
        let form = self.browser.get(&question.url).await;
        self.secrets.add_form(&form, "sign-in");
        let fields = [("account", self.alice.handle())];
        let page = self.browser.submit(&form, "sign-in", &fields).await;
        self.allow(&rp, &question, &page).await;
    }

    async fn account(&mut self) -> Page {
        let page = self.browser.get(&format!("{}/account", self.install.url)).await;
        assert_eq!(page.heading(), "Your account", "{}", page.text);
        page
    }
}
