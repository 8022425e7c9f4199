//! How many requests may wait for other servers at a time.
//!
//! Strangers decide which servers we ask, and slow servers decide how long that takes. So those who wait
//! have far fewer turns than there are connections (`server`): whatever they wait for, health checks,
//! relying parties and all pages that ask nobody have room. Nobody queues for a turn.
//!
//! When all turns are taken, sites (/48, or an IPv4 /24) share them: who comes from one that has fewer than
//! another gets the turn that the other has held longest. So silent servers keep nobody out, from
//! however many addresses they are asked for. Who finds no turn, or loses it, is told so at once, and may try
//! again.

use tokio::sync::OwnedSemaphorePermit;

use super::error_page::failure::Cause;
use crate::limits::{FairShares, Network, Seat, Shares, Source, Wait};

/// All that may wait at a time.
const MOST: usize = 128;
/// Of these, one source may have a quarter, so that others get in.
const OF_ONE_SOURCE: usize = MOST / 4;
/// Starts of one source: more than a household or a class has under way at a time.
const STARTS_OF_ONE_SOURCE: usize = 16;
/// After this time somebody without a turn may try again, in seconds: most servers answer sooner.
const TRY_AGAIN: Wait = Wait(5);

/// The turns of those who wait for other servers.
#[derive(Debug)]
pub(super) struct Turns {
    /// By site. Those who come from nowhere known are one.
    all: FairShares<Option<Network>>,
    sources: Shares<Source>,
    starts: Shares<Source>,
}

/// What is held while a request waits.
#[derive(Debug)]
pub(super) struct Turn {
    seat: Seat<Option<Network>>,
    /// None where the source is not known: one share for all of those would lock each other out.
    _source: Option<OwnedSemaphorePermit>,
    _start: Option<OwnedSemaphorePermit>,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            all: FairShares::new(MOST),
            sources: Shares::new(OF_ONE_SOURCE),
            starts: Shares::new(STARTS_OF_ONE_SOURCE),
        }
    }

    /// A turn for a request of `source`.
    ///
    /// # Errors
    /// [`Cause::NoTurn`] if all of its turns are taken.
    pub(super) fn take(&self, source: Source) -> Result<Turn, Cause> {
        let share = permit(&self.sources, source)?;
        let seat = self.all.take(source.site()).ok_or(Cause::NoTurn(TRY_AGAIN))?;
        Ok(Turn { seat, _source: share, _start: None })
    }

    /// The same for the start of a login.
    ///
    /// # Errors
    /// Those of [`Self::take`].
    pub(super) fn take_start(&self, source: Source) -> Result<Turn, Cause> {
        let start = permit(&self.starts, source)?;
        Ok(Turn { _start: start, ..self.take(source)? })
    }
}

impl Turn {
    /// Waits for other servers, as long as nobody else needs the turn more.
    ///
    /// # Errors
    /// [`Cause::NoTurn`] if somebody does. `work` is then dropped.
    pub(super) async fn while_held<T>(&self, work: impl Future<Output = T>) -> Result<T, Cause> {
        self.seat.while_held(work).await.ok_or(Cause::NoTurn(TRY_AGAIN))
    }
}

/// What `source` holds of its share, if it is known.
fn permit(shares: &Shares<Source>, source: Source) -> Result<Option<OwnedSemaphorePermit>, Cause> {
    if !source.is_known() {
        return Ok(None);
    }
    let permit = shares.of(source).try_acquire_owned();
    permit.map(Some).map_err(|_| Cause::NoTurn(TRY_AGAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(site: u8, number: u8) -> Source {
        Source::of([198, 51, site, number].into())
    }

    fn taken<T>(take: impl Fn() -> Result<T, Cause>) -> Vec<T> {
        std::iter::repeat_with(take).map_while(Result::ok).collect()
    }

    #[test]
    fn one_source_takes_a_quarter_and_leaves_turns_to_others() {
        let turns = Turns::new();
        let starts = taken(|| turns.take_start(source(1, 1)));
        let others = taken(|| turns.take(source(1, 1)));
        assert_eq!((starts.len(), others.len()), (16, 16));
        let neighbours: Vec<_> =
            (2..9).map(|number| taken(|| turns.take(source(1, number)))).collect();
        let numbers: Vec<_> = neighbours.iter().map(Vec::len).collect();
        assert_eq!(numbers, [32, 32, 32, 0, 0, 0, 0], "all of one site");
        drop(starts);
        assert_eq!(taken(|| turns.take(source(1, 9))).len(), 16, "what is given back");
    }

    #[tokio::test]
    async fn sites_that_take_all_turns_give_one_up_for_whoever_comes_from_elsewhere() {
        let turns = Turns::new();
        let greedy: Vec<_> =
            (0..18).map(|site| taken(|| turns.take_start(source(site, 1)))).collect();
        let given_up_for_each_other = greedy.iter().map(Vec::len).sum::<usize>() - 128;
        let people: Vec<_> = (100..150).map(|site| turns.take_start(source(site, 7))).collect();
        assert!(people.iter().all(Result::is_ok));
        let lost = greedy.iter().flatten().filter(|turn| {
            let lost = turn.while_held(std::future::pending::<()>());
            futures_util::FutureExt::now_or_never(lost).is_some()
        });
        assert_eq!(lost.count(), given_up_for_each_other + 50);
        for person in people.iter().flatten() {
            assert!(person.while_held(std::future::ready(())).await.is_ok());
        }
    }

    #[test]
    fn who_cannot_be_told_apart_has_no_share_but_never_more_than_all() {
        let turns = Turns::new();
        assert_eq!(taken(|| turns.take_start(Source::UNKNOWN)).len(), 128);
    }
}
