//! One look-up of an account at a time.
//!
//! A browser can send many requests at once, and each would ask the same servers the same question.
//! So one request asks, and the others wait for what it stores. Few may wait, because each holds a
//! connection.

use tokio::sync::OwnedSemaphorePermit;

use crate::limits::Shares;

/// How many requests wait for the look-up of one account, the one that asks included.
const MOST: usize = 64;

/// Hands out the turns.
#[derive(Debug)]
pub struct Lookups {
    turns: Shares<String>,
    waiting: Shares<String>,
}

/// The turn to look an account up, for as long as it is held.
#[derive(Debug)]
pub(crate) struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Lookups {
    fn default() -> Self {
        Self { turns: Shares::new(1), waiting: Shares::new(MOST) }
    }
}

impl Lookups {
    /// Waits until nobody else looks the account `did` up. Nothing at once, if too many wait already.
    pub(crate) async fn turn(&self, did: &str) -> Option<Turn> {
        let place = self.waiting.of(did.to_owned()).try_acquire_owned().ok()?;
        let turn = self.turns.of(did.to_owned()).acquire_owned().await.ok()?;
        Some(Turn { _turn: turn, _place: place })
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

    /// What a future gives at once, if anything.
    async fn futures_poll<T>(future: impl Future<Output = T> + Unpin) -> Option<T> {
        tokio::select! {
            biased;
            value = future => Some(value),
            () = std::future::ready(()) => None,
        }
    }
}
