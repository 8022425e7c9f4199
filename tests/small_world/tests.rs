//! The lies arrive as they were told: seen by a client that reads bytes and believes nothing.

use super::lies::{self, Nonce, Wire};
use super::{Person, Settings, SmallWorld};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

/// Reads at most `limit` bytes of the answer, or what comes within half a second.
async fn get(port: u16, path: &str, limit: usize) -> String {
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = async {
        let mut chunk = vec![0; 16 * 1024];
        while answer.len() < limit {
            match stream.read(&mut chunk).await.unwrap() {
                0 => return true,
                length => answer.extend(&chunk[..length]),
            }
        }
        false
    };
    let ended = tokio::time::timeout(Duration::from_millis(500), reading).await;
    let mut text = String::from_utf8_lossy(&answer).into_owned();
    if ended == Ok(true) {
        text.push_str("<end>");
    }
    text
}

fn json_of(answer: &str) -> Value {
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    serde_json::from_str(body.trim_end_matches("<end>")).unwrap()
}

const SERVER_METADATA: &str = "/.well-known/oauth-authorization-server";

#[tokio::test]
async fn bends_members_status_type_and_headers() {
    let world = SmallWorld::start(Settings::default()).await;
    let port = world.pds().port();
    world.lie(|lies| {
        let lie = &mut lies.server_metadata;
        lie.set("issuer", "https://other.test").remove("token_endpoint").status(201);
        lie.content_type("text/html").header("x-raw", b"a\x01b\x7f".to_vec());
    });
    let answer = get(port, SERVER_METADATA, 100_000).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\nx-raw: a\x01b\x7f\r\n"), "{answer}");
    assert!(answer.contains("\r\ncontent-type: text/html\r\n"));
    assert_eq!(json_of(&answer)["issuer"], "https://other.test");
    assert_eq!(json_of(&answer).get("token_endpoint"), None);
    world.be_honest();
    let answer = get(port, SERVER_METADATA, 100_000).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(json_of(&answer)["issuer"], world.pds().issuer());
}

#[tokio::test]
async fn lies_at_one_server_only() {
    let world = SmallWorld::start(Settings::default()).await;
    let evil = world.add_pds("evil").await;
    evil.lie(|lies| {
        lies.resource_metadata.set("authorization_servers", json!([]));
        lies.server_metadata.redirect(301, "http://127.0.0.1:1/");
    });
    let path = "/.well-known/oauth-protected-resource";
    let evil_says = json_of(&get(evil.port(), path, 100_000).await);
    let good_says = json_of(&get(world.pds().port(), path, 100_000).await);
    assert_eq!(evil_says["authorization_servers"], json!([]));
    assert_eq!(good_says["authorization_servers"], json!([world.pds().issuer()]));
    let redirect = get(evil.port(), SERVER_METADATA, 100_000).await;
    assert!(redirect.starts_with("HTTP/1.1 301 Moved Permanently\r\n"));
    assert!(redirect.contains("\r\nlocation: http://127.0.0.1:1/\r\n"));
}

#[tokio::test]
async fn spoils_the_pace() {
    let world = SmallWorld::start(Settings::default()).await;
    let port = world.pds().port();
    let told = async |wire: Wire| {
        world.lie(|lies| lies.server_metadata.wire = wire.clone());
        get(port, SERVER_METADATA, 1_000_000).await
    };
    assert_eq!(told(Wire::Silent).await, "");
    assert_eq!(told(Wire::CutOff(20)).await, "HTTP/1.1 200 OK\r\ncon<end>");
    let slow = told(Wire::SlowBody(Duration::from_mins(1))).await;
    assert!(slow.ends_with("\r\n\r\n{"), "{slow}");
    assert_eq!(told(Wire::SlowHead(Duration::from_mins(1))).await, "H");
    let head = told(Wire::EndlessHead).await;
    assert!(head.len() >= 1_000_000 && !head.contains("\r\n\r\n"));
    let body = told(Wire::EndlessBody).await;
    assert!(body.len() >= 1_000_000 && !body.contains("content-length"));
    assert_eq!(json_of(&body)["issuer"], world.pds().issuer());
    let prompt = told(Wire::Prompt).await;
    assert!(prompt.ends_with("<end>"), "the others do not outlive their connection");
}

#[tokio::test]
async fn sends_nonces_of_any_kind() {
    let world = SmallWorld::start(Settings::default()).await;
    let port = world.pds().port();
    let ask_for_token = async || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let request = "POST /oauth/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
            content-length: 0\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    assert!(ask_for_token().await.contains("\r\ndpop-nonce: "));
    world.lie(|lies| lies.nonce = Nonce::Absent);
    assert!(!ask_for_token().await.contains("\r\ndpop-nonce: "));
    world.lie(|lies| lies.nonce = Nonce::Text(b"a\r\nset-cookie: b".to_vec()));
    assert!(ask_for_token().await.contains("\r\ndpop-nonce: a\r\nset-cookie: b\r\n"));
    world.lie(|lies| lies.nonce = Nonce::Text(vec![b'n'; 8192]));
    assert!(ask_for_token().await.contains(&"n".repeat(8192)));
    world.lie(|lies| lies.nonce = Nonce::NeverGood);
    assert!(ask_for_token().await.contains("use_dpop_nonce"));
}

#[tokio::test]
async fn publishes_what_an_account_wants() {
    let world = SmallWorld::start(Settings::default()).await;
    let (pds, port) = (world.pds(), world.plc_port);
    let alice = world.account(&pds, "alice.pds.test").await;
    let path = format!("/{}", alice.did());
    let document = json_of(&get(port, &path, 100_000).await);
    assert_eq!(document["alsoKnownAs"], json!(["at://alice.pds.test"]));
    assert_eq!(document["service"][0]["serviceEndpoint"], pds.origin());
    let other = world.add_pds("other").await;
    world.move_account(&alice, &other);
    let document = json_of(&get(port, &path, 100_000).await);
    assert_eq!(document["service"][0]["serviceEndpoint"], other.origin());
    world.publish_document(&alice, json!({ "id": "did:plc:somebody" }));
    assert_eq!(json_of(&get(port, &path, 100_000).await), json!({ "id": "did:plc:somebody" }));
    world.bury(&alice);
    assert!(get(port, &path, 100_000).await.starts_with("HTTP/1.1 410 "));
    let bob = world.did_web_account(&pds, "bob.pds.test").await;
    let document = json_of(&get(pds.port(), "/.well-known/did.json", 100_000).await);
    assert_eq!(document["id"], bob.did());
}

#[tokio::test]
async fn answers_names_with_all_manner_of_things() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let name = "_atproto.alice.pds.test";
    let honest = ask(&world, name, 16).await.unwrap();
    assert!(honest.ends_with(format!("did={}", alice.did()).as_bytes()));
    assert_eq!(ask(&world, "_atproto.nobody.test", 16).await.unwrap()[3] & 15, 3);
    world.lie(|lies| lies.dns.code = Some(2));
    assert_eq!(ask(&world, name, 16).await.unwrap()[3] & 15, 2);
    world.lie(|lies| lies.dns.txt = Some(vec!["x".repeat(64_000)]));
    world.lie(|lies| lies.dns.code = None);
    assert_eq!(ask(&world, name, 16).await.unwrap()[2] & 2, 2, "truncated: come over TCP");
    world.lie(|lies| lies.dns.silent = true);
    assert_eq!(ask(&world, name, 16).await, None);
    let turns = [Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::LOCALHOST];
    let turns = turns.map(|address| vec![IpAddr::from(address)]).to_vec();
    world.lie(|lies| {
        lies.dns.addresses.insert("evil.internal".to_owned(), turns.clone());
    });
    assert!(ask(&world, "evil.internal", 1).await.unwrap().ends_with(&[192, 0, 2, 1]));
    assert!(ask(&world, "evil.internal", 1).await.unwrap().ends_with(&[127, 0, 0, 1]));
    assert!(ask(&world, "evil.internal", 1).await.unwrap().ends_with(&[127, 0, 0, 1]));
}

#[tokio::test]
async fn answers_over_tcp_what_is_too_long_for_udp() {
    let world = SmallWorld::start(Settings::default()).await;
    let name = "_atproto.alice.pds.test";
    for records in [vec!["x".repeat(64_000)], vec![format!("did={}", "y".repeat(60)); 500]] {
        world.lie(|lies| lies.dns.txt = Some(records.clone()));
        let mut stream = TcpStream::connect(world.dns_server()).await.unwrap();
        let query = query(name, 16);
        stream.write_u16(u16::try_from(query.len()).unwrap()).await.unwrap();
        stream.write_all(&query).await.unwrap();
        let mut answer = vec![0; usize::from(stream.read_u16().await.unwrap())];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(usize::from(u16::from_be_bytes([answer[6], answer[7]])), records.len());
        assert!(answer.len() > records.concat().len());
    }
}

/// One question over UDP.
async fn ask(world: &SmallWorld, name: &str, record_type: u8) -> Option<Vec<u8>> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket.send_to(&query(name, record_type), world.dns_server()).await.unwrap();
    let mut answer = vec![0; 1500];
    let received = socket.recv(&mut answer);
    let length = tokio::time::timeout(Duration::from_millis(300), received).await.ok()?.unwrap();
    answer.truncate(length);
    Some(answer)
}

fn query(name: &str, record_type: u8) -> Vec<u8> {
    let mut query = vec![7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        query.push(u8::try_from(label.len()).unwrap());
        query.extend(label.as_bytes());
    }
    query.extend([0, 0, record_type, 0, 1]);
    query
}

#[tokio::test]
async fn shows_strangers_no_sign_in_page() {
    let world = SmallWorld::start(Settings::default()).await;
    world.person(Person::FillsTheForm);
    let path = "/oauth/authorize?client_id=http%3A%2F%2Flocalhost&request_uri=urn%3Aunknown";
    assert!(get(world.pds().port(), path, 100_000).await.starts_with("HTTP/1.1 400 "));
}

#[test]
fn makes_bodies_that_are_what_they_say() {
    assert!(lies::huge_json().len() > 10_000_000);
    assert_eq!(lies::deep_json(3), br#"{"deep":[[[]]]}"#);
    let document = json!({ "sub": "a" });
    let twice = lies::twice(document.as_object().unwrap(), "sub", &json!("b"));
    assert_eq!(twice, br#"{"sub":"a","sub":"b"}"#);
    let bomb = lies::gzip_bomb(1);
    assert!(bomb.len() < 8_000, "{}", bomb.len());
}
