//! The places for connections: how many there are, and who gives one up when none is free.
//!
//! A connection *waits* until a whole request has come over it, and again once that one is answered. In
//! between its request is *under way*. When a new connection finds no free place, the one that has waited
//! longest ends, whatever its source: nothing that was begun is lost with it. So slow connections keep
//! nobody out, not even those that cannot be told apart because they come through a forwarder.
//!
//! There are places of two kinds. A connection takes one of the many places for *arrivals* until its first
//! request is whole: it costs little there (`first_request`). Then it takes one of the few places for
//! *requests*, where it is served until it ends.
//!
//! A body that is still on its way is part of waiting. Else a head and half a body would hold a place for
//! as long as a body may take, and a thousand of those would hold all of them.

mod group;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rlimit::Resource;
use tokio::sync::{self, Notify};

use self::group::{Group, Room, Stage};
use crate::limits::Source;

/// Descriptors for all that has no place: the database, 192 requests to other servers at a time
/// (`fetch`), connections to them that are kept, the runtime, and connections that have been told to leave.
const OTHER_DESCRIPTORS: u64 = 384;
/// A connection whose first request has not come costs about 1 KiB of memory.
const MOST_ARRIVALS: u64 = 4096;
/// A connection that is served costs 20 to 50 KiB of memory, so all of them cost 10 to 25 MiB.
const MOST_REQUESTS: u64 = 512;
/// What there always is of each kind, even where descriptors are very few.
const FEWEST: u64 = 16;
/// Of all places, one [`Source`] has one in so many: enough for some dozens of browsers behind one
/// address, and no source takes all places.
const SHARE: usize = 4;
/// For each so many places, one connection that was told to leave may still be there when its place is
/// taken. So newcomers do not wait for one departure after the other, which under a siege would be what
/// limits how many are accepted in a second.
const PLACES_PER_DEPARTURE: usize = 16;
/// What a connection may send of one request before it counts as large, in bytes.
const LARGE: usize = 8 * 1024;
/// So many connections may be large: at about 128 KiB of head and body each, that is 8 MiB.
const MOST_LARGE: usize = 64;

/// All places, and who has them.
#[derive(Debug)]
pub(super) struct Places {
    limits: Limits,
    taken: Mutex<Taken>,
    /// Tells that a connection has ended, or waits again.
    changed: Notify,
    /// Who asks for a place when there is none waits in a queue. Only the first of them is woken by each
    /// change.
    first_in_queue: sync::Mutex<()>,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    all: usize,
    of_one_source: usize,
    /// How many may be on their way out beyond these.
    departures: usize,
}

/// The place of one connection. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    id: u64,
    /// Tells that it has to be given up.
    given_up: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Taken {
    /// By number, in the order in which they came.
    connections: HashMap<u64, Holder>,
    all: Group,
    sources: HashMap<Source, Group>,
    large: Group,
    /// The last number that was given to a connection, or to a wait.
    last: u64,
}

#[derive(Debug)]
struct Holder {
    source: Option<Source>,
    stage: Stage,
    /// What it has sent since its last request was whole, in bytes.
    received: usize,
    is_large: bool,
    given_up: Arc<Notify>,
}

/// What became of a connection that asks for a place.
#[derive(Debug)]
enum Admission {
    Taken(u64, Arc<Notify>),
    /// It has to ask again when something has changed.
    Later,
    Refused,
}

impl Places {
    /// The places for arrivals and those for requests: as many as the descriptors of this process allow.
    /// Raise the limit before.
    pub(super) fn of_this_process() -> (Arc<Self>, Arc<Self>) {
        // Where it cannot be read, the usual limit is assumed.
        let (arrivals, requests) = most(Resource::NOFILE.get_soft().unwrap_or(1024));
        (Self::new(arrivals), Self::new(requests))
    }

    pub(super) fn new(most: usize) -> Arc<Self> {
        let of_one_source = (most / SHARE).max(1);
        let departures = most / PLACES_PER_DEPARTURE;
        let limits = Limits { all: most, of_one_source, departures };
        Arc::new(Self {
            limits,
            taken: Mutex::default(),
            changed: Notify::new(),
            first_in_queue: sync::Mutex::default(),
        })
    }

    /// Takes a place for a connection from `source`, if it can be told where it comes from. If none is
    /// free, this ends the connection that has waited longest: of all, or of this source if its share is
    /// what is used up. None if requests of this source are under way at all places of its share. If
    /// requests are under way at all places there are, this waits.
    pub(super) async fn take(self: &Arc<Self>, source: Option<Source>) -> Option<Place> {
        self.take_as(source, Taken::wait).await
    }

    /// Like [`Self::take`], for a connection whose request has come: it is under way from the beginning.
    pub(super) async fn take_for_request(
        self: &Arc<Self>,
        source: Option<Source>,
    ) -> Option<Place> {
        self.take_as(source, |_| Stage::UnderWay).await
    }

    async fn take_as(
        self: &Arc<Self>,
        source: Option<Source>,
        stage: fn(&mut Taken) -> Stage,
    ) -> Option<Place> {
        let _first = self.first_in_queue.lock().await;
        loop {
            let changed = self.changed.notified();
            let admission = self.lock().admit(source, self.limits, stage);
            match admission {
                Admission::Taken(id, given_up) => {
                    return Some(Place { places: Arc::clone(self), id, given_up });
                }
                Admission::Refused => return None,
                Admission::Later => changed.await,
            }
        }
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> usize {
        self.lock().connections.len()
    }

    /// At how many a request is under way.
    pub(super) fn under_way(&self) -> usize {
        self.lock().connections.values().filter(|it| matches!(it.stage, Stage::UnderWay)).count()
    }

    /// Waits until none is taken.
    pub(super) async fn all_free(&self) {
        loop {
            let changed = self.changed.notified();
            if self.taken() == 0 {
                return;
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many places there are for arrivals and for requests where a process may have so many descriptors.
fn most(descriptors: u64) -> (usize, usize) {
    let all = descriptors.saturating_sub(OTHER_DESCRIPTORS);
    let requests = (all / 2).clamp(FEWEST, MOST_REQUESTS);
    let arrivals = all.saturating_sub(requests).clamp(FEWEST, MOST_ARRIVALS);
    let number = |most| usize::try_from(most).unwrap_or(usize::MAX);
    (number(arrivals), number(requests))
}

impl Place {
    /// A whole request has come: until it is [answered](Self::answered) nobody takes the place away.
    /// False if that has happened already. Then the request must not be begun.
    pub(super) fn begin(&self) -> bool {
        self.places.lock().begin(self.id)
    }

    /// The answer is ready, and the wait for the next request begins. Who does not read an answer waits
    /// too, so nobody holds a place by that.
    pub(super) fn answered(&self) {
        self.places.lock().answered(self.id);
        self.places.changed.notify_waiters();
    }

    /// So many more bytes have come. Of those who have sent much of a request that is not whole, the one
    /// that has waited longest ends when there are too many: memory is short before places are.
    pub(super) fn received(&self, bytes: usize) {
        self.places.lock().received(self.id, bytes);
    }

    /// Resolves when the place has to be given up.
    pub(super) async fn given_up(&self) {
        self.given_up.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().end(self.id);
        self.places.changed.notify_waiters();
    }
}

impl Taken {
    fn admit(
        &mut self,
        source: Option<Source>,
        limits: Limits,
        stage: fn(&mut Self) -> Stage,
    ) -> Admission {
        let own = source.and_then(|source| self.sources.get(&source));
        let (room, full) = match own.map(|own| own.room(limits.of_one_source, limits.departures)) {
            None | Some(Room::Free) => {
                (self.all.room(limits.all, limits.departures), Admission::Later)
            }
            Some(room) => (room, Admission::Refused),
        };
        match room {
            Room::Free => self.add(source, stage),
            Room::Of(id) => {
                self.give_up(id);
                self.admit(source, limits, stage)
            }
            Room::Soon => Admission::Later,
            Room::Full => full,
        }
    }

    fn add(&mut self, source: Option<Source>, stage: fn(&mut Self) -> Stage) -> Admission {
        let (id, stage) = (self.next(), stage(self));
        let given_up = Arc::new(Notify::new());
        let told = Arc::clone(&given_up);
        let holder = Holder { source, stage, received: 0, is_large: false, given_up: told };
        self.all.add(stage, id);
        if let Some(source) = source {
            self.sources.entry(source).or_default().add(stage, id);
        }
        self.connections.insert(id, holder);
        Admission::Taken(id, given_up)
    }

    fn give_up(&mut self, id: u64) {
        if let Some(holder) = self.connections.get(&id) {
            holder.given_up.notify_one();
            self.enter(id, Stage::Leaving);
        }
    }

    fn begin(&mut self, id: u64) -> bool {
        let Some(holder) = self.connections.get_mut(&id) else { return false };
        holder.received = 0;
        let is_leaving = holder.stage == Stage::Leaving;
        if !is_leaving {
            self.enter(id, Stage::UnderWay);
        }
        !is_leaving
    }

    fn answered(&mut self, id: u64) {
        // A request that was refused before it was whole ends no wait.
        if self.connections.get(&id).is_some_and(|holder| holder.stage == Stage::UnderWay) {
            let wait = self.wait();
            self.enter(id, wait);
        }
    }

    fn received(&mut self, id: u64, bytes: usize) {
        let Some(holder) = self.connections.get_mut(&id) else { return };
        holder.received = holder.received.saturating_add(bytes);
        if holder.received <= LARGE || holder.is_large {
            return;
        }
        // It stays large, because its buffers do.
        holder.is_large = true;
        self.large.add(holder.stage, id);
        if self.large.staying() > MOST_LARGE
            && let Some(id) = self.large.longest_waiting()
        {
            self.give_up(id);
        }
    }

    fn end(&mut self, id: u64) {
        let Some(holder) = self.connections.remove(&id) else { return };
        self.all.remove(holder.stage);
        if holder.is_large {
            self.large.remove(holder.stage);
        }
        if let Some(source) = holder.source
            && let Some(group) = self.sources.get_mut(&source)
        {
            group.remove(holder.stage);
            if group.held() == 0 {
                self.sources.remove(&source);
            }
        }
    }

    fn enter(&mut self, id: u64, stage: Stage) {
        let Some(holder) = self.connections.get_mut(&id) else { return };
        let before = std::mem::replace(&mut holder.stage, stage);
        let own = holder.source.and_then(|source| self.sources.get_mut(&source));
        let large = holder.is_large.then_some(&mut self.large);
        for group in [Some(&mut self.all), own, large].into_iter().flatten() {
            group.remove(before);
            group.add(stage, id);
        }
    }

    fn wait(&mut self) -> Stage {
        Stage::Waiting(self.next())
    }

    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

#[cfg(test)]
mod tests;
