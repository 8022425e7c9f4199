//! How many requests may wait for other servers at a time.
//!
//! Strangers decide which servers we ask, and slow servers decide how long that takes. So those who wait
//! have far fewer turns than there are connections (`server`): whatever they wait for, health checks,
//! relying parties and all pages that ask nobody have room. Nobody queues for a turn. Who finds none is
//! told so at once, and loses nothing.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error_page::failure::Cause;
use crate::limits::{Shares, Source, Wait};

/// All that may wait at a time.
const MOST: usize = 128;
/// Of these, one source may have a quarter, so that others get in.
const OF_ONE_SOURCE: usize = MOST / 4;
/// Starts of one source, a quarter of what `fetch` does at a time. Else whoever owns a few servers that
/// never answer could hold every place there.
const STARTS_OF_ONE_SOURCE: usize = 16;
/// After this time somebody without a turn may try again, in seconds: most servers answer sooner.
const TRY_AGAIN: Wait = Wait(5);

/// The turns of those who wait for other servers.
#[derive(Debug)]
pub(super) struct Turns {
    all: Arc<Semaphore>,
    sources: Shares<Source>,
    starts: Shares<Source>,
}

/// What is held while a request waits.
#[derive(Debug)]
pub(super) struct Turn {
    _all: OwnedSemaphorePermit,
    /// None where the source is not known: one share for all of those would lock each other out.
    _source: Option<OwnedSemaphorePermit>,
    _start: Option<OwnedSemaphorePermit>,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            all: Arc::new(Semaphore::new(MOST)),
            sources: Shares::new(OF_ONE_SOURCE),
            starts: Shares::new(STARTS_OF_ONE_SOURCE),
        }
    }

    /// A turn for a request of `source`.
    ///
    /// # Errors
    /// [`Cause::NoTurn`] if all of its turns are taken.
    pub(super) fn take(&self, source: Source) -> Result<Turn, Cause> {
        let source = source.is_known().then(|| self.sources.of(source));
        Ok(Turn { _source: source.map(permit).transpose()?, _all: self.any()?, _start: None })
    }

    /// The same for the start of a login.
    ///
    /// # Errors
    /// Those of [`Self::take`].
    pub(super) fn take_start(&self, source: Source) -> Result<Turn, Cause> {
        let start = source.is_known().then(|| self.starts.of(source));
        let start = start.map(permit).transpose()?;
        Ok(Turn { _start: start, ..self.take(source)? })
    }

    fn any(&self) -> Result<OwnedSemaphorePermit, Cause> {
        permit(Arc::clone(&self.all))
    }
}

fn permit(turns: Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Cause> {
    turns.try_acquire_owned().map_err(|_| Cause::NoTurn(TRY_AGAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(number: u8) -> Source {
        Source::of([198, 51, 100, number].into())
    }

    fn taken<T>(take: impl Fn() -> Result<T, Cause>) -> Vec<T> {
        std::iter::repeat_with(take).map_while(Result::ok).collect()
    }

    #[test]
    fn one_source_takes_a_quarter_and_leaves_turns_to_others() {
        let turns = Turns::new();
        let starts = taken(|| turns.take_start(source(1)));
        let others = taken(|| turns.take(source(1)));
        assert_eq!((starts.len(), others.len()), (16, 16));
        let neighbours: Vec<_> =
            (2..9).map(|number| taken(|| turns.take(source(number)))).collect();
        let numbers: Vec<_> = neighbours.iter().map(Vec::len).collect();
        assert_eq!(numbers, [32, 32, 32, 0, 0, 0, 0]);
        drop(starts);
        assert_eq!(taken(|| turns.take(source(9))).len(), 16, "what is given back is there again");
    }

    #[test]
    fn who_cannot_be_told_apart_has_no_share_but_never_more_than_all() {
        let turns = Turns::new();
        assert_eq!(taken(|| turns.take_start(Source::UNKNOWN)).len(), 128);
    }
}
