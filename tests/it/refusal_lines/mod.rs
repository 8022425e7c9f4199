//! A refusal has its cause in the log: one line at `info`, found by one search, that names the client, the condition
//! and what was received. And all lines of a login have one number.
//!
//! ```text
//! town.rs                     a scene, its log, and whoever makes mistakes in it
//! machines.rs  visitors.rs    the table of failures: by servers of relying parties, by browsers
//! login.rs                    one login, one number
//! flood.rs                    how many lines strangers can cause
//! guide.rs                    the lines that the guide shows
//! ```

mod flood;
mod guide;
mod login;
mod machines;
mod town;
mod visitors;

use std::pin::Pin;

use self::town::Town;

/// A mistake that somebody makes. It gives what an operator would search the log for: the number that the page
/// shows, that of the login, or the reference of the answer.
type Provoke = for<'a> fn(&'a mut Town) -> Pin<Box<dyn Future<Output = String> + 'a>>;

/// A failure: its name, what its line has to say, and how it comes about.
type Failure = (&'static str, &'static [&'static str], Provoke);

/// What an operator finds by one search: all lines about a refusal that have this in them.
fn explained(log: &str, search: &str) -> Vec<String> {
    let is_found = |line: &&str| line.contains(search) && line.contains(": refused ");
    log.lines().filter(is_found).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_failure_is_explained_by_one_line_that_one_search_finds() {
    let mut town = Town::open().await;
    let mut unexplained = Vec::new();
    let failures: Vec<&Failure> = machines::FAILURES.iter().chain(visitors::FAILURES).collect();
    assert!(failures.len() >= 40, "{}", failures.len());
    for (name, says, provoke) in &failures {
        let before = town.log.text().len();
        let search = provoke(&mut town).await;
        let log = town.log.text();
        let lines = explained(&log, &search);
        let is_explained = |line: &String| {
            says.iter().all(|words| line.contains(words))
                && line.contains(" INFO ")
                && line.contains("condition=")
        };
        if lines.len() != 1 || !lines.iter().all(is_explained) {
            unexplained
                .push(format!("{name} ({search}), {says:?}: {lines:#?}\n{}", &log[before..]));
        }
        town.world_is_honest();
    }
    let count = failures.len() - unexplained.len();
    let all = failures.len();
    assert!(unexplained.is_empty(), "{count} of {all} are explained:\n{}", unexplained.join("\n"));
}

#[tokio::test]
async fn no_line_of_all_these_failures_has_a_secret() {
    let mut town = Town::open().await;
    for (_, _, provoke) in machines::FAILURES.iter().chain(visitors::FAILURES) {
        provoke(&mut town).await;
        town.world_is_honest();
    }
    let (log, secrets) = (town.log.text(), town.secrets());
    assert!(secrets.len() > 100 && log.contains(": refused "), "{}", secrets.len());
    for secret in secrets {
        assert!(!log.contains(&secret), "logged: {secret}");
    }
}
