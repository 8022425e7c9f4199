//! A wire tap: stands between a program and everybody who calls it, and keeps what passes by.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The shortest text that counts: 128 bits in base64url.
const SHORTEST: usize = 22;

/// One direction of one connection.
type Tape = Arc<Mutex<Vec<u8>>>;

/// A running tap.
pub(super) struct Recorder {
    /// Where to call instead.
    pub(super) address: SocketAddr,
    tapes: Arc<Mutex<Vec<Tape>>>,
}

impl Recorder {
    /// Stands before `to`.
    pub(super) async fn before(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tapes = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&tapes);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let program = TcpStream::connect(to).await.unwrap();
                let (caller, program) = (caller.into_split(), program.into_split());
                for (from, to) in [(caller.0, program.1), (program.0, caller.1)] {
                    let tape = Tape::default();
                    kept.lock().unwrap().push(Arc::clone(&tape));
                    tokio::spawn(pass_on(from, to, tape));
                }
            }
        });
        Self { address, tapes }
    }

    /// Every text that passed by, in a query, a header, a cookie, a form or an answer, and that looks
    /// as if it was random: long, of the letters of base64url, small ones, capitals and digits.
    pub(super) fn random_looking(&self) -> Vec<String> {
        let tapes = self.tapes.lock().unwrap();
        let mut found = Vec::new();
        for tape in tapes.iter() {
            found.extend(random_looking(&String::from_utf8_lossy(&tape.lock().unwrap())));
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The same in a text.
pub(super) fn random_looking(text: &str) -> Vec<String> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let words = text.split(|c| !is_letter(c)).filter(|word| word.len() >= SHORTEST);
    let kinds = [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit];
    let is_random = |word: &&str| kinds.iter().all(|kind| word.chars().any(|c| kind(&c)));
    words.filter(is_random).map(str::to_owned).collect()
}

async fn pass_on(
    mut from: impl AsyncRead + Unpin + Send,
    mut to: impl AsyncWrite + Unpin + Send,
    tape: Tape,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        tape.lock().unwrap().extend(&bytes[..length]);
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
