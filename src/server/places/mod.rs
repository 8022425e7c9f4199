//! The places for connections: how many there are, and who gives one up when none is free.
//!
//! A connection *waits* until a whole request has come over it, and again once that one is answered. In
//! between its request is *under way*. When a new connection finds no free place, the one that has waited
//! longest ends, whatever its source: nothing that was begun is lost with it. So slow connections keep
//! nobody out, not even those that cannot be told apart because they come through a forwarder.
//!
//! A body that is still on its way is part of waiting. Else a head and half a body would hold a place for
//! as long as a body may take, and a thousand of those would hold all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rlimit::Resource;
use tokio::sync::Notify;

use crate::limits::Source;

/// Descriptors for all that is no connection: the database, 64 requests to other servers at a time
/// (`fetch`), connections to them that are kept, and the runtime.
const OTHER_DESCRIPTORS: u64 = 256;
/// Each waiting connection costs about 20 KiB of memory, so all of them cost 15 MiB.
const MOST: u64 = 768;
/// What there always is, even where descriptors are very few.
const FEWEST: u64 = 16;
/// Of all places, one [`Source`] has one in so many: enough for some dozens of browsers behind one
/// address, and no source takes all places.
const SHARE: usize = 4;
/// What a connection may send of one request before it counts as large, in bytes.
const LARGE: usize = 8 * 1024;
/// So many connections may be large: at about 128 KiB of head and body each, that is 8 MiB.
const MOST_LARGE: usize = 64;

/// All places, and who has them.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    of_one_source: usize,
    taken: Mutex<Taken>,
    /// Tells that a connection has ended, or waits again.
    changed: Notify,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No whole request has come. Who waits longer has the lower number.
    Waiting(u64),
    /// A request is under way.
    UnderWay,
    /// It was told to end, and has not ended yet.
    Leaving,
}

/// Connections that share a limit.
#[derive(Debug, Default)]
struct Group {
    /// The connections that wait, by the numbers of their waits.
    waiting: BTreeMap<u64, u64>,
    under_way: usize,
    leaving: usize,
}

/// What a group has for one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Free,
    /// Once this connection has given its place up.
    Of(u64),
    /// Once a connection has ended that was told to.
    Soon,
    /// None: a request is under way at every place.
    Full,
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
    /// As many as the descriptors of this process allow. Raise the limit before.
    pub(super) fn of_this_process() -> Arc<Self> {
        // Where it cannot be read, the usual limit is assumed.
        Self::new(most(Resource::NOFILE.get_soft().unwrap_or(1024)))
    }

    fn new(most: usize) -> Arc<Self> {
        let of_one_source = (most / SHARE).max(1);
        Arc::new(Self { most, of_one_source, taken: Mutex::default(), changed: Notify::new() })
    }

    /// Takes a place for a connection from `source`, if it can be told where it comes from. If none is
    /// free, this ends the connection that has waited longest: of all, or of this source if its share is
    /// what is used up. None if requests of this source are under way at all places of its share. If
    /// requests are under way at all places there are, this waits.
    pub(super) async fn take(self: &Arc<Self>, source: Option<Source>) -> Option<Place> {
        loop {
            let changed = self.changed.notified();
            let admission = self.lock().admit(source, self.most, self.of_one_source);
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

/// How many places there are where a process may have so many descriptors.
fn most(descriptors: u64) -> usize {
    let most = descriptors.saturating_sub(OTHER_DESCRIPTORS).clamp(FEWEST, MOST);
    usize::try_from(most).unwrap_or(usize::MAX)
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
    fn admit(&mut self, source: Option<Source>, most: usize, of_one_source: usize) -> Admission {
        let own = source.and_then(|source| self.sources.get(&source));
        match own.map_or(Room::Free, |own| own.room(of_one_source)) {
            Room::Free => {}
            Room::Full => return Admission::Refused,
            room @ (Room::Of(_) | Room::Soon) => return self.make(room),
        }
        match self.all.room(most) {
            Room::Free => {}
            room @ (Room::Of(_) | Room::Soon | Room::Full) => return self.make(room),
        }
        let (id, stage) = (self.next(), Stage::Waiting(self.next()));
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

    fn make(&mut self, room: Room) -> Admission {
        if let Room::Of(id) = room {
            self.give_up(id);
        }
        Admission::Later
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
            let wait = self.next();
            self.enter(id, Stage::Waiting(wait));
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

    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

impl Group {
    fn add(&mut self, stage: Stage, id: u64) {
        match stage {
            Stage::Waiting(since) => _ = self.waiting.insert(since, id),
            Stage::UnderWay => self.under_way += 1,
            Stage::Leaving => self.leaving += 1,
        }
    }

    fn remove(&mut self, stage: Stage) {
        match stage {
            Stage::Waiting(since) => _ = self.waiting.remove(&since),
            Stage::UnderWay => self.under_way -= 1,
            Stage::Leaving => self.leaving -= 1,
        }
    }

    fn staying(&self) -> usize {
        self.waiting.len() + self.under_way
    }

    fn held(&self) -> usize {
        self.staying() + self.leaving
    }

    fn longest_waiting(&self) -> Option<u64> {
        self.waiting.first_key_value().map(|(_, id)| *id)
    }

    fn room(&self, most: usize) -> Room {
        if self.held() < most {
            Room::Free
        } else if self.leaving > 0 {
            Room::Soon
        } else {
            self.longest_waiting().map_or(Room::Full, Room::Of)
        }
    }
}

#[cfg(test)]
mod tests;
