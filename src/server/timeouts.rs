//! The write timeout of a connection, which ends if its client does not read the response.
//!
//! hyper limits the time for a request, but not for its response. A client that does not read would
//! hold one of the limited connections.

use std::pin::Pin;
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio_io_timeout::TimeoutWriter;

/// A stream whose writes fail if nothing could be written for `limit`. The time starts again with
/// each write that has to wait for the other side. Reads are not limited.
pub(super) fn with_write_timeout<S: AsyncWrite>(
    stream: S,
    limit: Duration,
) -> Pin<Box<TimeoutWriter<S>>> {
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(limit));
    Box::pin(stream)
}

#[cfg(test)]
mod tests {
    use std::io;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn gives_up_on_a_reader_who_does_not_read() {
        let (ours, _theirs) = duplex(8);
        let mut ours = with_write_timeout(ours, Duration::from_millis(20));
        let error = ours.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_reader_who_reads_gets_everything() {
        let (ours, mut theirs) = duplex(8);
        let mut ours = with_write_timeout(ours, Duration::from_secs(5));
        let writing = async {
            ours.write_all(&[7; 64]).await.unwrap();
            ours.shutdown().await.unwrap();
        };
        let mut read = Vec::new();
        let reading = theirs.read_to_end(&mut read);
        let ((), length) = tokio::join!(writing, reading);
        assert_eq!((length.unwrap(), read), (64, vec![7; 64]));
    }
}
