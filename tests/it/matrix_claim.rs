//! `atlogin matrix claim`, run as an operator runs it: what it refuses, what it shows, and which calls it
//! prints. The calls are run by a shell in which `curl` and `jq` write down what they are given.

use std::process::{Command, Stdio};

use crate::small_world::Hosting;
use crate::support::daemon::{REDIRECT_URI, Ran};
use crate::support::{RelyingParty, Scene, Setup};

const ULID: &str = "01KSVH7Z4Q5W6X7Y8Z9ABCDEFG";

/// A scene with a Synapse and a MAS of `example.org`.
async fn scene() -> Scene {
    let scene = Scene::open().await;
    for add in [
        &["synapse", "--preset", "synapse", "--url", "https://matrix.example.org"][..],
        &["mas", "--preset", "mas", "--url", "https://mas.example.org", "--id", ULID],
    ] {
        let add = [&["client", "add"], add, &["--no-consent"]].concat();
        let ran = scene.daemon.command(&add).await;
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    scene
}

async fn claim(scene: &Scene, client: &str, account: &str, matrix_id: &str, yes: &[&str]) -> Ran {
    let line = [&["matrix", "claim", client, account, matrix_id][..], yes].concat();
    let mut command = scene.daemon.process(&line);
    let ran = command.stdin(Stdio::null()).output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: ran.status.code().unwrap(), said: text(ran.stdout), log: text(ran.stderr) }
}

/// The same, without a question.
async fn script(scene: &Scene, client: &str, account: &str, matrix_id: &str) -> String {
    let ran = claim(scene, client, account, matrix_id, &["--yes"]).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    ran.said
}

/// Runs a script, and gives the arguments of each call of `curl` and `jq`, without the options that all
/// calls of `curl` have. `server` is the name that the server gives itself.
fn calls(script: &str, server: &str) -> Vec<Vec<String>> {
    calls_while(script, server, "nothing")
}

/// The same, while requests fail that have `fails` in them.
fn calls_while(script: &str, server: &str, fails: &str) -> Vec<Vec<String>> {
    let harness = r#"
cat() { printf 'secret token'; }
told() { printf '%s\n' "$@" --end >> "$TOLD"; }
curl() { IFS= read -r line; told curl "$line" "$@"; case "$*" in *$FAILS*) return 22;; esac; echo '{}'; }
jq() { told jq "$@"; case "$*" in *.server_name) printf '%s\n' "$SERVER_NAME";; *) echo ANSWER;; esac; }
"#;
    let place = tempfile::tempdir().unwrap();
    let told = place.path().join("told");
    let ran = Command::new("/bin/sh")
        .args(["-c", &format!("{harness}\n{script}")])
        .env("TOLD", &told)
        .env("SERVER_NAME", server)
        .env("FAILS", fails)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(ran.stderr.is_empty(), "{}: {script}", String::from_utf8_lossy(&ran.stderr));
    let told = std::fs::read_to_string(told).unwrap();
    let mut calls: Vec<Vec<String>> =
        told.split("--end\n").map(|call| call.lines().map(str::to_owned).collect()).collect();
    assert_eq!(calls.pop(), Some(vec![]));
    for call in calls.iter_mut().filter(|call| call[0] == "curl") {
        let common: Vec<_> = call.drain(1..7).collect();
        let header = "header = \"Authorization: Bearer secret token\"";
        let options = ["--silent", "--show-error", "--fail", "--config", "-"];
        assert_eq!(common[0], header, "the token comes by standard input");
        assert_eq!(common[1..], options);
    }
    calls
}

/// Only those of `curl`, in order: what each was given.
fn requests(calls: &[Vec<String>]) -> Vec<String> {
    let curl = calls.iter().filter(|call| call[0] == "curl");
    curl.map(|call| call[1..].join(" ")).collect()
}

fn in_path(did: &str) -> String {
    did.replace(':', "%3A")
}

#[tokio::test]
async fn what_names_no_account_no_client_and_no_matrix_server_is_refused() {
    let scene = scene().await;
    let (handle, id) = ("alice.pds.test", "@alice:example.org");
    let plain = ["client", "add", "app", "--redirect-uri", REDIRECT_URI];
    assert_eq!(scene.daemon.command(&plain).await.code, 0);
    for (client, account, matrix_id, code, named) in [
        ("synapse", handle, "alice:example.org", 2, "is no Matrix ID"),
        ("synapse", handle, "@alice", 2, "is no Matrix ID"),
        ("synapse", handle, "@alice:example.org\n", 2, "is no Matrix ID"),
        ("synapse", "alice", id, 2, "neither a handle nor a DID"),
        ("synapse", "alice@example.org", id, 2, "neither a handle nor a DID"),
        ("synapse", "localhost:1", id, 2, "names a server"),
        ("nobody", handle, id, 1, "there is no client \"nobody\""),
        ("app", handle, id, 1, "is no Matrix server"),
        ("rp", handle, id, 1, "is no Matrix server"),
    ] {
        let ran = claim(&scene, client, account, matrix_id, &["--yes"]).await;
        assert_eq!((ran.code, ran.said.as_str()), (code, ""), "{client} {account}: {ran:?}");
        assert!(ran.log.contains(named), "{client} {account}: {}", ran.log);
    }
}

#[tokio::test]
async fn a_handle_that_is_not_verified_both_ways_is_refused_with_what_to_do() {
    let scene = scene().await;
    let world = &scene.world;
    let refused = async |account: &str, named: &str| {
        let ran = claim(&scene, "synapse", account, "@alice:example.org", &["--yes"]).await;
        assert_eq!((ran.code, ran.said.as_str()), (1, ""), "{account}: {ran:?}");
        assert!(ran.log.contains(named), "{account}: {}", ran.log);
    };
    refused("nobody.pds.test", "no account has the handle").await;
    let renamed = world.account(&world.pds(), "renamed.pds.test").await;
    world.change_handle(&renamed, "renamed.new.test");
    // The old name still leads to the account, which has another one.
    world.publish_txt("_atproto.renamed.pds.test", &[&format!("did={}", renamed.did())]);
    refused("renamed.pds.test", "has another handle now").await;
    let nameless = world.account(&world.pds(), "nameless.pds.test").await;
    let mut document = world.document(&nameless);
    document["alsoKnownAs"] = serde_json::json!([]);
    world.publish_document(&nameless, document);
    refused("nameless.pds.test", nameless.did()).await;
    let asleep = world.account(&world.pds(), "asleep.pds.test").await;
    world.host(&asleep, Hosting::Deactivated);
    refused("asleep.pds.test", "gone or not active").await;
    refused(asleep.did(), "gone or not active").await;
    world.lie(|lies| lies.dns.code = Some(2));
    refused("alice.pds.test", "cannot be looked up").await;
}

#[tokio::test]
async fn a_handle_that_only_its_web_server_confirms_while_dns_is_out_is_refused() {
    let scene = Scene::with(Setup { tls: true, ..Setup::default() }).await;
    let url = ["--url", "https://matrix.example.org"];
    let add = ["client", "add", "synapse", "--preset", "synapse", url[0], url[1]];
    assert_eq!(scene.daemon.command(&add).await.code, 0);
    script(&scene, "synapse", "alice.pds.test", "@alice:example.org").await;
    scene.world.lie(|lies| lies.dns.code = Some(2));
    let ran = claim(&scene, "synapse", "alice.pds.test", "@alice:example.org", &["--yes"]).await;
    assert_eq!((ran.code, ran.said.as_str()), (1, ""), "{ran:?}");
    assert!(ran.log.contains("cannot be verified just now"), "{}", ran.log);
    script(&scene, "synapse", scene.alice.did(), "@alice:example.org").await;
}

#[tokio::test]
async fn without_a_terminal_both_sides_are_shown_and_no_call_is_printed() {
    let scene = scene().await;
    let ran = claim(&scene, "synapse", "alice.pds.test", "@alice:example.org", &[]).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.log.contains("--yes"), "{}", ran.log);
    assert!(ran.said.contains("@alice:example.org") && ran.said.contains(scene.alice.did()));
    assert!(ran.said.lines().all(|line| line.starts_with('#')), "{}", ran.said);
    assert!(!ran.said.contains("admin"), "{}", ran.said);
}

#[tokio::test]
async fn both_sides_are_shown_as_remarks_of_the_script() {
    let mut scene = scene().await;
    let said = script(&scene, "synapse", "alice.pds.test", "@old.alice:example.org").await;
    let did = scene.alice.did().to_owned();
    for line in [
        "#   Matrix ID   @old.alice:example.org",
        "#   server      example.org, which is the client's matrix_server",
        "#   client      synapse (Matrix): Synapse at https://matrix.example.org",
        &format!("#   DID         {did}"),
        "#   handle      alice.pds.test, verified now",
        "#   known here  no, or not lately",
        "#   localpart   none was told yet",
    ] {
        assert!(said.lines().any(|shown| shown == line), "{line}: {said}");
    }
    assert!(!said.contains("another Matrix account: see below"), "{said}");
    let unset = scene.daemon.command(&["client", "set", "synapse", "matrix_server="]).await;
    assert_eq!(unset.code, 0, "{unset:?}");
    let said = script(&scene, "synapse", "alice.pds.test", "@old.alice:example.org").await;
    assert!(
        said.contains("example.org, which fits the client's address matrix.example.org"),
        "{said}"
    );
    let said = script(&scene, "mas", &did, "@alice:elsewhere.test").await;
    assert!(said.contains("which does not look like the client's address mas.example.org"));
    assert!(said.contains("Matrix Authentication Service at https://mas.example.org"), "{said}");

    // Whoever has signed in there has a Matrix account there.
    let rotated = scene.daemon.command(&["client", "rotate-secret", "synapse", "--json"]).await;
    let rotated: serde_json::Value = serde_json::from_str(&rotated.said).unwrap();
    let secret = rotated["client_secret"].as_str().unwrap();
    let change = format!(
        "redirect_uris=[\"https://matrix.example.org/_synapse/client/oidc/callback\", \"{REDIRECT_URI}\"]"
    );
    assert_eq!(scene.daemon.command(&["client", "set", "synapse", &change]).await.code, 0);
    let synapse = RelyingParty::discover(&scene.daemon, "synapse", Some(secret)).await;
    let question = synapse.ask();
    let answer = scene.sign_in(&question.url).await;
    synapse.hear(&question, &answer).await;
    let said = script(&scene, "synapse", &did, "@old.alice:example.org").await;
    assert!(said.contains("#   known here  yes\n#   localpart   alice.pds.test\n"), "{said}");
    assert!(said.contains("another Matrix account: see below"), "{said}");
}

#[tokio::test]
async fn a_did_is_enough_while_its_handle_is_not_verified() {
    let scene = scene().await;
    scene.world.unpublish_handle("alice.pds.test");
    let said = script(&scene, "synapse", scene.alice.did(), "@alice:example.org").await;
    assert!(said.contains("#   handle      none that is verified now\n"), "{said}");
}

#[tokio::test]
async fn synapse_is_asked_first_and_keeps_what_the_account_is_tied_to() {
    let scene = scene().await;
    let said = script(&scene, "synapse", "alice.pds.test", "@alice:example.org").await;
    let found = calls(&said, "");
    let (base, did) = ("https://matrix.example.org", scene.alice.did());
    let user = format!("{base}/_synapse/admin/v2/users/%40alice%3Aexample.org");
    assert_eq!(
        requests(&found),
        [
            format!("{base}/_synapse/admin/v1/auth_providers/oidc-atlogin/users/{}", in_path(did)),
            user.clone(),
            user.clone(),
            format!("--request PUT --header Content-Type: application/json --data ANSWER {user}"),
        ]
    );
    let written = found.iter().find(|call| call.iter().any(|it| it.contains("unique"))).unwrap();
    assert_eq!(
        written[..8],
        ["jq", "-ec", "--arg", "provider", "oidc-atlogin", "--arg", "subject", did]
    );
    // What stands behind a # changes something that only the operator can judge.
    assert!(said.contains("\n#   OWNER=$(admin"), "{said}");
    // Another provider is written at one place, and meant everywhere.
    let edited = said.replace("PROVIDER=oidc-atlogin", "PROVIDER=oidc-bluesky");
    let edited = calls(&edited, "");
    assert!(!edited.iter().flatten().any(|it| it.contains("oidc-atlogin")), "{edited:?}");
    assert!(requests(&edited)[0].contains("/auth_providers/oidc-bluesky/users/"), "{edited:?}");
}

#[tokio::test]
async fn nothing_is_written_if_the_account_cannot_be_read() {
    let scene = scene().await;
    // Synapse would make an account that is not there.
    for (client, fails, made) in
        [("synapse", "/v2/users/", 3), ("mas", "/by-username/", 5), ("mas", "/site-config", 5)]
    {
        let said = script(&scene, client, "alice.pds.test", "@alice:example.org").await;
        let requests = requests(&calls_while(&said, "example.org", fails));
        assert_eq!(requests.len(), made, "{fails}: {requests:?}");
        assert!(requests.iter().all(|request| !request.contains("--request")), "{requests:?}");
    }
}

#[tokio::test]
async fn mas_is_told_provider_user_and_subject_if_it_is_the_right_server() {
    let scene = scene().await;
    let said = script(&scene, "mas", "alice.pds.test", "@Old=Alice:example.org").await;
    let (base, did) = ("https://mas.example.org/api/admin/v1", scene.alice.did());
    let found = calls(&said, "example.org");
    let links = format!("{base}/upstream-oauth-links");
    assert_eq!(
        requests(&found),
        [
            format!("{links}?filter%5Bprovider%5D={ULID}&filter%5Bsubject%5D={}", in_path(did)),
            // Whose it is is told by name, and who else signs in to the account.
            format!("{base}/users/ANSWER"),
            format!("{base}/users/by-username/Old%3DAlice"),
            format!("{links}?filter%5Buser%5D=ANSWER&filter%5Bprovider%5D={ULID}"),
            format!("{base}/site-config"),
            format!("{base}/users/by-username/Old%3DAlice"),
            format!("--request POST --header Content-Type: application/json --data ANSWER {links}"),
        ]
    );
    let body = found.iter().find(|call| call.iter().any(|it| it == "-nc")).unwrap();
    let values = [
        "--arg",
        "user",
        "ANSWER",
        "--arg",
        "provider",
        ULID,
        "--arg",
        "subject",
        did,
        "--arg",
        "name",
        "alice.pds.test",
    ];
    assert_eq!(body[2..14], values);
    let register = format!("#   mas-cli manage register-user --yes -m {ULID}:{did} -- Old=Alice");
    assert!(said.ends_with(&format!("{register}\n")), "{said}");
    let elsewhere = requests(&calls(&said, "elsewhere.test"));
    assert_eq!(elsewhere.len(), 5, "it stops at the name of the server: {elsewhere:?}");
}

#[tokio::test]
async fn a_pairwise_client_is_tied_by_the_name_that_it_has_for_the_person() {
    let mut scene = scene().await;
    let add = ["client", "add", "pair", "--preset", "synapse", "--url", "https://m.example.org"];
    let more = ["--no-consent", "--set", "subject_type=pairwise", "--json"];
    let ran = scene.daemon.command(&[&add[..], &more].concat()).await;
    let added: serde_json::Value = serde_json::from_str(&ran.said).unwrap();
    let change = format!(
        "redirect_uris=[\"https://m.example.org/_synapse/client/oidc/callback\", \"{REDIRECT_URI}\"]"
    );
    let sector = "sector_identifier=m.example.org";
    let ran = scene.daemon.command(&["client", "set", "pair", &change, sector]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let secret = added["client_secret"].as_str().unwrap();
    let pair = RelyingParty::discover(&scene.daemon, "pair", Some(secret)).await;
    let question = pair.ask();
    let answer = scene.sign_in(&question.url).await;
    let known = pair.hear(&question, &answer).await;
    let sub = known.claims.subject().as_str().to_owned();
    assert_ne!(sub, scene.alice.did());
    let said = script(&scene, "pair", scene.alice.did(), "@alice:example.org").await;
    assert!(said.contains(&format!("#   sub         {sub}, which only")), "{said}");
    let calls = calls(&said, "");
    let asked = format!("/auth_providers/oidc-atlogin/users/{sub}");
    assert!(requests(&calls)[0].ends_with(&asked), "{said}");
    assert!(calls.iter().any(|call| call.contains(&sub)), "{said}");
}

#[tokio::test]
async fn a_matrix_id_of_old_does_nothing_in_the_shell() {
    let scene = scene().await;
    let id = "@a'b$(touch x)`touch y`;\"\\&#*~!%41:example.org".replace(' ', "");
    for client in ["synapse", "mas"] {
        let said = script(&scene, client, "alice.pds.test", &id).await;
        let requests = requests(&calls(&said, "example.org"));
        let encoded = "a%27b%24%28touchx%29%60touchy%60%3B%22%5C%26%23*%7E%21%2541";
        assert!(requests.iter().any(|request| request.contains(encoded)), "{requests:?}");
        // The remarks are run, too: none of them may hold more than words.
        let uncommented =
            said.replace("\n#   mas-cli", "\nmas_cli() { told mas-cli \"$@\"; }\nmas_cli");
        let made = calls(&uncommented, "example.org");
        if client == "mas" {
            let last = made.last().unwrap();
            assert_eq!(last[0], "mas-cli");
            assert_eq!(format!("@{}:example.org", last.last().unwrap()), id);
        }
    }
}

#[tokio::test]
async fn a_claim_changes_nothing_here() {
    let scene = scene().await;
    let all = "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM name_binding)
         + (SELECT count(*) FROM name_choice) + (SELECT count(*) FROM account_client)
         + (SELECT count(*) FROM browser_session)";
    for client in ["synapse", "mas"] {
        script(&scene, client, "alice.pds.test", "@alice:example.org").await;
    }
    assert_eq!(scene.daemon.count(all).await, 0);
}
