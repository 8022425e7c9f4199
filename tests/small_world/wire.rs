//! The last yard: between hyper and the socket, where the order of bytes can still be spoiled.
//!
//! hyper speaks to one end of a pipe and this file carries bytes between the other end and the
//! client. A [`Trick`] laid down before an answer is written is played on it.

use super::lies::Wire;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadHalf, copy, split,
};

/// What is done to the next answer.
#[derive(Debug, Default)]
pub(super) struct Trick {
    pub(super) wire: Wire,
    /// Header fields written behind the status line as they are.
    pub(super) headers: Vec<(String, Vec<u8>)>,
}

/// Where the trick for the next answer lies.
pub(super) type Slot = Arc<Mutex<Option<Trick>>>;

/// Carries bytes between the client and hyper until one of them is done.
pub(super) async fn carry<S>(client: S, hyper: DuplexStream, slot: Slot)
where
    S: AsyncRead + AsyncWrite + Send,
{
    let (mut from_client, mut to_client) = split(client);
    let (mut from_hyper, mut to_hyper) = split(hyper);
    // Both end with an error when the other side leaves; there is nobody left to tell.
    tokio::select! {
        _ = copy(&mut from_client, &mut to_hyper) => {}
        _ = answers(&mut from_hyper, &mut to_client, &slot) => {}
    }
}

async fn answers<W>(
    hyper: &mut ReadHalf<DuplexStream>,
    client: &mut W,
    slot: &Slot,
) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = hyper.read(&mut buffer).await?;
        if length == 0 {
            return client.shutdown().await;
        }
        let bytes = &buffer[..length];
        let trick = slot.lock().unwrap().take();
        match trick {
            None => client.write_all(bytes).await?,
            Some(trick) => {
                let bytes = with_headers(bytes, &trick.headers);
                if let Wire::Held(gate) = &trick.wire {
                    gate.is_open().await;
                }
                if matches!(trick.wire, Wire::Prompt | Wire::Held(_)) {
                    client.write_all(&bytes).await?;
                } else {
                    return spoil(trick.wire, bytes, hyper, client).await;
                }
            }
        }
    }
}

/// Plays a trick that the connection does not outlive.
async fn spoil<W>(
    wire: Wire,
    mut bytes: Vec<u8>,
    hyper: &mut ReadHalf<DuplexStream>,
    client: &mut W,
) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let head = head_length(&bytes);
    match wire {
        Wire::Prompt | Wire::Held(_) => client.write_all(&bytes).await,
        Wire::SlowBody(interval) => {
            client.write_all(&bytes[..head]).await?;
            bytes.drain(..head);
            drip(&bytes, interval, client).await?;
            let mut rest = vec![0; 1];
            while hyper.read(&mut rest).await? > 0 {
                drip(&rest, interval, client).await?;
            }
            Ok(())
        }
        Wire::SlowHead(interval) => drip(&bytes, interval, client).await,
        Wire::EndlessHead => {
            client.write_all(b"HTTP/1.1 200 OK\r\nx-endless: ").await?;
            for_ever(b"endless", client).await
        }
        Wire::EndlessBody => {
            client.write_all(&without_length(&bytes[..head])).await?;
            client.write_all(&bytes[head..]).await?;
            for_ever(b" ", client).await
        }
        Wire::Silent => std::future::pending().await,
        Wire::CutOff(length) => {
            client.write_all(&bytes[..length.min(bytes.len())]).await?;
            client.shutdown().await
        }
    }
}

async fn drip<W>(bytes: &[u8], interval: Duration, client: &mut W) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    for byte in bytes {
        client.write_all(&[*byte]).await?;
        client.flush().await?;
        tokio::time::sleep(interval).await;
    }
    Ok(())
}

async fn for_ever<W>(bytes: &[u8], client: &mut W) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let chunk = bytes.repeat(4096);
    loop {
        client.write_all(&chunk).await?;
        // A reader that never stops must not starve the other servers of a single thread.
        tokio::task::yield_now().await;
    }
}

/// Where the body begins.
fn head_length(bytes: &[u8]) -> usize {
    let end = b"\r\n\r\n";
    bytes
        .windows(end.len())
        .position(|window| window == end)
        .map_or(bytes.len(), |at| at + end.len())
}

/// The answer with raw header fields behind the status line.
fn with_headers(answer: &[u8], headers: &[(String, Vec<u8>)]) -> Vec<u8> {
    let line =
        answer.windows(2).position(|window| window == b"\r\n").map_or(answer.len(), |at| at + 2);
    let mut out = answer[..line].to_vec();
    for (name, value) in headers {
        out.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    out.extend(&answer[line..]);
    out
}

/// The head of an answer whose body ends with the connection.
fn without_length(head: &[u8]) -> Vec<u8> {
    let head = String::from_utf8_lossy(head);
    let lines = head.split_inclusive("\r\n");
    lines
        .filter(|line| !line.to_ascii_lowercase().starts_with("content-length:"))
        .collect::<String>()
        .into_bytes()
}
