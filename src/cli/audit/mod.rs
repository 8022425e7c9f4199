//! `atlogin audit`: who signed in, when, where and how, and how often somebody was refused.
//!
//! It only reads, page by page, also while the service runs. What is printed can do nothing at a terminal, whatever
//! is stored.

mod line;

use self::line::{Line, plain};
use super::database::with_database;
use super::output::{Ending, Output};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::moment;
use crate::oidc::store::refusal;
use crate::oidc::store::sign_in::{self, Filter};

/// How many rows are read at once.
const PAGE: i64 = 500;

/// Which rows to print, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only those of this account
    #[arg(long, value_name = "DID", conflicts_with = "refusals")]
    did: Option<String>,
    /// Only those of whoever had this handle
    #[arg(long, value_name = "HANDLE", conflicts_with = "refusals")]
    handle: Option<String>,
    /// Only those at this client
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Only those since then: 12h, 7d, or a day such as 2026-11-01 (UTC)
    #[arg(long, value_name = "WHEN", value_parser = since)]
    since: Option<i64>,
    /// Count refusals instead, by day, client and reason; the last minute may be missing
    #[arg(long)]
    refusals: bool,
    /// How many lines at most, the newest first
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    /// Print JSON, for programs: one object a line
    #[arg(long)]
    json: bool,
}

fn since(text: &str) -> Result<i64, String> {
    moment::since(text, Clock::system().now())
}

pub(super) fn run(arguments: &Arguments, config: &Config, output: &mut Output) -> Ending {
    with_database(config, output, async |db, output| {
        let (printed, is_all) = if arguments.refusals {
            print(arguments, output, &mut Refusals { db, arguments, last: None }).await?
        } else {
            print(arguments, output, &mut SignIns { db, filter: arguments.filter(), last: None })
                .await?
        };
        if printed == 0 {
            arguments.say_nothing_found(config, output);
        } else if !is_all {
            output.complain(format_args!(
                "There are more than these {printed}; --limit shows more, --since those of a time."
            ));
        }
        Ok(Ending::Well)
    })
}

/// A table that is read page by page.
trait Pages {
    /// What the columns are called.
    const HEADER: &'static [&'static str];

    /// The next rows.
    async fn next(&mut self, most: i64) -> Result<Vec<Line>, DbError>;
}

struct SignIns<'a> {
    db: &'a Db,
    filter: Filter,
    last: Option<sign_in::SignIn>,
}

impl Pages for SignIns<'_> {
    const HEADER: &'static [&'static str] =
        &["TIME", "HOW", "CLIENT", "HANDLE", "DID", "FROM", "LOGIN"];

    async fn next(&mut self, most: i64) -> Result<Vec<Line>, DbError> {
        let page = sign_in::page(self.db, &self.filter, self.last.as_ref(), most).await?;
        let lines = page.iter().map(Line::of_sign_in).collect();
        self.last = page.into_iter().last();
        Ok(lines)
    }
}

struct Refusals<'a> {
    db: &'a Db,
    arguments: &'a Arguments,
    last: Option<refusal::Refusals>,
}

impl Pages for Refusals<'_> {
    const HEADER: &'static [&'static str] = &["DAY", "REFUSED", "CLIENT", "WHY", "FIRST", "LAST"];

    async fn next(&mut self, most: i64) -> Result<Vec<Line>, DbError> {
        let asked = (self.arguments.client.as_deref(), self.arguments.since.unwrap_or(i64::MIN));
        let page = refusal::page(self.db, asked, self.last.as_ref(), most).await?;
        let lines = page.iter().map(Line::of_refusals).collect();
        self.last = page.into_iter().last();
        Ok(lines)
    }
}

/// Prints up to the limit. Gives how many lines these were, and whether there were no more.
async fn print<P: Pages>(
    arguments: &Arguments,
    output: &mut Output,
    pages: &mut P,
) -> Result<(i64, bool), DbError> {
    let (mut printed, mut widths) = (0, None);
    while printed < arguments.limit {
        let most = PAGE.min(arguments.limit - printed);
        let lines = pages.next(most).await?;
        let found = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if arguments.json {
            for line in &lines {
                output.say(line.json());
            }
        } else if found > 0 {
            // Later pages are as wide as the first.
            let widths = widths.get_or_insert_with(|| {
                let header = Line::header(P::HEADER);
                let widths = line::widths(std::iter::once(&header).chain(&lines));
                output.say(header.text(&widths));
                widths
            });
            for line in &lines {
                output.say(line.text(widths));
            }
        }
        printed += found;
        if found < most {
            return Ok((printed, true));
        }
    }
    Ok((printed, pages.next(1).await?.is_empty()))
}

impl Arguments {
    fn filter(&self) -> Filter {
        let handle = self.handle.as_deref().map(|handle| handle.trim_start_matches('@'));
        Filter {
            did: self.did.clone(),
            handle: handle.map(str::to_ascii_lowercase),
            client_id: self.client.clone(),
            since: self.since.unwrap_or(i64::MIN),
        }
    }

    fn say_nothing_found(&self, config: &Config, output: &mut Output) {
        let Self { did, handle, client, since, .. } = self;
        let filters = [did, handle, client].into_iter().flatten().map(|text| plain(text));
        let filters: Vec<_> = filters.collect();
        let what = if self.refusals { "refusal" } else { "sign-in" };
        output.complain(if config.audit.is_none() {
            "Nothing is kept: audit_days is 0 in the configuration.".to_owned()
        } else if filters.is_empty() && since.is_none() {
            format!("There is no {what} yet.")
        } else if filters.is_empty() {
            format!("There was no {what} since then.")
        } else {
            format!("There is no {what} of {} in that time.", filters.join(" at "))
        });
    }
}
