//! A listener where nobody should ever knock, which counts who does.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Accepts, counts and hangs up. It ends when this is dropped.
pub(super) struct Trap {
    address: SocketAddr,
    /// Who came and is not the trap itself.
    strangers: Arc<Mutex<Vec<SocketAddr>>>,
    task: JoinHandle<()>,
}

impl Trap {
    /// Listens at `address`; port 0 is any free one.
    pub(super) async fn set(address: &str) -> Self {
        Self::try_set(address).await.unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    /// The same, where an unprivileged user may be forbidden to listen.
    pub(super) async fn try_set(address: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let strangers = Arc::new(Mutex::new(Vec::new()));
        let came = Arc::clone(&strangers);
        let task = tokio::spawn(async move {
            while let Ok((_, from)) = listener.accept().await {
                came.lock().unwrap().push(from);
            }
        });
        Ok(Self { address, strangers, task })
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections came so far. Knocks itself: connections are accepted in the order in
    /// which they came, so when its own was accepted all earlier ones were.
    pub(super) async fn knocks(&self) -> usize {
        let mine = TcpStream::connect(self.address).await.unwrap().local_addr().unwrap();
        while !self.strangers.lock().unwrap().contains(&mine) {
            tokio::task::yield_now().await;
        }
        let mut strangers = self.strangers.lock().unwrap();
        strangers.retain(|from| *from != mine);
        strangers.len()
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[tokio::test]
async fn a_trap_counts_every_stranger_and_not_itself() {
    let trap = Trap::set("127.0.0.1:0").await;
    assert_eq!(trap.knocks().await, 0);
    for visitors in 1..=3 {
        TcpStream::connect(trap.address).await.unwrap();
        assert_eq!(trap.knocks().await, visitors);
    }
}
