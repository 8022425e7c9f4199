//! What the daemon writes down, as text that a test can search.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// The log of everything on this thread, the daemon and the small world alike, for as long as it
/// lives. It holds all that the daemon can be configured to say: its own modules at `trace` and
/// others at `info`.
pub(crate) struct Log {
    lines: Lines,
    _guard: DefaultGuard,
}

/// Two more that listen, to nothing and for ever. While `tracing` knows of one listener at most, a line that a thread
/// meets for the first time is judged by that thread's own listener, and then for all threads.
static OTHERS: LazyLock<[Dispatch; 2]> = LazyLock::new(|| {
    [(); 2].map(|()| Dispatch::new(tracing_subscriber::registry().with(LevelFilter::OFF)))
});

/// To be called before anything is logged.
pub(crate) fn judge_lines_for_all_threads() {
    LazyLock::force(&OTHERS);
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn start() -> Self {
        judge_lines_for_all_threads();
        let lines = Lines::default();
        let wanted = Targets::new().with_default(Level::INFO).with_target("atlogin", Level::TRACE);
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(lines.clone());
        let subscriber = tracing_subscriber::registry().with(wanted).with(layer);
        Self { lines, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.lines.0.lock().unwrap().clone()).unwrap()
    }

    /// What was written since the last time, and then forgotten.
    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.lines.0.lock().unwrap())).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
