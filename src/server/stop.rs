//! When to stop.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Starts to listen for SIGTERM and SIGINT, and gives what resolves at the first of them.
///
/// # Errors
/// If the operating system refuses.
pub fn asked() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
