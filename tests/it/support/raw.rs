//! HTTP written by hand, for what no HTTP library would send.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends bytes over a connection of their own and gives all that comes back until it is closed. That
/// the other side closes it early is an answer too.
pub(crate) async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    exchange_over(TcpStream::connect(address).await.unwrap(), bytes).await
}

/// The same over any stream.
pub(crate) async fn exchange_over(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
) -> String {
    let _ = stream.write_all(bytes).await;
    read_to_end(&mut stream).await
}

/// All that comes until the other side closes.
pub(crate) async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of each answer in what came back.
pub(crate) fn statuses(answer: &str) -> Vec<u16> {
    answer.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
}

/// A header of the first answer.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
