//! What the database still takes after ten minutes.

use atlogin::clock::Clock;
use atlogin::config::{Config, Sources};
use atlogin::server::service::Service;

use crate::Fault;
use crate::daemon::Setup;

const MINUTES: usize = 10;

/// Does the housekeeping of ten minutes, by a clock that is moved a minute each time, and says how large
/// the database and its log are then, in MiB. The daemon may be running: housekeeping may be done by
/// another process at the same time.
pub(crate) async fn disk_in_ten_minutes(setup: &Setup) -> Result<f64, Fault> {
    let state_dir = Some(setup.directory().join("state"));
    let file = setup.directory().join("atlogin.toml");
    let sources = Sources { state_dir, ..Sources::default() };
    let config = Config::parse(&std::fs::read_to_string(file)?, &sources)
        .map_err(|errors| errors.to_string())?;
    let (clock, hand) = Clock::movable(Clock::system().now());
    let service = Service::build(&config, clock).await?;
    for _ in 0..MINUTES {
        hand.advance(60);
        service.housekeep().await;
    }
    let disk = setup.disk();
    service.close().await;
    disk
}
