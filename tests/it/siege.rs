//! A thousand and more connections that say little, opened again as soon as they are closed (attack
//! W1). All come from this machine's own address, as through a forwarder, so no share tells them apart.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::small_world::lies::Wire;
use crate::small_world::{Settings, SmallWorld};
use crate::support::{Install, Program, Setup, raw};

/// For one answer, on a busy machine. Who waits for a slow connection to end waits longer.
const AT_ONCE: Duration = Duration::from_secs(5);

/// For all connections to be opened, and opened again.
const PATIENCE: Duration = Duration::from_mins(1);

/// Connections that are opened anew whenever they end. They end with this.
struct Siege {
    /// How many were opened so far.
    opened: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Siege {
    /// Opens so many, each of which says one of `sayings`, and waits until all are open.
    async fn lay(address: SocketAddr, number: usize, sayings: &[String]) -> Self {
        let (opened, mut tasks) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        for number in 0..number {
            let saying = sayings[number % sayings.len()].clone();
            let counter = Arc::clone(&opened);
            tasks.spawn(async move {
                loop {
                    let Ok(mut stream) = TcpStream::connect(address).await else { continue };
                    counter.fetch_add(1, Ordering::Relaxed);
                    let _ = stream.write_all(saying.as_bytes()).await;
                    let mut answer = [0; 4096];
                    while let Ok(1..) = stream.read(&mut answer).await {}
                }
            });
        }
        let siege = Self { opened, _tasks: tasks };
        siege.opened_times(number).await;
        siege
    }

    async fn opened_times(&self, times: usize) {
        let opened = async {
            while self.opened.load(Ordering::Relaxed) < times {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, opened).await.unwrap();
    }
}

/// A program that may have so many descriptors, and no more.
async fn start(install: &Install, descriptors: u32) -> Program {
    // This process holds the other ends.
    assert!(
        rlimit::increase_nofile_limit(8192).unwrap() >= 4096,
        "too few descriptors to test with"
    );
    let command = install.command();
    let mut limited = Command::new("prlimit");
    limited.env_clear().arg(format!("--nofile={descriptors}:{descriptors}"));
    limited.arg(command.as_std().get_program()).args(command.as_std().get_args());
    let mut program = Program::spawn(limited);
    program.output("database").await;
    program
}

/// What a slow connection says: nothing, half a head, half a body, and a whole request before it idles.
fn sayings(host: &str) -> Vec<String> {
    vec![
        String::new(),
        format!("GET / HTTP/1.1\r\nhost: {host}\r\nx-slow: "),
        format!("POST /token HTTP/1.1\r\nhost: {host}\r\ncontent-length: 9\r\n\r\ngrant"),
        format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n\r\n"),
    ]
}

/// How many of `times` requests, one after the other, get an answer at once before one does not.
async fn answered(address: SocketAddr, host: &str, times: usize) -> usize {
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let mut answered = 0;
    for _ in 0..times {
        let answer = timeout(AT_ONCE, raw::exchange(address, request.as_bytes())).await;
        if !answer.is_ok_and(|answer| raw::statuses(&answer) == [200]) {
            break;
        }
        answered += 1;
    }
    answered
}

/// The resident memory of a program, in MiB.
fn memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

// The siege must not slow down who is besieged.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slow_connections_that_come_back_at_once_keep_nobody_waiting() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let mut install = Install::new(&world, &Setup::default());
    install.hand_nothing_over();
    // The usual limit: 320 places of each kind.
    let program = start(&install, 1024).await;
    let host = install.url.trim_start_matches("http://").to_owned();
    let rp = install.relying_party().await;
    let mut browser = install.browser(&world);
    let form = browser.get(&rp.ask().url).await;
    browser.stop_before("/oauth/authorize");
    // About a second for this one document: a request is under way all the while.
    world.lie(|lies| lies.did_document.wire = Wire::SlowBody(Duration::from_millis(8)));
    let under_way = tokio::spawn(async move {
        browser.submit(&form, "sign-in", &[("account", alice.handle())]).await
    });
    while !world.seen().iter().any(|seen| seen.server == "plc") {
        tokio::task::yield_now().await;
    }

    let siege = Siege::lay(install.address, 1500, &sayings(&host)).await;
    assert_eq!(answered(install.address, &host, 20).await, 20);
    siege.opened_times(2 * 1500).await;
    assert_eq!(answered(install.address, &host, 20).await, 20);
    let page = under_way.await.unwrap();
    assert_eq!((page.status.as_u16(), page.url.path()), (303, "/oauth/authorize"), "{}", page.text);
    drop(siege);
    program.kill().await;
}

#[tokio::test]
async fn a_siege_costs_bounded_memory() {
    let world = SmallWorld::start(Settings::default()).await;
    let mut install = Install::new(&world, &Setup::default());
    install.hand_nothing_over();
    let program = start(&install, 8192).await;
    let host = install.url.trim_start_matches("http://").to_owned();
    let head = |size| format!("GET / HTTP/1.1\r\nhost: {host}\r\ncookie: {}", "a".repeat(size));
    let length = 60 * 1024;
    let body = format!(
        "POST /token HTTP/1.1\r\nhost: {host}\r\ncontent-length: 65536\r\n\r\n{}",
        "a".repeat(length)
    );
    // As much of each as counts as little, and as much as is taken at all.
    let sayings = [head(8000), head(8000), head(31 * 1024), body];
    let siege = Siege::lay(install.address, 1500, &sayings).await;
    siege.opened_times(4 * 1500).await;
    assert_eq!(answered(install.address, &host, 20).await, 20);
    let memory = memory(&program);
    assert!(memory <= 64, "{memory} MiB");
    program.kill().await;
}
