//! Writes what goes beside the program in a package: manual pages and the completions of three shells.
//!
//! ```sh
//! cargo run --example manual -- DIRECTORY
//! ```
//!
//! All of it is made of the definition of the command line, so it says what `--help` says.

use std::path::Path;
use std::{env, fs, io};

use clap_complete::Shell;

/// The name of the program.
const NAME: &str = "atlogin";

fn main() -> io::Result<()> {
    let Some(directory) = env::args_os().nth(1) else {
        return Err(io::Error::other("say where to: cargo run --example manual -- DIRECTORY"));
    };
    write_all(Path::new(&directory))
}

fn write_all(directory: &Path) -> io::Result<()> {
    let mut command = without_help(atlogin::cli::definition());
    // Fills in what every subcommand takes from the program: its name, the options for all.
    command.build();
    let manual = directory.join("man");
    fs::create_dir_all(&manual)?;
    clap_mangen::generate_to(command.clone(), &manual)?;
    let completions = directory.join("completions");
    fs::create_dir_all(&completions)?;
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut command, NAME, &completions)?;
    }
    Ok(())
}

/// Without the subcommands `help`, which would be a page for each page.
fn without_help(command: clap::Command) -> clap::Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}
