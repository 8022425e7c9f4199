//! WebFinger: which issuer speaks for a person (RFC 7033, OIDC Discovery §2).

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::browser::client_builder;
use crate::support::{Scene, Setup};

const REL: &str = "http://openid.net/specs/connect/1.0/issuer";

async fn ask(scene: &Scene, parameters: &[(&str, &str)]) -> Response {
    let query =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let path = format!("/.well-known/webfinger?{query}");
    scene.daemon.request(Method::GET, &path).send().await.unwrap()
}

async fn document(scene: &Scene, parameters: &[(&str, &str)]) -> Value {
    let answer = ask(scene, parameters).await;
    assert_eq!(answer.status(), 200, "{parameters:?}");
    assert_eq!(answer.headers()["content-type"], "application/jrd+json", "RFC 7033 §10.2");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*", "RFC 7033 §5");
    answer.json().await.unwrap()
}

fn link(scene: &Scene) -> Value {
    json!([{ "rel": REL, "href": scene.daemon.url }])
}

#[tokio::test]
async fn names_the_issuer_for_every_resource_at_our_host() {
    let scene = Scene::open().await;
    let url = scene.daemon.url.clone();
    for resource in ["acct:alice@127.0.0.1", "acct:nobody@127.0.0.1", &url, &format!("{url}/alice")]
    {
        let found = document(&scene, &[("resource", resource), ("rel", REL)]).await;
        assert_eq!(found, json!({ "subject": resource, "links": link(&scene) }));
    }
}

#[tokio::test]
async fn leaves_out_what_the_relation_does_not_pick() {
    let scene = Scene::open().await;
    let resource = ("resource", "acct:alice@127.0.0.1");
    let links = async |more: &[(&str, &str)]| {
        document(&scene, &[&[resource], more].concat()).await["links"].clone()
    };
    assert_eq!(links(&[]).await, link(&scene));
    assert_eq!(links(&[("rel", "self")]).await, json!([]), "RFC 7033 §4.3");
    assert_eq!(links(&[("rel", "self"), ("rel", REL)]).await, link(&scene));
}

#[tokio::test]
async fn is_a_bad_request_without_exactly_one_resource() {
    let scene = Scene::open().await;
    let one = ("resource", "acct:alice@127.0.0.1");
    for parameters in [&[][..], &[("rel", REL)], &[("resource", "")], &[one, one]] {
        assert_eq!(ask(&scene, parameters).await.status(), 400, "{parameters:?}");
    }
    let broken = scene.daemon.request(Method::GET, "/.well-known/webfinger?resource=%zz");
    assert_eq!(broken.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn knows_nothing_of_other_hosts_and_repeats_nothing() {
    let scene = Scene::open().await;
    for resource in [
        "acct:alice@example.org",
        "acct:alice.pds.test@pds.test",
        "https://example.org/",
        "http://127.0.0.1:1/",
        "mailto:alice@127.0.0.1",
        "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
        "acct:<script>alert(1)</script>@127.0.0.1",
        "\"><script>alert(1)</script>",
    ] {
        let answer = ask(&scene, &[("resource", resource)]).await;
        assert_eq!(answer.status(), 404, "{resource}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert!(!answer.text().await.unwrap().contains("alert"), "{resource}");
    }
}

#[tokio::test]
async fn does_not_tell_whether_an_account_exists() {
    let scene = Scene::open().await;
    let answer = async |user: &str| {
        let resource = format!("acct:{user}@127.0.0.1");
        let body = ask(&scene, &[("resource", &resource)]).await.text().await.unwrap();
        body.replace(&resource, "")
    };
    assert_eq!(answer(scene.alice.handle()).await, answer("nobody.pds.test").await);
}

#[tokio::test]
async fn is_answered_at_the_root_of_the_host_too() {
    let scene = Scene::with(Setup { path: "/atlogin", ..Setup::default() }).await;
    let below = document(&scene, &[("resource", "acct:alice@127.0.0.1")]).await;
    assert_eq!(below["links"], link(&scene));
    let url = format!(
        "http://{}/.well-known/webfinger?resource=acct:alice@127.0.0.1",
        scene.daemon.address
    );
    let root = client_builder().build().unwrap().get(url).send().await.unwrap();
    assert_eq!(root.headers()["access-control-allow-origin"], "*");
    let root: Value = root.json().await.unwrap();
    assert_eq!(root, below, "RFC 7033 §10.1");
}

#[tokio::test]
async fn speaks_for_the_domains_of_a_client_as_long_as_it_is_there() {
    let scene = Scene::open().await;
    let resource = "acct:alice@example.com";
    let status = async || ask(&scene, &[("resource", resource)]).await.status();
    assert_eq!(status().await, 404);
    let add = ["client", "add", "net", "--preset", "tailscale", "--email-domain", "example.com"];
    assert_eq!(scene.daemon.command(&add).await.code, 0);
    let found = document(&scene, &[("resource", resource), ("rel", REL)]).await;
    assert_eq!(found, json!({ "subject": resource, "links": link(&scene) }));
    assert_eq!(
        document(&scene, &[("resource", "https://Example.com/")]).await["links"],
        found["links"]
    );
    for elsewhere in ["acct:a@sub.example.com", "acct:a@ample.com", "https://example.com:8443/"] {
        assert_eq!(ask(&scene, &[("resource", elsewhere)]).await.status(), 404, "{elsewhere}");
    }
    assert_eq!(scene.daemon.command(&["client", "remove", "net", "--yes"]).await.code, 0);
    assert_eq!(status().await, 404);
}
