//! `atlogin backup`: copies the database, also while the service runs.

use std::path::{Path, PathBuf};

use super::database::{existing, on_this_thread};
use super::output::{Ending, Output};
use crate::config::Config;
use crate::db::backup;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The new file, such as atlogin-2026-12-01.db; one that is there already is not replaced
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    if arguments.file == Path::new("-") {
        output.complain(
            "atlogin: a backup is a file, and is never written to standard output; name one, such as \
             /root/atlogin-2026-12-01.db, or ./- for a file of that name",
        );
        return Ending::Misconfigured;
    }
    let database = match existing(config) {
        Ok(database) => database,
        Err(why) => return output.fail(format_args!("atlogin: {why}")),
    };
    let file = &arguments.file;
    match on_this_thread(backup::copy(&database, file)) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return output.fail(format_args!("atlogin: no backup was made: {error}")),
        Err(error) => return output.fail(format_args!("atlogin cannot start: {error}")),
    }
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    output.say(format_args!(
        "The database was copied to {} ({} KiB), and the copy was checked.\n\
         It holds the keys that ATLogin signs with. Guard it like a private key. It does not hold the configuration\n\
         file, nor the secrets of clients that are listed there.\n\
         To go back to it, stop ATLogin and run: atlogin restore FILE",
        file.display(),
        bytes.div_ceil(1024)
    ));
    Ending::Well
}
