//! One look-up of an account at a time, and few refreshes that wait for look-ups.
//!
//! A browser can send many requests at once, and each would ask the same servers the same question.
//! So one request asks, and the others wait for what it stores. Few may wait, because each holds a
//! connection.
//!
//! Refreshes have places of their own to wait, apart from the turns of browsers: strangers at silent servers
//! keep no relying party from refreshing. When all are taken, relying parties and the servers of their accounts share
//! them.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};

use tokio::sync::OwnedSemaphorePermit;

use crate::limits::{FairShares, Shares};

/// How many requests wait for the look-up of one account, the one that asks included.
const MOST: usize = 64;

/// How many refreshes wait for look-ups of whatever accounts.
const MOST_REFRESHES: usize = 64;

/// Hands out the turns.
#[derive(Debug)]
pub struct Lookups {
    turns: Shares<String>,
    waiting: Shares<String>,
    /// By a number for the client and the server of the account.
    refreshes: FairShares<u64>,
    numbers: RandomState,
}

/// The turn to look an account up, for as long as it is held.
#[derive(Debug)]
pub(crate) struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Lookups {
    fn default() -> Self {
        Self {
            turns: Shares::new(1),
            waiting: Shares::new(MOST),
            refreshes: FairShares::new(MOST_REFRESHES),
            numbers: RandomState::new(),
        }
    }
}

impl Lookups {
    /// Waits until nobody else looks the account `did` up. Nothing at once, if too many wait already.
    pub(crate) async fn turn(&self, did: &str) -> Option<Turn> {
        let place = self.waiting.of(did.to_owned()).try_acquire_owned().ok()?;
        let turn = self.turns.of(did.to_owned()).acquire_owned().await.ok()?;
        Some(Turn { _turn: turn, _place: place })
    }

    /// Does the look-up `work` for a refresh of `whose`: a client, and the server of an account. Nothing at
    /// once, if too many refreshes wait, and nothing later if others need the place more: `work` is then
    /// dropped.
    pub(crate) async fn for_refresh<T>(
        &self,
        whose: impl Hash,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let place = self.refreshes.take(self.numbers.hash_one(whose))?;
        place.while_held(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_request_looks_up_few_wait_and_the_next_is_sent_away() {
        let lookups = Lookups::default();
        let first = lookups.turn("did:plc:a").await.unwrap();
        let mut waiting: Vec<_> = (1..MOST).map(|_| Box::pin(lookups.turn("did:plc:a"))).collect();
        for turn in &mut waiting {
            assert!(futures_poll(turn.as_mut()).await.is_none(), "it waits");
        }
        assert!(lookups.turn("did:plc:a").await.is_none(), "too many wait");
        assert!(lookups.turn("did:plc:b").await.is_some(), "another account");
        drop(first);
        assert!(waiting.remove(0).await.is_some());
    }

    #[tokio::test]
    async fn a_client_whose_refreshes_have_all_places_gives_one_up_for_another_client() {
        let lookups = Lookups::default();
        let refresh = |client| {
            let never = std::future::pending::<()>();
            Box::pin(lookups.for_refresh(client, never))
        };
        let mut waiting: Vec<_> = (0..MOST_REFRESHES).map(|_| refresh("greedy")).collect();
        for one in &mut waiting {
            assert!(futures_poll(one.as_mut()).await.is_none(), "it waits");
        }
        assert_eq!(refresh("greedy").await, None, "there is no place left");
        let mut other = refresh("other");
        assert!(futures_poll(other.as_mut()).await.is_none(), "it has a place");
        assert_eq!(waiting.remove(0).await, None, "the oldest went");
        assert!(futures_poll(waiting.remove(0)).await.is_none(), "the next stays");
    }

    /// What a future gives at once, if anything.
    async fn futures_poll<T>(future: impl Future<Output = T> + Unpin) -> Option<T> {
        tokio::select! {
            biased;
            value = future => Some(value),
            () = std::future::ready(()) => None,
        }
    }
}
