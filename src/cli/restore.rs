//! `atlogin restore`: puts a backup in the place of the database, while the service is stopped.

use std::path::PathBuf;

use super::database::on_this_thread;
use super::output::{Ending, Output};
use crate::config::Config;
use crate::db::{Lock, LockError, backup};
use crate::server::service::make_state_directory;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What `atlogin backup` has made
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    let (database, file) = (config.database(), &arguments.file);
    if let Err(error) = make_state_directory(&config.state_dir) {
        return output.fail(format_args!("atlogin: {error}"));
    }
    let _nobody_else = match Lock::take(&database) {
        Ok(lock) => lock,
        // Another state directory, which a second daemon may want, is the last thing to restore into.
        Err(LockError::Held { holder, .. }) => {
            return output.fail(format_args!(
                "atlogin: nothing was restored: ATLogin is running ({holder}); stop it (systemctl stop atlogin, \
                 and atlogin.socket if you use that), and run this again"
            ));
        }
        Err(error) => return output.fail(format_args!("atlogin: nothing was restored: {error}")),
    };
    let before = match on_this_thread(backup::put_back(file, &database)) {
        Ok(Ok(before)) => before,
        Ok(Err(error)) => {
            return output.fail(format_args!(
                "atlogin: nothing was restored, and the database is as it was: {}",
                error.at(file)
            ));
        }
        Err(error) => return output.fail(format_args!("atlogin cannot start: {error}")),
    };
    output.say(format_args!("{} is now what {} holds.", database.display(), file.display()));
    output.say(match before {
        Some(before) => format!(
            "What was there before is {}. Remove it when all is well: it holds keys too.",
            before.display()
        ),
        None => "There was no database before. If the service keeps its own elsewhere, this did not reach it: name \
                 that place by --config or --state-dir."
            .to_owned(),
    });
    output.say(
        "\nStart the service. What has changed since the backup is as it was then:\n\
         - Relying parties that were added since are unknown, and those that were removed are back, with the\n  \
           secrets of then.\n\
         - Names (localparts, made-up addresses) that people got since are free again: a later owner of the same\n  \
           handle would get them. At relying parties that know people by these, look for accounts that are younger\n  \
           than the backup before you let people in.\n\
         - Who has signed in since may have to do so again. Sessions, consents and refresh tokens that were ended\n  \
           since are valid again: people can end them on the account page.\n\
         - Who was blocked since is not blocked any more (atlogin person block), and who was erased is back.\n\
         - The keys are those of then. If one was dropped since because somebody else had it:\n  \
           atlogin keys rotate --compromised",
    );
    Ending::Well
}
