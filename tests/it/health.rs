//! `atlogin health`, by which a container's keeper asks how the service is.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use crate::support::program::{Program, bare};

/// A port at which somebody listens, so that nobody else takes it.
fn bound() -> (TcpListener, SocketAddr) {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// What `atlogin health` answers for a service that is configured to listen there.
async fn health(listen: &str, path: &str) -> (Option<i32>, String) {
    let mut command = bare();
    command.env("ATLOGIN_LISTEN", listen).arg("health");
    command.env("ATLOGIN_PUBLIC_URL", format!("https://login.example.org{path}"));
    command.arg("--state-dir").arg("/nowhere");
    let ended = command.output().await.unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code(), String::from_utf8(said).unwrap())
}

/// Answers one question, and gives its first line.
async fn answer_once(socket: UnixListener, answer: &'static [u8]) -> String {
    let (mut stream, _) = socket.accept().await.unwrap();
    let mut asked = vec![0; 1024];
    let read = stream.read(&mut asked).await.unwrap();
    // Whoever asked has heard enough after the first line.
    let _ = stream.write_all(answer).await;
    asked.truncate(read);
    String::from_utf8(asked).unwrap().lines().next().unwrap().to_owned()
}

async fn asked_of(
    place: &Path,
    path: &str,
    answer: &'static [u8],
) -> (Option<i32>, String, String) {
    let socket = place.join("http.sock");
    let _ = std::fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    let listen = format!("unix:{}", socket.display());
    let (asked, (code, said)) = tokio::join!(answer_once(listener, answer), health(&listen, path));
    (code, said, asked)
}

#[tokio::test]
async fn a_service_that_can_sign_people_in_is_ready() {
    let place = tempfile::tempdir().unwrap();
    let socket = place.path().join("http.sock");
    for path in ["", "/login"] {
        let mut command = bare();
        let listen = format!("unix:{}", socket.display());
        command.env("ATLOGIN_LISTEN", &listen);
        command.env("ATLOGIN_PUBLIC_URL", format!("https://login.example.org{path}"));
        command.arg("--state-dir").arg(place.path().join("state"));
        let mut program = Program::spawn(command);
        program.output("database").await;
        assert_eq!(health(&listen, path).await, (Some(0), "ATLogin is ready.\n".to_owned()));
        program.signal("TERM").await;
        assert!(program.end().await.0.success());
    }
}

#[tokio::test]
async fn a_service_that_cannot_write_is_not_ready() {
    let place = tempfile::tempdir().unwrap();
    let (code, said, asked) =
        asked_of(place.path(), "/p", b"HTTP/1.1 503 Service Unavailable\r\n\r\n").await;
    assert_eq!((code, asked.as_str()), (Some(1), "GET /p/readyz HTTP/1.1"), "{said}");
    assert!(said.contains("cannot write its database"), "{said}");
}

#[tokio::test]
async fn where_nobody_or_somebody_else_answers_it_says_so() {
    let (socket, address) = bound();
    drop(socket);
    let (code, said) = health(&address.to_string(), "").await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("no service answers at {address}")), "{said}");

    let place = tempfile::tempdir().unwrap();
    for answer in [&b"SSH-2.0-\x1b[31m OpenSSH\r\n"[..], b"", b"HTTP/1.1 404 Not Found\r\n\r\n"] {
        let (code, said, _) = asked_of(place.path(), "", answer).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("something else answers") && !said.contains('\x1b'), "{said}");
    }
}

#[tokio::test]
async fn a_socket_that_may_not_be_opened_is_no_answer() {
    let place = tempfile::tempdir().unwrap();
    let socket = place.path().join("not-a-socket");
    std::fs::write(&socket, "").unwrap();
    std::fs::set_permissions(&socket, PermissionsExt::from_mode(0o000)).unwrap();
    let (code, said) = health(&format!("unix:{}", socket.display()), "").await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Is it running"), "{said}");
}
