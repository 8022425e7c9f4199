//! What the operator says of themselves: at the foot of every page, to whoever is not admitted, and to the
//! servers of people.

use reqwest::Method;
use serde_json::Value;

use crate::support::{Browser, Scene, Setup};

const TOP: &str = "contact = \"help@example.org\"\nimprint = \"https://example.org/imprint\"\n\
                   privacy = \"https://example.org/privacy\"\nterms = \"https://example.org/terms\"\n\
                   logo = \"https://example.org/logo.png\"";

#[tokio::test]
async fn every_page_has_the_links_of_the_operator_at_its_foot() {
    let mut scene = Scene::with(Setup { top: TOP, ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    for url in [scene.daemon.at("/"), question.url, scene.daemon.at("/nowhere")] {
        let page = scene.browser.get(&url).await;
        for (id, href) in [
            ("about-contact", "mailto:help@example.org"),
            ("about-imprint", "https://example.org/imprint"),
            ("about-privacy", "https://example.org/privacy"),
            ("about-terms", "https://example.org/terms"),
        ] {
            assert_eq!(page.attribute("a", id, "href").as_deref(), Some(href), "{url}");
        }
    }
}

#[tokio::test]
async fn a_page_whose_operator_says_nothing_has_no_such_links() {
    let mut scene = Scene::open().await;
    let url = scene.daemon.at("/");
    let page = scene.browser.get(&url).await;
    assert!(!page.text.contains("about-") && !page.text.contains("id=\"about\""), "{}", page.text);
}

#[tokio::test]
async fn whoever_is_not_admitted_reads_whom_to_write_to_and_nobody_else_does() {
    let client = "deny = [\"alice.pds.test\"]";
    let mut scene = Scene::with(Setup { top: TOP, client, ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "You can’t use this account there");
    assert_eq!(page.element("contact").as_deref(), Some("Write to help@example.org"));
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    let page = stranger.get(&scene.daemon.at("/sign-in/nothing")).await;
    assert!(page.element("contact").is_none(), "{}", page.text);
}

#[tokio::test]
async fn both_metadata_documents_have_the_links_that_there_are_and_no_null() {
    let document = async |scene: &Scene, path| -> Value {
        let answer = scene.daemon.request(Method::GET, path).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let https = Some("https://login.example");
    let scene = Scene::with(Setup { top: TOP, https, tls: true, ..Setup::default() }).await;
    for path in ["/client-metadata.json", "/client-metadata-email.json"] {
        let metadata = document(&scene, path).await;
        assert_eq!(metadata["policy_uri"], "https://example.org/privacy", "{path}");
        assert_eq!(metadata["tos_uri"], "https://example.org/terms", "{path}");
        assert_eq!(metadata["logo_uri"], "https://example.org/logo.png", "{path}");
    }
    let scene = Scene::with(Setup { https, tls: true, ..Setup::default() }).await;
    let metadata = document(&scene, "/client-metadata.json").await;
    for member in ["policy_uri", "tos_uri", "logo_uri"] {
        assert!(metadata.get(member).is_none(), "{metadata}");
    }
}

#[tokio::test]
async fn a_link_that_is_none_is_a_mistake_of_the_configuration() {
    for line in [
        "contact = \"help\"",
        "imprint = \"http://example.org/\"",
        "privacy = \"javascript:alert(1)\"",
        "terms = \"terms\"",
        "logo = \"http://example.org/logo.png\"",
    ] {
        let mut scene = Scene::open().await;
        scene.daemon.write_again(|config| format!("{line}\n{config}"));
        let ran = scene.daemon.command(&["check-config"]).await;
        assert_eq!(ran.code, 2, "{line}: {ran:?}");
    }
}
