//! Tests that run the commands, but do not start the service.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use clap::CommandFactory;

use super::*;

#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Vec<u8>>>);

impl Stream {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a command line. Returns its exit status, results and errors.
fn run_line(line: &[&str]) -> (Ending, String, String) {
    let (results, complaints) = (Stream::default(), Stream::default());
    let environment = [(OsString::from("HOME"), OsString::from("/home/alice"))];
    let arguments = ["atlogin"].iter().chain(line).map(OsString::from);
    let mut output = Output::new(results.clone(), complaints.clone());
    let ending = run(arguments, environment.into_iter().collect(), &mut output);
    (ending, results.text(), complaints.text())
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn help_and_version_are_results() {
    let (ending, results, complaints) = run_line(&["--help"]);
    assert_eq!((ending, complaints.as_str()), (Ending::Well, ""));
    for word in ["check-config", "--state-dir", "ATLOGIN_PUBLIC_URL", "Exit status"] {
        assert!(results.contains(word), "{word}");
    }
    let version = concat!("atlogin ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(run_line(&["--version"]).1, version);
}

#[test]
fn an_unknown_command_is_misuse() {
    let (ending, results, complaints) = run_line(&["chek-config"]);
    assert_eq!((ending, results.as_str()), (Ending::Misconfigured, ""));
    assert!(complaints.contains("check-config"), "{complaints}");
}

#[test]
fn check_config_names_the_paths_and_makes_none() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("state");
    let (ending, results, complaints) =
        run_line(&["check-config", "--state-dir", dir.to_str().unwrap()]);
    assert_eq!((ending, complaints.as_str()), (Ending::Well, ""));
    assert!(results.contains(dir.join("atlogin.db").to_str().unwrap()), "{results}");
    assert!(!dir.exists());
}

#[test]
fn check_config_shows_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("atlogin.toml");
    let text = "[[clients]]\nclient_id = \"rp\"\nclient_secret = \"hush-0123456789\"\n\
                redirect_uris = [\"https://rp.example.org/cb\"]\n";
    let line = ["--config", file.to_str().unwrap(), "check-config"];
    fs::write(&file, text.replace("6789", "6789-and-some-more")).unwrap();
    let (ending, results, complaints) = run_line(&line);
    assert_eq!(ending, Ending::Well);
    assert!(results.contains("rp.example.org"), "{results}");
    assert!(!results.contains("hush") && !complaints.contains("hush"), "{results}{complaints}");

    fs::write(&file, text).unwrap();
    let (ending, results, complaints) = run_line(&line);
    assert_eq!((ending, results.as_str()), (Ending::Misconfigured, ""));
    assert!(complaints.contains("client_secret is too short"), "{complaints}");
    assert!(!complaints.contains("hush"), "{complaints}");
}

#[test]
fn serve_does_not_start_on_a_broken_configuration() {
    for command in [&["--config", "/nowhere"][..], &["serve", "--config", "/nowhere"]] {
        let (ending, _, complaints) = run_line(command);
        assert_eq!(ending, Ending::Misconfigured);
        assert!(complaints.contains("/nowhere:1 cannot be read: there is no such file"));
    }
}
