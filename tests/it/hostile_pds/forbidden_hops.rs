//! Every address that a stranger's server may name, aimed at every place where we must not go (SSRF):
//! in a test network of exact host names, where a trap on this machine counts who comes.
//!
//! The same rules hold for the internet, where `forbidden_names.rs` asks by name.

use serde_json::json;

use super::stage::Stage;
use super::trap::Trap;
use crate::small_world::lies::Lies;
use crate::small_world::{Account, SmallWorld};
use crate::support::Setup;

/// Places that no server may send us to. `{4}` and `{6}` are the ports of traps on the
/// IPv4 and the IPv6 address of this machine.
const FORBIDDEN: [&str; 41] = [
    "https://127.0.0.1:{4}",
    "http://127.0.0.1:{4}",
    "https://127.0.0.1",
    "https://127.1:{4}",
    "https://2130706433:{4}",
    "https://0x7f000001:{4}",
    "https://0x7f.0.0.1:{4}",
    "https://0177.0.0.1:{4}",
    "https://017700000001:{4}",
    "https://127.0.0.1.:{4}",
    "https://\u{ff11}\u{ff12}\u{ff17}.0.0.1:{4}",
    "https://0.0.0.0:{4}",
    "https://0:{4}",
    "https://10.0.0.1",
    "https://172.16.0.1",
    "https://192.168.1.1",
    "https://100.64.0.1",
    "https://169.254.169.254",
    "http://169.254.169.254",
    "https://255.255.255.255",
    "https://[::1]:{6}",
    "https://[::]:{6}",
    "https://[fe80::1]:{6}",
    "https://[fc00::1]",
    "https://[ff02::1]",
    "https://[::ffff:127.0.0.1]:{4}",
    "https://[::ffff:7f00:1]:{4}",
    "https://[64:ff9b::7f00:1]:{6}",
    "https://[2002:7f00:1::]:{6}",
    "https://localhost:{4}",
    "https://localhost.:{4}",
    "https://localhost",
    "https://unlisted.internal",
    "https://metadata.google.internal",
    "https://pds.internal.",
    "https://pds.internal:22",
    "https://pds.internal:6667",
    "http://pds.internal",
    "https://user:pass@127.0.0.1:{4}",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{4}/_GET",
];

/// A test network with a second server in it, and traps around it.
struct Course {
    stage: Stage,
    four: Trap,
    /// None on a machine without IPv6.
    six: Option<Trap>,
}

impl Course {
    async fn open() -> Self {
        let stage = Stage::with(true, async |world| {
            world.add_pds("other").await;
            world.publish_atproto_did("other.internal", "nothing yet");
            Setup::default()
        })
        .await;
        let six = Trap::try_set("[::1]:0").await.ok();
        Self { stage, four: Trap::set("127.0.0.1:0").await, six }
    }

    fn targets(&self) -> impl Iterator<Item = String> + use<> {
        let four = self.four.port().to_string();
        let six = self.six.as_ref().map_or(9, Trap::port).to_string();
        FORBIDDEN.iter().map(move |target| target.replace("{4}", &four).replace("{6}", &six))
    }

    /// Aims one hop at each forbidden place; no login comes of it, and nobody knocks there.
    async fn refuses_each(mut self, aim: impl Fn(&SmallWorld, &Account, &str)) {
        let alice = self.stage.alice.clone();
        let honest = self.stage.world.document(&alice);
        for target in self.targets() {
            self.stage.world.be_honest();
            aim(&self.stage.world, &alice, &target);
            let page = self.stage.refused(alice.handle()).await;
            assert!(!page.text.contains("root:"), "{target}");
        }
        self.stage.world.publish_document(&alice, honest);
        let did = format!("did={}", alice.did());
        self.stage.world.publish_txt("_atproto.alice.pds.test", &[&did]);
        self.finish().await;
    }

    /// The same for a hop that a login does not depend on.
    async fn passes_over_each(mut self, aim: impl Fn(&mut Lies, &str)) {
        for target in self.targets() {
            self.stage.world.be_honest();
            self.stage.world.lie(|lies| aim(lies, &target));
            let known = self.stage.signs_in("alice.pds.test").await;
            assert_eq!(known.claims.subject().as_str(), self.stage.alice.did());
        }
        self.finish().await;
    }

    async fn finish(mut self) {
        self.stage.honest_again().await;
        assert_eq!(self.four.knocks().await, 0);
        if let Some(six) = &self.six {
            assert_eq!(six.knocks().await, 0);
        }
        // Names that are not part of the network are not even asked for.
        let seen = self.stage.world.seen();
        let asked = |name: &str| seen.iter().any(|seen| seen.server == "dns" && seen.path == name);
        for name in ["unlisted.internal", "metadata.google.internal", "localhost"] {
            assert!(!asked(name), "{name}");
        }
    }
}

/// A hop at which an answer of the world names the target.
async fn refuses_each(aim: impl Fn(&mut Lies, &str)) {
    let course = Course::open().await;
    course.refuses_each(|world, _, target| world.lie(|lies| aim(lies, target))).await;
}

#[tokio::test]
async fn a_handles_file_redirects_to_no_forbidden_place() {
    let course = Course::open().await;
    course
        .refuses_each(|world, _, target| {
            world.unpublish_txt("_atproto.alice.pds.test");
            world.lie(|lies| _ = lies.atproto_did.redirect(302, target));
        })
        .await;
}

#[tokio::test]
async fn a_handles_file_may_redirect_within_the_network_a_few_times() {
    let mut stage = Course::open().await.stage;
    let (alice, pds) = (stage.alice.clone(), stage.world.pds());
    stage.world.unpublish_txt("_atproto.alice.pds.test");
    stage.world.publish_atproto_did("other.internal", alice.did());
    let there = "https://other.internal/.well-known/atproto-did";
    pds.lie(|lies| _ = lies.atproto_did.redirect(302, there));
    let known = stage.signs_in(alice.handle()).await;
    assert_eq!(known.claims.subject().as_str(), alice.did());
    // And not in a circle.
    stage.world.forget_seen();
    let here = "https://alice.pds.test/.well-known/atproto-did";
    pds.lie(|lies| _ = lies.atproto_did.redirect(302, here));
    stage.refused(alice.handle()).await;
    assert_eq!(stage.asked("/.well-known/atproto-did"), 6, "the first, and five redirects");
}

/// A PDS may have another port, but what a stranger's web server chooses may not.
#[tokio::test]
async fn a_handles_file_redirects_to_no_other_port() {
    let mut stage = Course::open().await.stage;
    let trap = Trap::set("127.0.0.1:0").await;
    stage.world.unpublish_txt("_atproto.alice.pds.test");
    for host in ["pds.internal", "other.internal"] {
        let there = format!("https://{host}:{}/.well-known/atproto-did", trap.port());
        stage.world.lie(|lies| _ = lies.atproto_did.redirect(302, &there));
        stage.refused("alice.pds.test").await;
    }
    assert_eq!(trap.knocks().await, 0);
    stage.honest_again().await;
}

#[tokio::test]
async fn a_document_names_no_pds_at_a_forbidden_place() {
    let course = Course::open().await;
    course
        .refuses_each(|world, alice, target| {
            let mut document = world.document(alice);
            document["service"][0]["serviceEndpoint"] = json!(target);
            world.publish_document(alice, document);
        })
        .await;
}

#[tokio::test]
async fn a_did_web_names_no_forbidden_place() {
    let course = Course::open().await;
    course
        .refuses_each(|world, _, target| {
            let host = target.split("://").nth(1).unwrap().replace(':', "%3A");
            let record = format!("did=did:web:{host}");
            world.publish_txt("_atproto.alice.pds.test", &[&record]);
        })
        .await;
}

#[tokio::test]
async fn a_pds_names_no_authorization_server_at_a_forbidden_place() {
    refuses_each(|lies, target| {
        lies.resource_metadata.set("authorization_servers", json!([target]));
    })
    .await;
}

#[tokio::test]
async fn an_authorization_server_names_no_endpoint_at_a_forbidden_place() {
    for endpoint in [
        "pushed_authorization_request_endpoint",
        "token_endpoint",
        "revocation_endpoint",
        "authorization_endpoint",
    ] {
        refuses_each(|lies, target| _ = lies.server_metadata.set(endpoint, target)).await;
    }
}

#[tokio::test]
async fn no_metadata_document_or_did_document_redirects_anywhere() {
    refuses_each(|lies, target| _ = lies.did_document.redirect(302, target)).await;
    refuses_each(|lies, target| _ = lies.resource_metadata.redirect(307, target)).await;
    refuses_each(|lies, target| _ = lies.server_metadata.redirect(301, target)).await;
}

/// A 307 or 308 would carry the code, the verifier and the assertion with it.
#[tokio::test]
async fn no_signed_request_follows_a_redirect() {
    refuses_each(|lies, target| _ = lies.par.redirect(307, target)).await;
    refuses_each(|lies, target| _ = lies.token.redirect(308, target)).await;
}

#[tokio::test]
async fn what_a_login_does_not_need_is_not_followed_and_harms_none() {
    Course::open()
        .await
        .passes_over_each(|lies, target| {
            lies.revocation.redirect(307, target);
            lies.profile.redirect(302, target);
            for member in ["jwks_uri", "op_policy_uri", "op_tos_uri", "introspection_endpoint"] {
                lies.server_metadata.set(member, target);
            }
            lies.resource_metadata.set("jwks_uri", target).set("resource_documentation", target);
        })
        .await;
}

/// People type names without a scheme, with an old one, or with a dot at the end: those are repaired.
#[tokio::test]
async fn a_typed_server_is_no_forbidden_place() {
    let mut course = Course::open().await;
    course.stage.world.forget_seen();
    for target in course.targets() {
        let (scheme, host) = target.split_once("://").unwrap();
        if scheme.starts_with("http") && host.trim_end_matches('.') != "pds.internal" {
            course.stage.refused(host).await;
        }
        // Their own server, by an address that people may write.
        if !["http://pds.internal", "https://pds.internal."].contains(&target.as_str()) {
            course.stage.refused(&target).await;
        }
    }
    course.finish().await;
}
