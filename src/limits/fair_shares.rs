//! A concurrency limit that parties share fairly.
//!
//! While there is room, everybody may have as many seats as they ask for. When all are taken, a newcomer gets
//! the seat of another party that was held longest: if it was held for one to two seconds, of any party that
//! has no fewer seats; else of one that has more. So nobody holds up others by taking all there are, and it need not
//! be known who means harm.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// Seats, and who has them. Clones share them.
#[derive(Debug)]
pub struct FairShares<K: Copy + Eq + Hash>(Arc<Shared<K>>);

/// A seat. It is free again when this is dropped.
#[derive(Debug)]
pub struct Seat<K: Copy + Eq + Hash> {
    shares: FairShares<K>,
    party: K,
    number: u64,
    given_up: Arc<Notify>,
}

#[derive(Debug)]
struct Shared<K> {
    most: usize,
    table: Mutex<Table<K>>,
    /// Tells that a seat is free.
    changed: Notify,
}

#[derive(Debug)]
struct Table<K> {
    /// The seats of each party, by the order in which they were taken. A seat that has to be given up is
    /// not in it any more.
    parties: HashMap<K, BTreeMap<u64, Holder>>,
    taken: usize,
    /// The last number that was given to a seat.
    last: u64,
}

#[derive(Debug)]
struct Holder {
    /// Until then it is left to who has it.
    ripe: Instant,
    given_up: Arc<Notify>,
}

/// So long at least a seat is left to who has it, unless that party has at least two more than the newcomer's.
/// Honest servers mostly answer sooner, and parties would take seats from each other for ever otherwise.
const UNDISTURBED: Duration = Duration::from_secs(1);
/// Up to so much longer, by the seat. Seats that were taken in one moment would be given up in one moment
/// otherwise, again and again, and everybody would wait for the work of that moment.
const LONGER: u64 = 1000;
/// Of seats with consecutive numbers each has another time, far from the ones before: the golden ratio.
const STEP: u64 = 618;

impl<K: Copy + Eq + Hash> Clone for FairShares<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K: Copy + Eq + Hash> FairShares<K> {
    /// `most` seats in total.
    pub fn new(most: usize) -> Self {
        let table = Table { parties: HashMap::new(), taken: 0, last: 0 };
        Self(Arc::new(Shared { most, table: Mutex::new(table), changed: Notify::new() }))
    }

    /// A seat that nobody has.
    pub fn take_free(&self, party: K) -> Option<Seat<K>> {
        let mut table = self.table();
        (table.taken < self.0.most).then(|| self.seat(&mut table, party, Arc::default()))
    }

    /// A seat that nobody has, or one that another party has to give up. None if none has to.
    pub fn take(&self, party: K) -> Option<Seat<K>> {
        self.take_as(party, &Arc::default())
    }

    /// The same for whoever has several seats and hears by `given_up` that one of them has to be given up.
    pub fn take_as(&self, party: K, given_up: &Arc<Notify>) -> Option<Seat<K>> {
        let mut table = self.table();
        if table.taken >= self.0.most {
            table.make_room_for(party)?;
        }
        Some(self.seat(&mut table, party, Arc::clone(given_up)))
    }

    /// The same, as soon as there is one.
    pub async fn wait(&self, party: K) -> Seat<K> {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed.
            changed.as_mut().enable();
            if let Some(seat) = self.take(party) {
                return seat;
            }
            // A seat may have been held for long enough by then.
            tokio::select! {
                () = changed => {}
                () = sleep(UNDISTURBED / 4) => {}
            }
        }
    }

    fn seat(&self, table: &mut Table<K>, party: K, given_up: Arc<Notify>) -> Seat<K> {
        let number = table.last + 1;
        (table.last, table.taken) = (number, table.taken + 1);
        let longer = Duration::from_millis(number.wrapping_mul(STEP) % LONGER);
        let ripe = Instant::now() + UNDISTURBED + longer;
        let holder = Holder { ripe, given_up: Arc::clone(&given_up) };
        table.parties.entry(party).or_default().insert(number, holder);
        Seat { shares: self.clone(), party, number, given_up }
    }

    fn table(&self) -> MutexGuard<'_, Table<K>> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash> Table<K> {
    /// Takes a seat away that `party` needs more, the oldest one of a party that has many. None if there
    /// is none.
    fn make_room_for(&mut self, party: K) -> Option<()> {
        let now = Instant::now();
        let own = self.parties.get(&party).map_or(0, BTreeMap::len);
        let others = self.parties.iter().filter(|(other, _)| **other != party);
        let (.., richest, number) = others
            .filter_map(|(other, seats)| {
                let (number, holder) = seats.first_key_value()?;
                let is_ripe = holder.ripe <= now;
                let gives = seats.len() >= if is_ripe { own } else { own + 2 };
                gives.then_some((is_ripe, seats.len(), *other, *number))
            })
            .max_by_key(|(is_ripe, seats, _, number)| (*is_ripe, *seats, Reverse(*number)))?;
        self.remove(richest, number)?.given_up.notify_one();
        Some(())
    }

    fn remove(&mut self, party: K, number: u64) -> Option<Holder> {
        let seats = self.parties.get_mut(&party)?;
        let holder = seats.remove(&number)?;
        if seats.is_empty() {
            self.parties.remove(&party);
        }
        self.taken -= 1;
        Some(holder)
    }
}

impl<K: Copy + Eq + Hash> Seat<K> {
    /// Does `work` as long as the seat need not be given up. None if that came first; `work` is then
    /// dropped.
    pub async fn while_held<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            result = work => Some(result),
            () = self.given_up.notified() => {
                // For the next call, which comes too late as well.
                self.given_up.notify_one();
                None
            }
        }
    }
}

impl<K: Copy + Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        self.shares.table().remove(self.party, self.number);
        self.shares.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn is_given_up(seat: &Seat<u8>) -> bool {
        seat.while_held(std::future::pending::<()>()).now_or_never().is_some()
    }

    /// All seats were taken before the time in which nobody is disturbed.
    fn let_time_pass(shares: &FairShares<u8>) {
        let mut table = shares.table();
        for holder in table.parties.values_mut().flat_map(BTreeMap::values_mut) {
            holder.ripe = Instant::now();
        }
    }

    fn taken(shares: &FairShares<u8>, party: u8) -> Vec<Seat<u8>> {
        std::iter::repeat_with(|| shares.take(party)).map_while(|seat| seat).collect()
    }

    #[tokio::test]
    async fn who_has_all_seats_gives_one_up_for_each_newcomer_and_the_oldest_first() {
        let shares = FairShares::new(4);
        let greedy = taken(&shares, 1);
        assert_eq!(greedy.len(), 4, "all, while nobody else wants any");
        let _newcomers = [2, 3].map(|party| shares.take(party).unwrap());
        assert!(is_given_up(&greedy[0]) && is_given_up(&greedy[1]));
        assert!(is_given_up(&greedy[0]), "however often it asks");
        assert!(shares.take(1).is_none(), "who has most gets no more");
        assert!(shares.take(2).is_none(), "nor does who would have as many");
        assert_eq!(greedy[2].while_held(async { 7 }).await, Some(7));
    }

    #[tokio::test]
    async fn of_parties_that_have_one_seat_each_the_oldest_goes_after_a_while() {
        let shares = FairShares::new(2);
        let first = shares.take(1).unwrap();
        let second = shares.take(2).unwrap();
        assert!(shares.take(3).is_none(), "nobody is disturbed at once");
        let_time_pass(&shares);
        let _third = shares.take(3).unwrap();
        assert!(is_given_up(&first));
        drop(first);
        let _fourth =
            shares.take(3).expect("the second is old as well, and this party has no more");
        assert!(is_given_up(&second));
    }

    #[tokio::test]
    async fn whoever_is_answered_soon_is_not_disturbed_by_those_who_wait_for_silence() {
        let shares = FairShares::new(8);
        let silent: Vec<_> = (0..8).map(|party| shares.take(party).unwrap()).collect();
        let_time_pass(&shares);
        // Two requests at a time, in the middle of others that come and wait.
        let busy = [(); 2].map(|()| shares.take(100).unwrap());
        let others: Vec<_> = (50..55).map(|party| shares.take(party).unwrap()).collect();
        for seat in &busy {
            assert_eq!(seat.while_held(async { 7 }).await, Some(7));
        }
        assert!(is_given_up(&silent[6]) && others.iter().all(|seat| !is_given_up(seat)));
    }

    #[tokio::test]
    async fn who_waits_gets_a_seat_when_one_is_free_or_held_for_long() {
        let shares = FairShares::new(1);
        let held = shares.take(1).unwrap();
        assert!(shares.take_free(2).is_none());
        let waiting = shares.wait(2);
        tokio::pin!(waiting);
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("it is held"),
            () = std::future::ready(()) => {}
        }
        drop(held);
        drop(waiting.await);
        let _held = shares.take(1).unwrap();
        let_time_pass(&shares);
        drop(shares.wait(2).await);
    }

    #[test]
    fn seats_that_were_taken_in_one_moment_are_not_given_up_in_one_moment() {
        let shares = FairShares::new(100);
        let _seats = taken(&shares, 1);
        let mut ripe: Vec<_> =
            shares.table().parties[&1].values().map(|holder| holder.ripe).collect();
        ripe.sort();
        for tenth in ripe.windows(20) {
            assert!(tenth[19] - tenth[0] >= Duration::from_millis(150), "{tenth:?}");
        }
    }

    #[test]
    fn nothing_is_remembered_of_who_has_no_seat() {
        let shares = FairShares::new(2);
        for party in 0..100 {
            drop(shares.take(party).unwrap());
        }
        let table = shares.table();
        assert_eq!((table.parties.len(), table.taken), (0, 0));
    }
}
