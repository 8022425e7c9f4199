//! Logging: `tracing` events of all modules become lines on standard error.
//!
//! Each request has a reference, by which an operator finds its lines, and each login a number. This module
//! never reads a query, a header or a body, so it cannot log one. What a refused request has sent is handed to
//! [`Refusal`], which cuts it and writes out no secret.

mod harmless;
mod login_number;
mod refusal;
mod refusal_lines;
mod request;
mod request_id;

use std::io::{self, IsTerminal};
use std::panic;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry, fmt};

pub use self::login_number::LoginNumber;
pub use self::refusal::Refusal;
pub use self::refusal_lines::RefusalLines;
pub use self::request::{
    ClientAddress, begin_login, belongs_to, current_login, current_reference, follow, follow_on,
    is_about_client, shown_reference,
};
pub use self::request_id::RequestId;

/// What is logged, and how.
#[derive(Clone, Debug, Default)]
pub struct LogSettings {
    /// Which events are logged.
    pub filter: LogFilter,
    /// The form of the lines.
    pub format: LogFormat,
    /// Whether standard error is the journal, which adds dates itself.
    pub journal: bool,
    /// Whether colours are unwanted even on a terminal (`NO_COLOR`).
    pub colourless: bool,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Text: coloured on a terminal, undated in the journal.
    #[default]
    Auto,
    /// Text without colours, with dates.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// The names of the forms in a configuration.
    pub const NAMES: [&'static str; 3] = ["auto", "text", "json"];

    /// The form of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Which events are logged: a level for all, and others for modules, as in `info,atlogin=debug`.
#[derive(Clone, Debug)]
pub struct LogFilter(Targets);

impl LogFilter {
    /// Reads a filter; `None` if a part of it is neither a level nor `module=level`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut targets = Targets::new();
        for part in text.split(',').map(str::trim) {
            // `Targets` would read a misspelled level as the name of a module, and nothing would be
            // logged.
            targets = match part.split_once('=') {
                Some((target, name)) if is_module(target) => {
                    targets.with_target(target, level(name)?)
                }
                Some(_) => return None,
                None => targets.with_default(level(part)?),
            };
        }
        Some(Self(targets))
    }
}

/// Reads a level. The parser of `tracing` would also accept an empty text.
fn level(name: &str) -> Option<LevelFilter> {
    name.parse().ok().filter(|_| !name.is_empty())
}

fn is_module(target: &str) -> bool {
    !target.is_empty() && target.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:-".contains(&b))
}

impl Default for LogFilter {
    fn default() -> Self {
        Self(Targets::new().with_default(LevelFilter::INFO))
    }
}

/// Starts logging to standard error, including panics. If the process already logs, it changes
/// nothing.
pub fn start(settings: &LogSettings) {
    let subscriber = subscriber(settings, io::stderr().is_terminal(), io::stderr);
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
}

fn subscriber<W>(settings: &LogSettings, terminal: bool, writer: W) -> impl Subscriber + use<W>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let capped = settings.filter.0.clone().and(filter_fn(is_ours_or_coarse));
    Registry::default().with(lines(settings, terminal, writer).with_filter(capped))
}

fn lines<S, W>(settings: &LogSettings, terminal: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let text = fmt::layer().with_writer(writer);
    match settings.format {
        LogFormat::Auto if settings.journal && !terminal => {
            text.with_ansi(false).without_time().boxed()
        }
        LogFormat::Auto => text.with_ansi(terminal && !settings.colourless).boxed(),
        LogFormat::Text => text.with_ansi(false).boxed(),
        LogFormat::Json => text.json().flatten_event(true).with_span_list(false).boxed(),
    }
}

/// Libraries may log their input (headers, URLs, statements) below `info`. Here that includes codes
/// and tokens, so no filter can enable those levels.
fn is_ours_or_coarse(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    *metadata.level() <= Level::INFO || target == "atlogin" || target.starts_with("atlogin::")
}

/// Logs where a panic happened. Its message is logged only if it is a literal, because a formatted
/// one may contain data of a request.
fn log_panic(panic: &panic::PanicHookInfo<'_>) {
    let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(withheld)");
    let at = panic.location().map(tracing::field::display);
    tracing::error!(at, message, "panicked");
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// All log lines that `log` causes.
    pub(super) fn written(settings: &LogSettings, log: impl FnOnce()) -> String {
        #[derive(Clone, Default)]
        struct Lines(Arc<Mutex<Vec<u8>>>);
        impl io::Write for Lines {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(settings, false, move || writer.clone());
        tracing::subscriber::with_default(subscriber, log);
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    pub(super) fn settings(filter: &str, format: LogFormat) -> LogSettings {
        let filter = LogFilter::parse(filter).unwrap();
        LogSettings { filter, format, ..LogSettings::default() }
    }

    #[test]
    fn caps_third_parties_at_info_whatever_the_filter_says() {
        for filter in ["trace", "trace,hyper=trace", "hyper=trace,atlogin=trace", "atlogins=trace"]
        {
            let text = written(&settings(filter, LogFormat::Text), || {
                tracing::debug!(target: "hyper::proto", "Authorization: Bearer …");
                tracing::trace!(target: "atlogins", "not ours either");
                tracing::info!(target: "hyper", "listening");
            });
            assert!(!text.contains("Bearer") && !text.contains("not ours"), "{filter}: {text}");
        }
    }

    #[test]
    fn logs_our_own_modules_as_the_filter_says() {
        let say = || tracing::debug!("from this module");
        assert!(
            written(&settings("info,atlogin=debug", LogFormat::Text), say).contains("from this")
        );
        assert_eq!(written(&settings("info", LogFormat::Text), say), "");
    }

    #[test]
    fn a_json_line_is_one_object() {
        let text = written(&settings("info", LogFormat::Json), || {
            let _request = tracing::info_span!("request", id = "0000").entered();
            tracing::info!(status = 200, "answered");
        });
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!((&line["status"], &line["span"]["id"]), (&200.into(), &"0000".into()));
    }

    #[test]
    fn leaves_dates_to_the_journal() {
        let mut settings = settings("info", LogFormat::Auto);
        settings.journal = true;
        assert!(written(&settings, || tracing::info!("hello")).trim_start().starts_with("INFO"));
    }

    #[test]
    fn refuses_what_is_no_filter() {
        for text in ["", "inf", "info,", "atlogin", "=info", "atlogin=loud", "info;atlogin=debug"] {
            assert!(LogFilter::parse(text).is_none(), "{text}");
        }
    }
}
