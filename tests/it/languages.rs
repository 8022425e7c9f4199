//! The language of the pages: what the person chose, what the relying party asks for, what the browser
//! asks for; and the operator's own texts.

use reqwest::{Method, StatusCode};

use crate::support::program::bare;
use crate::support::{Scene, Setup};

/// The language of an answer to `accept-language`, by its header and its page.
async fn spoken(scene: &Scene, path: &str, accepted: &str, cookie: &str) -> String {
    let request = scene.daemon.request(Method::GET, path).header("accept-language", accepted);
    let answer = request.header("cookie", cookie).send().await.unwrap();
    let language = answer.headers()["content-language"].to_str().unwrap().to_owned();
    let page = answer.text().await.unwrap();
    assert!(page.contains(&format!("<html lang=\"{language}\"")), "{page}");
    language
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_asks_for() {
    let scene = Scene::open().await;
    for (accepted, expected) in [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("xx, ar;q=0.5, de;q=0.4", "ar"),
        ("pt", "pt-BR"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "en"),
        ("xx", "en"),
        ("*", "en"),
        (";q=,,,<b>", "en"),
    ] {
        assert_eq!(spoken(&scene, "/", accepted, "").await, expected, "{accepted}");
    }
    // Refusals too, and what no route knows.
    assert_eq!(spoken(&scene, "/nowhere", "de", "").await, "de");
    assert_eq!(spoken(&scene, "/authorize", "ja", "").await, "ja");
}

#[tokio::test]
async fn the_menu_sets_a_cookie_and_leads_back_to_the_page() {
    let mut scene = Scene::open().await;
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let link = form.attribute("a", "language-de", "href").unwrap();
    let german = scene.browser.get(&scene.daemon.at(&link)).await;
    assert_eq!(german.url, form.url, "back on the page");
    assert_eq!(german.headers["content-language"], "de");
    // The choice holds from now on, also for what is typed here, and wins over the browser.
    let again = scene.browser.submit(&german, "sign-in", &[("account", "nobody.pds.test")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.headers["content-language"], "de");
    let name = scene.browser.cookie("-language").unwrap();
    assert_eq!(name, "de");
    assert_eq!(spoken(&scene, "/", "fr", "atlogin-language=de").await, "de");
    for unusable in ["xx", "DE", "%3Cb%3E", ""] {
        let cookie = format!("atlogin-language={unusable}");
        assert_eq!(spoken(&scene, "/", "fr", &cookie).await, "fr", "{unusable}");
    }
    // An answer to a form is left for a page that still asks.
    let link = again.attribute("a", "language-en", "href").unwrap();
    let english = scene.browser.get(&scene.daemon.at(&link)).await;
    assert_eq!(english.heading(), "Sign in");
    assert_eq!((english.url.path(), english.url.query()), (form.url.path(), Some("another")));
}

#[tokio::test]
async fn the_menu_leads_nowhere_else() {
    let scene = Scene::with(Setup { path: "/at/login", ..Setup::default() }).await;
    for page in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/sign-in/../../evil",
        "/authorize?client_id=rp",
        "%2F%2Fevil.example",
        "",
    ] {
        let path = format!("/language/de?{page}");
        let answer = scene.daemon.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{page}");
        assert_eq!(answer.headers()["location"], "/at/login/", "{page}");
    }
    let unknown = scene.daemon.request(Method::GET, "/language/xx?/").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert!(!unknown.headers().contains_key("set-cookie"));
    let head = scene.daemon.request(Method::HEAD, "/language/de?/").send().await.unwrap();
    assert_eq!(head.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_relying_party_may_ask_for_languages_that_discovery_lists() {
    let mut scene = Scene::open().await;
    let discovery = scene.daemon.at("/.well-known/openid-configuration");
    let listed: serde_json::Value =
        serde_json::from_str(&scene.browser.get(&discovery).await.text).unwrap();
    let listed: Vec<String> =
        serde_json::from_value(listed["ui_locales_supported"].clone()).unwrap();
    assert!(listed.len() > 1, "{listed:?}");
    let rp = scene.relying_party().await;
    for tag in &listed {
        let url = format!("{}&ui_locales={tag}", rp.ask().url);
        let page = scene.browser.get(&url).await;
        assert_eq!(page.headers["content-language"], tag.as_str());
    }
    for (asked, expected) in
        [("xx fr-CA de", "fr"), ("<b> de_DE ; ar", "ar"), ("&ui_locales=de", "en"), ("", "en")]
    {
        let url = format!("{}&ui_locales={}", rp.ask().url, asked.replace(' ', "%20"));
        let page = scene.browser.get(&url).await;
        assert_eq!(page.status, StatusCode::OK, "a wish is no mistake: {asked}");
        assert_eq!(page.headers["content-language"], expected, "{asked}");
    }
    // The wish is kept with the login, for each of its pages; the person's choice wins.
    let page = scene.browser.get(&format!("{}&ui_locales=ja", rp.ask().url)).await;
    let again = scene.browser.submit(&page, "sign-in", &[("account", "nobody.pds.test")]).await;
    assert_eq!(again.headers["content-language"], "ja");
    scene.browser.get(&scene.daemon.at("/language/pl?/")).await;
    let again = scene.browser.get(page.url.as_str()).await;
    assert_eq!(again.headers["content-language"], "pl");
}

#[tokio::test]
async fn a_logout_request_may_ask_for_languages_too() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let page = scene.browser.get(&scene.daemon.at("/logout?ui_locales=xx%20ko%20de")).await;
    assert_eq!(page.headers["content-language"], "ko");
    let ended = scene.browser.submit(&page, "logout", &[]).await;
    assert!(ended.element("signed-out").is_some(), "{}", ended.text);
    assert_eq!(ended.headers["content-language"], "ko", "it is kept with the logout");
    let refused = scene.browser.get(&scene.daemon.at("/logout?ui_locales=ko&ui_locales=de")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_operator_replaces_texts_adds_a_language_and_hears_of_every_mistake() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    std::fs::create_dir(place.path().join("locales")).unwrap();
    write("locales/en.ftl", "home-what = Only for members of { $service }.\n");
    write("locales/sv.ftl", "language-name = Svenska\nhome-what = Bara för medlemmar.\n");
    write("locales/README", "not a language");
    let locales =
        format!("locales = {:?}\naccount_name = \"Atmosphere\"", place.path().join("locales"));
    let setup = Setup { top: locales.leak(), ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    assert!(home.text.contains("Only for members of ATLogin."), "{}", home.text);
    assert_eq!(home.heading(), "Sign in with your Atmosphere account");
    let swedish = scene.browser.get(&scene.daemon.at("/language/sv?/")).await;
    assert!(swedish.text.contains("Bara för medlemmar."), "{}", swedish.text);
    assert_eq!(swedish.heading(), "Sign in with your Atmosphere account", "English fills the gaps");

    write("locales/en.ftl", "home-what = For { $nobody }.\n\nhome-wat = x\n");
    write("locales/sv.ftl", "language-name = Svenska\nthis is nothing\n");
    write("atlogin.toml", "locales = \"locales\"\n");
    let mut command = bare();
    command.args(["check-config", "--config"]).arg(place.path().join("atlogin.toml"));
    let said = command.output().await.unwrap();
    assert_eq!(said.status.code(), Some(2));
    let said = String::from_utf8(said.stderr).unwrap();
    for mistake in [
        "locales/en.ftl:1 home-what has { $nobody }",
        "locales/en.ftl:3 home-wat is not a text of ATLogin",
        "locales/sv.ftl:2 is not valid Fluent",
    ] {
        assert!(said.contains(mistake), "{mistake}: {said}");
    }
}
