//! Two tabs that begin to sign in at once, in a browser that has none of our cookies yet: each finishes,
//! whatever comes first.

use crate::support::browser::Late;
use crate::support::{Browser, Page, Scene, Setup};

/// The steps of a tab. Between two of them the other tab may do anything.
const STEPS: usize = 5;

/// A tab on its way.
#[derive(Default)]
struct Tab {
    url: String,
    page: Option<Page>,
    on_its_way: Option<Late>,
    step: usize,
}

impl Tab {
    /// The code that the relying party gets. That of the person's server is another one.
    fn code(&self) -> Option<String> {
        let page = self.page.as_ref().filter(|page| page.url.host_str() == Some("rp.example"));
        page?.parameter("code")
    }

    /// Asks for the page, receives it, goes to the server, asks us with its answer, receives ours.
    async fn advance(&mut self, scene: &mut Scene) {
        self.step += 1;
        if self.code().is_some() && self.on_its_way.is_none() {
            return;
        }
        match self.step {
            1 | 4 => {
                let url = self.page.take().map_or_else(|| self.url.clone(), |page| page.url.into());
                let (page, late) = scene.browser.send(&url).await;
                (self.page, self.on_its_way) = (Some(page), Some(late));
            }
            3 => {
                let form = self.page.take().unwrap();
                assert_eq!(form.heading(), "Sign in", "{}", form.text);
                scene.browser.stop_before("/atproto/callback");
                let page = scene.say_who(form).await;
                scene.browser.stop_nowhere();
                assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
                self.page = Some(page);
            }
            _ => {
                if let Some(late) = self.on_its_way.take() {
                    scene.browser.receive(late);
                }
            }
        }
    }
}

/// Every order of the steps of two tabs: `true` is a step of the second one.
fn orders() -> impl Iterator<Item = Vec<bool>> {
    let all = (0_u32..1 << (2 * STEPS)).filter(|bits| bits.count_ones() as usize == STEPS);
    all.map(|bits| (0..2 * STEPS).map(|step| bits >> step & 1 == 1).collect())
}

/// A fresh browser.
async fn fresh(scene: &mut Scene) {
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    scene.daemon.hand.advance(60);
    scene.daemon.housekeep().await;
}

#[tokio::test]
async fn two_first_tabs_finish_in_every_order_of_their_steps() {
    let top = "[limits]\nlogins_per_address = \"off\"\nlogins_per_server = \"off\"\n";
    let mut scene = Scene::with(Setup { more: top, ..Setup::default() }).await;
    let relying_party = scene.relying_party().await;
    let mut count = 0;
    for order in orders() {
        fresh(&mut scene).await;
        let mut tabs = [Tab::default(), Tab::default()];
        for tab in &mut tabs {
            tab.url = relying_party.ask().url;
        }
        for second in &order {
            tabs[usize::from(*second)].advance(&mut scene).await;
        }
        for tab in &tabs {
            let page = tab.page.as_ref().unwrap();
            assert!(tab.code().is_some(), "{order:?}: {} {}", page.url, page.text);
        }
        // The next one needs no question, by whichever cookies are left.
        let next = scene.browser.get(&relying_party.ask().url).await;
        assert!(next.parameter("code").is_some(), "{order:?}: {}", next.text);
        count += 1;
    }
    assert_eq!(count, 252);
}

#[tokio::test]
async fn the_list_of_accounts_stays_with_the_cookie_that_the_browser_keeps() {
    let mut scene = Scene::open().await;
    let relying_party = scene.relying_party().await;
    let (first, first_late) = scene.browser.send(&relying_party.ask().url).await;
    let (_, second_late) = scene.browser.send(&relying_party.ask().url).await;
    scene.browser.receive(first_late);
    scene.browser.receive(second_late);
    let kept = scene.browser.cookie("atlogin").unwrap().to_owned();
    assert!(scene.say_who(first).await.parameter("code").is_some());
    assert_eq!(scene.browser.cookie("atlogin"), Some(kept.as_str()));
    scene.browser.forget_cookie("-session");
    let page = scene.browser.get(&relying_party.ask().url).await;
    assert!(page.text.contains("alice.pds.test"), "the list: {}", page.text);
}

#[tokio::test]
async fn only_a_browser_without_the_cookie_gets_one_for_the_login() {
    let mut scene = Scene::open().await;
    let relying_party = scene.relying_party().await;
    for _ in 0..3 {
        let page = scene.browser.get(&relying_party.ask().url).await;
        let id = page.url.path_segments().unwrap().next_back().unwrap();
        let of_logins = scene.browser.jar();
        let of_logins = of_logins
            .as_array()
            .unwrap()
            .iter()
            .filter(|cookie| cookie["name"].as_str().unwrap().starts_with("atlogin-login-"));
        assert_eq!(of_logins.count(), 1, "{id}");
    }
}

/// An attacker has begun a login, and knows everything about it but the cookies of its browser.
/// Else the next try would be that of another browser.
#[tokio::test]
async fn a_first_page_that_fails_leaves_the_cookie_of_its_login() {
    let mut scene = Scene::open().await;
    let url = scene.relying_party().await.ask().url;
    scene.browser.stop_before("/sign-in/");
    let page = scene.browser.get(&url).await.url;
    scene.browser.stop_nowhere();
    scene.daemon.change("ALTER TABLE chosen_account RENAME TO away").await;
    let failed = scene.browser.get(page.as_str()).await;
    assert_eq!(failed.status, 500, "{}", failed.text);
    scene.daemon.change("ALTER TABLE away RENAME TO chosen_account").await;
    let form = scene.browser.get(page.as_str()).await;
    assert_eq!(form.heading(), "Sign in", "{}", form.text);
}

#[tokio::test]
async fn the_cookie_of_one_login_opens_no_other() {
    let mut scene = Scene::open().await;
    let relying_party = scene.relying_party().await;
    let page = scene.browser.get(&relying_party.ask().url).await;
    let id = page.url.path_segments().unwrap().next_back().unwrap().to_owned();
    let own = scene.browser.jar();

    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    let other = stranger.get(&relying_party.ask().url).await;
    let other_id = other.url.path_segments().unwrap().next_back().unwrap().to_owned();
    let is_refused = |page: &Page| page.heading() == "This sign-in was started in another browser";
    assert!(is_refused(&stranger.get(page.url.as_str()).await));
    assert!(is_refused(&scene.browser.get(other.url.as_str()).await));
    // Its own cookie under the name of the other login, without its binding cookie and beside it.
    let (name, other_name) = (format!("atlogin-login-{id}"), format!("atlogin-login-{other_id}"));
    let renamed = own.to_string().replace(&name, &other_name);
    scene.browser.hold(serde_json::from_str(&renamed).unwrap());
    assert!(is_refused(&scene.browser.get(other.url.as_str()).await));
    scene.browser.forget_cookie("atlogin");
    assert!(is_refused(&scene.browser.get(other.url.as_str()).await));
    // A value that somebody could guess, and the hash that the database has.
    for value in ["", "a", &"a".repeat(43), &"a".repeat(44)] {
        let guessed = renamed.replace(scene.browser.cookie(&other_id).unwrap(), value);
        stranger.hold(serde_json::from_str(&guessed).unwrap());
        assert!(is_refused(&stranger.get(other.url.as_str()).await), "{value}");
    }
    // With its own cookie alone a login goes on.
    scene.browser.hold(own);
    scene.browser.forget_cookie("atlogin");
    let page = scene.browser.get(page.url.as_str()).await;
    assert!(scene.say_who(page).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_callback_that_another_browser_is_led_to_is_refused_and_spoils_nothing() {
    let mut scene = Scene::open().await;
    let relying_party = scene.relying_party().await;
    let (page, late) = scene.browser.send(&relying_party.ask().url).await;
    scene.browser.receive(late);
    scene.browser.stop_before("/atproto/callback");
    let callback = scene.say_who(page).await.url;
    scene.browser.stop_nowhere();
    // Login CSRF: the person has cookies of their own, of a first tab too.
    let mut victim = Browser::new(&scene.daemon, &scene.world);
    victim.get(&relying_party.ask().url).await;
    let page = victim.follow_link_from_elsewhere(callback.as_str()).await;
    assert_eq!(page.heading(), "This sign-in was started in another browser", "{}", page.text);
    assert!(scene.browser.get(callback.as_str()).await.parameter("code").is_some());
}
