//! Waits for the first request of a connection, and leaves it unread in the kernel meanwhile.
//!
//! A connection that is served has buffers of its own, 20 to 50 KiB. One whose request has not come needs
//! none of them: what has come stays in the kernel, and is only looked at (`MSG_PEEK`). So thousands of
//! connections that say little cost little, and none of them takes a place from a request.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::net::{RecvFlags, recv};
use tokio::io::{Interest, Ready};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// What is waited for in the kernel, in bytes. A longer request is read from its beginning.
const LONGEST: usize = 8 * 1024;
/// How long a body is waited for in the kernel once its head has come. It usually comes with it.
const TIME_FOR_BODY: Duration = Duration::from_secs(1);
/// As many headers as hyper takes. It refuses what has more.
const MOST_HEADERS: usize = 100;

/// How much of a first request there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Arrival {
    /// All of it.
    Whole,
    /// A part that has to be read now: it is too long or takes too long to wait for in the kernel, its
    /// length is not said beforehand, it is no request, or its client waits for a word before it sends
    /// the body (`Expect`, RFC 9110 §10.1.1).
    Begun,
    /// The client has left.
    Ended,
}

/// A stream whose next bytes can be looked at.
pub(super) trait Peek: AsFd + Sync + Sized {
    /// Resolves when something has come, or the client has left.
    fn readable(&self) -> impl Future<Output = io::Result<Ready>> + Send;

    /// Does `look`, and notes that there is nothing new if that is [`io::ErrorKind::WouldBlock`].
    fn try_look<R>(&self, look: impl FnOnce() -> io::Result<R>) -> io::Result<R>;

    /// The same stream, registered anew: what has come and was looked at is new to whoever reads it.
    fn registered_anew(self) -> io::Result<Self>;
}

impl Peek for TcpStream {
    fn readable(&self) -> impl Future<Output = io::Result<Ready>> + Send {
        self.ready(Interest::READABLE)
    }

    fn try_look<R>(&self, look: impl FnOnce() -> io::Result<R>) -> io::Result<R> {
        self.try_io(Interest::READABLE, look)
    }

    fn registered_anew(self) -> io::Result<Self> {
        Self::from_std(self.into_std()?)
    }
}

impl Peek for UnixStream {
    fn readable(&self) -> impl Future<Output = io::Result<Ready>> + Send {
        self.ready(Interest::READABLE)
    }

    fn try_look<R>(&self, look: impl FnOnce() -> io::Result<R>) -> io::Result<R> {
        self.try_io(Interest::READABLE, look)
    }

    fn registered_anew(self) -> io::Result<Self> {
        Self::from_std(self.into_std()?)
    }
}

/// Waits until the first request over `stream` is whole, or has to be read to know more. Reads nothing, and
/// gives the stream back.
///
/// # Errors
/// If the connection is broken.
pub(super) async fn first_request<S: Peek>(stream: S) -> io::Result<(S, Arrival)> {
    match look(&stream, Seen::Head).await? {
        Seen::Enough(arrival) => Ok((stream, arrival)),
        Seen::Little | Seen::Head => {
            let whole = look(&stream, Seen::Enough(Arrival::Whole));
            match timeout(TIME_FOR_BODY, whole).await {
                Ok(Ok(Seen::Enough(arrival))) => Ok((stream, arrival)),
                Ok(Err(error)) => Err(error),
                Ok(Ok(Seen::Little | Seen::Head)) | Err(_) => {
                    Ok((stream.registered_anew()?, Arrival::Begun))
                }
            }
        }
    }
}

/// What can be seen of a request. The later ones are more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Little,
    /// The whole head, and not all of the body.
    Head,
    Enough(Arrival),
}

/// Looks each time when something has come, until `least` can be seen.
async fn look(stream: &impl Peek, least: Seen) -> io::Result<Seen> {
    loop {
        let ready = stream.readable().await?;
        let looked = stream.try_look(|| {
            let mut bytes = [0; LONGEST];
            let (_, length) = recv(stream.as_fd(), &mut bytes, RecvFlags::PEEK)?;
            let seen = match bytes.get(..length).unwrap_or_default() {
                [] => Seen::Enough(Arrival::Ended),
                bytes => judge(bytes),
            };
            if seen < least { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(seen) }
        });
        match looked {
            // It would be ready for ever.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && ready.is_read_closed() => {
                return Ok(Seen::Enough(Arrival::Ended));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            looked => return looked,
        }
    }
}

fn judge(bytes: &[u8]) -> Seen {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let (length, is_headed) = match request.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => {
            (body_length(request.headers).map(|body| head.saturating_add(body)), true)
        }
        Ok(httparse::Status::Partial) => (Some(bytes.len() + 1), false),
        Err(_) => (None, false),
    };
    match length {
        Some(length) if length <= bytes.len() => Seen::Enough(Arrival::Whole),
        Some(length) if length <= LONGEST => {
            if is_headed {
                Seen::Head
            } else {
                Seen::Little
            }
        }
        // Also what fills the buffer and goes on.
        Some(_) | None => Seen::Enough(Arrival::Begun),
    }
}

/// How long the body is; none if that is not known, or not waited for.
fn body_length(headers: &[httparse::Header<'_>]) -> Option<usize> {
    let mut length = 0;
    for header in headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("transfer-encoding") || is("expect") {
            return None;
        }
        if is("content-length") {
            length = std::str::from_utf8(header.value).ok()?.trim().parse().ok()?;
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const HEAD: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    const WHOLE: Seen = Seen::Enough(Arrival::Whole);
    const BEGUN: Seen = Seen::Enough(Arrival::Begun);

    fn judged(text: &str) -> Seen {
        judge(text.as_bytes())
    }

    #[test]
    fn a_request_without_a_body_is_whole_with_its_head() {
        assert_eq!(judged(HEAD), WHOLE);
        for length in 1..HEAD.len() {
            assert_eq!(judged(&HEAD[..length]), Seen::Little, "{length}");
        }
        assert_eq!(judged(&format!("{HEAD}GET /second HT")), WHOLE, "the first is");
    }

    #[test]
    fn a_body_whose_length_is_said_is_waited_for() {
        let head = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
        for body in ["", "a", "aaaa"] {
            assert_eq!(judged(&format!("{head}{body}")), Seen::Head, "{body}");
        }
        assert_eq!(judged(&format!("{head}aaaaa")), WHOLE);
    }

    #[test]
    fn what_has_to_be_read_to_know_more_is_read() {
        let post = |header: &str| judged(&format!("POST / HTTP/1.1\r\n{header}\r\n\r\n"));
        for header in [
            "transfer-encoding: chunked",
            "content-length: 5\r\nexpect: 100-continue",
            "content-length: 8192",
            "content-length: 99999999999999999999999",
            "content-length: five",
        ] {
            assert_eq!(post(header), BEGUN, "{header}");
        }
        assert_eq!(judged("\u{16}\u{3}\u{1} a TLS client\r\n"), BEGUN);
        assert_eq!(judged(&"a: b\r\n".repeat(200)), BEGUN, "no request line");
        let long = format!("GET / HTTP/1.1\r\ncookie: {}", "a".repeat(LONGEST));
        assert_eq!(judged(&long[..LONGEST]), BEGUN, "more than is waited for");
        assert_eq!(judged(&long[..LONGEST - 1]), Seen::Little);
    }

    #[tokio::test]
    async fn what_was_waited_for_is_still_to_be_read() {
        let (mut client, ours) = UnixStream::pair().unwrap();
        for byte in &HEAD.as_bytes()[..HEAD.len() - 1] {
            client.write_all(&[*byte]).await.unwrap();
            assert!(look(&ours, Seen::Head).now_or_never().is_none());
        }
        let (first, ()) = tokio::join!(first_request(ours), async {
            client.write_all(b"\n").await.unwrap();
        });
        let (mut ours, arrival) = first.unwrap();
        assert_eq!(arrival, Arrival::Whole);
        drop(client);
        let mut read = String::new();
        ours.read_to_string(&mut read).await.unwrap();
        assert_eq!(read, HEAD);
    }

    #[tokio::test]
    async fn what_was_looked_at_is_new_to_whoever_reads_it() {
        let (mut client, ours) = UnixStream::pair().unwrap();
        client.write_all(b"GET").await.unwrap();
        assert!(look(&ours, Seen::Head).now_or_never().is_none());
        let mut read = [0; 3];
        ours.registered_anew().unwrap().read_exact(&mut read).await.unwrap();
        assert_eq!(&read, b"GET");
    }

    #[tokio::test]
    async fn a_client_that_leaves_ends_the_wait() {
        for said in ["", "GET / HT", "POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\n1234"] {
            let (mut client, ours) = UnixStream::pair().unwrap();
            client.write_all(said.as_bytes()).await.unwrap();
            client.shutdown().await.unwrap();
            assert_eq!(first_request(ours).await.unwrap().1, Arrival::Ended, "{said}");
        }
    }
}
