//! Tests of the limits, over real connections to a local server with fixed responses.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::addresses::APPROACH;
use super::*;
use crate::network::{PrivateHost, UrlRefusal};

const CLOSE: &str = "Connection: close\r\n";

/// A server on a port of its own that answers each connection with the same bytes.
fn answering(bytes: Vec<u8>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 4096]);
            // A client that hits a limit closes the connection early.
            let _ = connection.write_all(&bytes);
        }
    });
    Url::parse(&url).unwrap()
}

fn fetch(network: Network) -> Fetch {
    Fetch::new(network, Some("127.0.0.1:9".parse().unwrap())).unwrap()
}

async fn get(bytes: impl Into<Vec<u8>>) -> Result<Response, FetchError> {
    fetch(Network::Loopback).get(&answering(bytes.into()), Limits::DEFAULT).await
}

fn with_body(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\n{head}{CLOSE}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn redirect_to(place: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {place}\r\n{CLOSE}");
    format!("{head}Content-Length: 0\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn a_whole_answer_is_read_with_its_type() {
    let answer = with_body("Content-Type: Application/JSON; charset=utf-8\r\n", br#"{"a":1}"#);
    let response = get(answer).await.unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.media_type().as_deref(), Some("application/json"));
    assert_eq!(response.json::<serde_json::Value>().unwrap()["a"], 1);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_announced_or_not() {
    let body = vec![b'x'; 64 * 1024 + 1];
    assert!(matches!(get(with_body("", &body)).await, Err(FetchError::TooLarge)));
    let unannounced = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", body.as_slice()].concat();
    assert!(matches!(get(unannounced).await, Err(FetchError::TooLarge)));
}

#[tokio::test]
async fn a_body_that_is_not_packed_as_it_says_or_not_with_gzip_is_refused() {
    for coding in ["gzip", "br", "deflate", "gzip, gzip"] {
        let answer = with_body(&format!("Content-Encoding: {coding}\r\n"), b"\x1f\x8b");
        assert!(matches!(get(answer).await, Err(FetchError::Encoded)), "{coding}");
    }
    let twice = "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n";
    assert!(matches!(get(with_body(twice, b"x")).await, Err(FetchError::Encoded)));
    assert_eq!(get(with_body("Content-Encoding: Identity\r\n", b"x")).await.unwrap().body(), b"x");
}

#[tokio::test]
async fn a_mark_of_byte_order_is_no_part_of_a_body() {
    let response = get(with_body("", b"\xef\xbb\xbf{\"a\":1}")).await.unwrap();
    assert_eq!(response.json::<serde_json::Value>().unwrap()["a"], 1);
    assert_eq!(response.body(), b"{\"a\":1}");
}

#[tokio::test]
async fn deep_nesting_is_refused_without_a_panic() {
    let response = get(with_body("", "[".repeat(60_000).as_bytes())).await.unwrap();
    assert!(response.json::<serde_json::Value>().is_err());
}

#[tokio::test]
async fn a_header_that_is_there_twice_has_no_value() {
    let response = get(with_body("DPoP-Nonce: a\r\nDPoP-Nonce: b\r\n", b"")).await.unwrap();
    assert!(response.has_header("dpop-nonce") && response.header("dpop-nonce").is_none());
}

#[tokio::test]
async fn redirects_are_not_followed_but_for_handle_files() {
    let goal = answering(with_body("", b"did:plc:ewvi7nxzyoun6zhxrhs64oiz"));
    let start = answering(redirect_to(goal.as_str()));
    let fetch = fetch(Network::Loopback);
    assert_eq!(fetch.get(&start, Limits::DEFAULT).await.unwrap().status, 302);
    assert_eq!(fetch.get_following(&start, Limits::DEFAULT).await.unwrap().status, 200);
}

#[tokio::test]
async fn redirects_end_after_five_and_stay_inside_the_network() {
    let fetch = fetch(Network::Loopback);
    let round = fetch.get_following(&answering(redirect_to("/again")), Limits::DEFAULT).await;
    assert!(matches!(round, Err(FetchError::Redirect)));
    for place in ["http://169.254.169.254/", "file:///etc/passwd", "gopher://127.0.0.1/"] {
        let out = fetch.get_following(&answering(redirect_to(place)), Limits::DEFAULT).await;
        assert!(matches!(out, Err(FetchError::Url(_))), "{place}");
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up_at_the_deadline() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/", silent.local_addr().unwrap())).unwrap();
    let errand = fetch(Network::Loopback).within(Duration::from_millis(50));
    let given_up = errand.get(&url, Limits::DEFAULT).await;
    assert!(matches!(given_up, Err(FetchError::TimedOut)));
    // The deadline is for all requests together, so there is no time for a second one.
    assert!(matches!(errand.get(&url, Limits::DEFAULT).await, Err(FetchError::TimedOut)));
}

#[tokio::test]
async fn a_closed_port_is_an_outage() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap()
    };
    let error = fetch(Network::Loopback).get(&closed, Limits::DEFAULT).await.err().unwrap();
    assert!(error.is_outage() && error.is_unreached(), "{error}");
}

#[tokio::test]
async fn what_answers_otherwise_than_as_the_server_was_reached() {
    let mut url = answering(b"SSH-2.0-OpenSSH\r\n".to_vec());
    url.set_scheme("https").unwrap();
    for (url, answer) in [
        (url, "no TLS"),
        (answering(b"SSH-2.0-OpenSSH\r\n".to_vec()), "no HTTP"),
        (answering(Vec::new()), "nothing"),
    ] {
        let error = fetch(Network::Loopback).get(&url, Limits::DEFAULT).await.err().unwrap();
        assert!(error.is_outage() && !error.is_unreached(), "{answer}: {error}");
    }
}

#[tokio::test]
async fn the_public_network_sends_nothing_to_this_machine() {
    let url = answering(with_body("", b"secret"));
    let out = fetch(Network::Public).get(&url, Limits::DEFAULT).await;
    assert!(matches!(out, Err(FetchError::Url(UrlRefusal::IpLiteral))));
}

#[test]
fn forms_are_encoded_as_the_url_standard_says() {
    let body = request::encoded(&[("a", "b c&d=é"), ("e", "")]);
    assert_eq!(body.as_ref(), b"a=b+c%26d%3D%C3%A9&e=");
}

/// Nobody can be connected to at this address: it is that of everybody.
const EVERYBODY: &str = "255.255.255.255:443";

#[tokio::test]
async fn names_of_one_silent_machine_hold_up_its_neighbours_alone_and_no_proven_server() {
    let name = "pds.example.org".to_owned();
    let host = PrivateHost { name, addresses: vec![EVERYBODY.parse().unwrap()] };
    let fetch = fetch(Network::PublicWith(vec![host]));
    let url = Url::parse("https://pds.example.org/").unwrap();
    let source = Source::of("198.51.100.7".parse().unwrap());
    let fetch = fetch.on_behalf_of(source);
    let get = || fetch.get(&url, Limits::DEFAULT);
    assert!(matches!(get().await, Err(FetchError::Unreachable(_))));
    let mut held = Vec::new();
    for number in 0..48 {
        let name = format!("{number}.example.com");
        let url = Url::parse(&format!("https://{name}/")).unwrap();
        let place = fetch.places.with(&url, source).await.unwrap();
        let place = place.at_its_addresses(&name, source).unwrap();
        let connect = async {
            let approach = APPROACH.get().unwrap();
            approach.admit(vec![EVERYBODY.parse().unwrap()]).len()
        };
        assert_eq!(place.while_held(connect).await, Some(1), "{number}");
        held.push(place);
    }
    assert!(matches!(get().await, Err(FetchError::TooManyVisits)));
    let nobody = fetch.on_behalf_of(Source::UNKNOWN);
    let answer = nobody.get(&url, Limits::DEFAULT).await;
    assert!(matches!(answer, Err(FetchError::Unreachable(_))), "is not counted");
    fetch.prove(&url);
    assert!(matches!(get().await, Err(FetchError::Unreachable(_))));
}
