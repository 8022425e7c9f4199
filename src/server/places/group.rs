//! Connections that share a limit, by their stages: all, those of one source, and the large ones.

use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No whole request has come. Who waits longer has the lower number.
    Waiting(u64),
    /// A request is under way.
    UnderWay,
    /// It was told to end, and has not ended yet.
    Leaving,
}

/// Connections that share a limit.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The connections that wait, by the numbers of their waits.
    waiting: BTreeMap<u64, u64>,
    under_way: usize,
    leaving: usize,
}

/// What a group has for one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Free,
    /// Once this connection has given its place up.
    Of(u64),
    /// Once a connection has ended that was told to.
    Soon,
    /// None: a request is under way at every place.
    Full,
}

impl Group {
    pub(super) fn add(&mut self, stage: Stage, id: u64) {
        match stage {
            Stage::Waiting(number) => _ = self.waiting.insert(number, id),
            Stage::UnderWay => self.under_way += 1,
            Stage::Leaving => self.leaving += 1,
        }
    }

    pub(super) fn remove(&mut self, stage: Stage) {
        match stage {
            Stage::Waiting(number) => _ = self.waiting.remove(&number),
            Stage::UnderWay => self.under_way -= 1,
            Stage::Leaving => self.leaving -= 1,
        }
    }

    pub(super) fn staying(&self) -> usize {
        self.waiting.len() + self.under_way
    }

    pub(super) fn held(&self) -> usize {
        self.staying() + self.leaving
    }

    pub(super) fn longest_waiting(&self) -> Option<u64> {
        self.waiting.first_key_value().map(|(_, id)| *id)
    }

    pub(super) fn room(&self, most: usize, departures: usize) -> Room {
        if self.staying() < most {
            if self.held() < most + departures { Room::Free } else { Room::Soon }
        } else if self.leaving > departures {
            Room::Soon
        } else {
            self.longest_waiting().map_or(Room::Full, Room::Of)
        }
    }
}
