//! `atlogin serve`: runs the service until it is asked to stop.

use serde_json::json;

use super::output::{Ending, Output};
use crate::config::{Config, Sources};
use crate::server::{self, Ready};
use crate::telemetry::{self, LogFormat};

pub(super) fn run(sources: &Sources, config: &Config, output: &mut Output) -> Ending {
    telemetry::start(&config.log);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    raise_descriptor_limit();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.fail(format_args!("atlogin cannot start: {error}")),
    };
    match runtime.block_on(server::run(config, sources, |ready| announce(config, ready, output))) {
        Ok(()) => Ending::Well,
        Err(error) => output.fail(format_args!("atlogin: {error}")),
    }
}

/// Raises the soft limit of file descriptors. The usual 1024 is for programs that use `select`,
/// which we don't. Connections, requests to other servers and the database all need some.
fn raise_descriptor_limit() {
    const WANTED: u64 = 8192;
    match rlimit::increase_nofile_limit(WANTED) {
        Ok(limit) if limit < WANTED => tracing::warn!(limit, "few file descriptors"),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "cannot raise the limit of file descriptors"),
    }
}

/// Prints where the service can be reached: in a few lines for people, or in one line of JSON. It
/// is not a log line, so that no filter can hide it.
fn announce(config: &Config, ready: &Ready, output: &mut Output) {
    let (public_url, listening) = (config.public_url.as_str(), &ready.listening);
    let (version, database) = (env!("CARGO_PKG_VERSION"), ready.database.display());
    if config.log.format == LogFormat::Json {
        output.say(json!({
            "message": "ready",
            "version": version,
            "public_url": public_url,
            "listening": listening,
            "database": database.to_string(),
        }));
        return;
    }
    output.say(format_args!("ATLogin {version} is ready: {public_url}"));
    output.say(format_args!("  listening on  {listening}"));
    output.say(format_args!("  database      {database}"));
    if config.try_it {
        output.say(format_args!("  try it        open {public_url} in a browser on this machine"));
    }
}
