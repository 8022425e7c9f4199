//! How many lines about refusals are written: strangers cause them, and must not fill the disk with them.
//!
//! In each second so many of one source are written, and so many of all. What is left out is counted, and one
//! line says so when the second is over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::limits::Source;

/// So many of one source: somebody who tries things out makes fewer mistakes, and a broken relying party is
/// understood by fewer.
const MOST_OF_ONE: u32 = 50;
/// So many of all sources.
const MOST: u32 = 200;
const SECOND: Duration = Duration::from_secs(1);

/// Counts the lines. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct RefusalLines(Arc<Mutex<Option<Window>>>);

/// The lines of one second.
#[derive(Debug)]
struct Window {
    began: Instant,
    written: u32,
    by_source: HashMap<Source, u32>,
    left_out: u32,
}

/// What becomes of a line.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Written,
    /// It is the first one of its second that is left out.
    FirstLeftOut,
    LeftOut,
}

impl RefusalLines {
    /// Whether one more line of `source` is written.
    pub(super) fn admit(&self, source: Source) -> bool {
        match self.judge(source, Instant::now()) {
            Verdict::Written => true,
            Verdict::FirstLeftOut => {
                let lines = self.clone();
                tokio::spawn(async move {
                    sleep(SECOND).await;
                    lines.tell();
                });
                false
            }
            Verdict::LeftOut => false,
        }
    }

    fn judge(&self, source: Source, now: Instant) -> Verdict {
        let mut window = self.window();
        // What was left out is told before anything is forgotten.
        if window.as_ref().is_none_or(|it| it.left_out == 0 && now - it.began >= SECOND) {
            *window = Some(Window::at(now));
        }
        window.as_mut().map_or(Verdict::Written, |window| window.judge(source))
    }

    fn tell(&self) {
        if let Some(left_out) = self.end() {
            tracing::warn!(left_out, "more refusals in one second than are written one by one");
        }
    }

    /// Ends the second. Gives how many lines were left out in it.
    fn end(&self) -> Option<u32> {
        self.window().take().map(|window| window.left_out)
    }

    fn window(&self) -> MutexGuard<'_, Option<Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn at(began: Instant) -> Self {
        Self { began, written: 0, by_source: HashMap::new(), left_out: 0 }
    }

    fn judge(&mut self, source: Source) -> Verdict {
        let of_source = self.by_source.get(&source).copied().unwrap_or(0);
        if self.written < MOST && of_source < MOST_OF_ONE {
            self.written += 1;
            self.by_source.insert(source, of_source + 1);
            return Verdict::Written;
        }
        self.left_out = self.left_out.saturating_add(1);
        if self.left_out == 1 { Verdict::FirstLeftOut } else { Verdict::LeftOut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(last: u8) -> Source {
        Source::of([192, 0, 2, last].into())
    }

    /// How many of a hundred lines of each of these are written.
    fn written(lines: &RefusalLines, sources: std::ops::Range<u8>, now: Instant) -> usize {
        let tried = sources.flat_map(|last| [last; 100]);
        tried.filter(|last| lines.judge(source(*last), now) == Verdict::Written).count()
    }

    #[test]
    fn one_source_has_its_share_of_a_second_and_all_together_theirs() {
        let (lines, now) = (RefusalLines::default(), Instant::now());
        assert_eq!(written(&lines, 0..1, now), 50);
        assert_eq!(written(&lines, 1..2, now), 50, "another one is not hit");
        assert_eq!(written(&lines, 2..100, now), 100);
        assert_eq!(lines.end(), Some(98 * 100 + 2 * 50 - 100), "each that was left out is counted");
    }

    #[test]
    fn a_second_later_they_are_written_again_and_the_first_left_out_is_told_apart() {
        let (lines, now) = (RefusalLines::default(), Instant::now());
        let later = now + SECOND;
        for _ in 0..50 {
            assert_eq!(lines.judge(source(1), now), Verdict::Written);
        }
        assert_eq!(lines.judge(source(1), later), Verdict::Written, "nothing was left out");
        assert_eq!(written(&lines, 1..2, later), 49);
        assert_eq!(lines.judge(source(1), later), Verdict::LeftOut);
        assert_eq!(lines.end(), Some(52));
        assert_eq!(lines.end(), None, "it is told once");
        assert_eq!(lines.judge(source(1), later), Verdict::Written);
    }
}
