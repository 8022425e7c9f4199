//! Strangers cause lines about refusals, so there are only so many in a second.

use std::time::Duration;

use tokio::time::Instant;

use super::town::Town;

/// So many of one source are written in a second.
const MOST: usize = 50;

#[tokio::test]
async fn a_flood_of_refusals_is_not_written_line_by_line_and_is_counted() {
    let town = Town::open().await;
    let began = Instant::now();
    let requests = (0..300).map(|_| town.scene.daemon.post("/token", None, &[]));
    for answer in futures_util::future::join_all(requests).await {
        assert_eq!(answer.status().as_u16(), 401, "whoever is refused is told");
    }
    let seconds = usize::try_from(began.elapsed().as_secs()).unwrap() + 1;
    let written = town.log.text().matches(": refused ").count();
    assert!(written >= MOST && written <= MOST * seconds, "{written} in {seconds} s");
    let counted = || {
        let log = town.log.text();
        let counts =
            log.lines().filter_map(|line| line.rsplit_once("left_out=")?.1.parse::<usize>().ok());
        log.matches(": refused ").count() + counts.sum::<usize>()
    };
    let all = async {
        while counted() < 300 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), all).await.expect("each is written or counted");
    assert_eq!(counted(), 300);
}
