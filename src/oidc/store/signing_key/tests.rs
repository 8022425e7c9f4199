//! Tests of key rotation over years, with a clock that the test moves.

use std::collections::{BTreeSet, VecDeque};

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::clock::Hand;

const START: i64 = 1_790_000_000;

struct House {
    keys: SigningKeys,
    hand: Hand,
    clock: Clock,
    db: Db,
    /// Held, because the folder is deleted when it is dropped.
    _folder: TempDir,
}

impl House {
    async fn open(lifetime: Option<i64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let (clock, hand) = Clock::movable(START);
        let keys = SigningKeys::load_or_generate(db.clone(), clock.clone(), lifetime).await;
        Self { keys: keys.unwrap(), hand, clock, db, _folder: folder }
    }

    async fn pass(&self, seconds: i64) {
        self.hand.advance(seconds);
        self.keys.rotate_when_due().await.unwrap();
    }

    async fn restart(&mut self) {
        let lifetime = self.keys.ring.schedule.lifetime;
        let keys =
            SigningKeys::load_or_generate(self.db.clone(), self.clock.clone(), lifetime).await;
        self.keys = keys.unwrap();
    }

    /// The `kid` of the key that signs.
    fn signing(&self, algorithm: Algorithm) -> String {
        let token = self.keys.sign(algorithm, &json!({})).unwrap();
        jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
    }

    fn published(&self) -> BTreeSet<String> {
        let jwks = self.keys.jwks(&Algorithm::ALL);
        let keys = jwks["keys"].as_array().unwrap();
        let kids: BTreeSet<_> =
            keys.iter().map(|k| k["kid"].as_str().unwrap().to_owned()).collect();
        assert_eq!(kids.len(), keys.len(), "each kid is there once");
        kids
    }
}

#[tokio::test]
async fn over_a_year_every_token_is_of_a_key_that_every_copy_of_a_day_holds() {
    const HOURS: usize = 24;
    let mut house = House::open(Some(30 * DAY)).await;
    let mut copies = VecDeque::from(vec![house.published(); HOURS + 1]);
    let mut issued = VecDeque::new();
    let mut signed = BTreeSet::new();
    for hour in 0..365 * 24 {
        house.pass(HOUR).await;
        if hour % 1000 == 0 {
            house.restart().await;
        }
        copies.push_back(house.published());
        copies.pop_front();
        for algorithm in Algorithm::ALL {
            let kid = house.signing(algorithm);
            assert!(copies.iter().all(|copy| copy.contains(&kid)), "hour {hour}: {kid} is news");
            signed.insert(kid.clone());
            issued.push_back(kid);
        }
        // A valid token is at most a day old, and its recipient's copy of the keys may be a day
        // older.
        if issued.len() > 3 * 2 * HOURS {
            issued.drain(..3);
        }
        let now = copies.back().unwrap();
        assert!(issued.iter().all(|kid| now.contains(kid)), "hour {hour}: gone too early");
        assert!(now.len() <= 6, "{now:?}");
    }
    assert_eq!(signed.len(), 3 * 13, "365 days of 30");
}

#[tokio::test]
async fn late_housekeeping_is_harmless() {
    let house = House::open(Some(90 * DAY)).await;
    let first = house.signing(Algorithm::Rs256);
    house.hand.advance(500 * DAY);
    assert_eq!(house.signing(Algorithm::Rs256), first);
    house.keys.rotate_when_due().await.unwrap();
    assert_eq!(house.signing(Algorithm::Rs256), first, "the next one has to be known first");
    house.hand.advance(LEAD - 1);
    assert_eq!(house.signing(Algorithm::Rs256), first);
    house.hand.advance(1);
    let second = house.signing(Algorithm::Rs256);
    assert_ne!(second, first, "the turn comes without housekeeping");
    assert!(house.published().is_superset(&[first, second].into()));
}

#[tokio::test]
async fn without_a_lifetime_only_a_command_turns_the_keys() {
    let house = House::open(None).await;
    let first = house.signing(Algorithm::EdDsa);
    house.pass(5000 * DAY).await;
    assert_eq!(house.published().len(), 3);
    let next = house.keys.ring.schedule_next(Algorithm::EdDsa).await.unwrap().unwrap();
    assert!(house.keys.ring.schedule_next(Algorithm::EdDsa).await.unwrap().is_none());
    house.pass(60).await;
    assert_eq!(house.signing(Algorithm::EdDsa), first);
    assert!(house.published().contains(&next.kid));
    house.pass(LEAD).await;
    assert_eq!(house.signing(Algorithm::EdDsa), next.kid);
}

#[tokio::test]
async fn a_clock_set_back_leaves_every_key_where_it_was() {
    let house = House::open(Some(30 * DAY)).await;
    house.hand.advance(-10 * 365 * DAY);
    let first = house.signing(Algorithm::Es256);
    house.pass(60).await;
    assert_eq!((house.signing(Algorithm::Es256), house.published().len()), (first.clone(), 3));
    house.hand.advance(10 * 365 * DAY);
    house.pass(30 * DAY - LEAD).await;
    assert_eq!(house.published().len(), 6);
    for jump in [-2 * HOUR, -DAY, -3 * DAY, 3 * DAY, DAY, 2 * HOUR] {
        house.pass(jump).await;
        assert_eq!(house.published().len(), 6, "{jump}");
        assert_eq!(house.signing(Algorithm::Es256), first, "{jump}");
    }
}

#[tokio::test]
async fn a_clock_that_was_years_ahead_does_not_stop_the_turns() {
    let house = House::open(Some(30 * DAY)).await;
    house.pass(10 * 365 * DAY).await;
    house.pass(-10 * 365 * DAY).await;
    let first = house.signing(Algorithm::Rs256);
    house.pass(30 * DAY).await;
    house.pass(LEAD).await;
    assert_ne!(house.signing(Algorithm::Rs256), first);
    house.pass(KEPT).await;
    assert_eq!(house.published().len(), 3, "neither the first nor the one of the wrong time");
}

#[tokio::test]
async fn a_retired_key_leaves_only_its_public_half_and_that_for_a_year() {
    let house = House::open(Some(90 * DAY)).await;
    let old = house.signing(Algorithm::Rs256);
    house.pass(90 * DAY - LEAD).await;
    house.pass(LEAD + KEPT - 1).await;
    assert!(house.published().contains(&old));
    house.pass(1).await;
    assert!(!house.published().contains(&old));
    let left =
        house.keys.ring.load().await.unwrap().into_iter().find(|key| key.kid == old).unwrap();
    assert!(left.private.is_none());
    assert_eq!(house.keys.public_key(&old).unwrap()["kid"], old);
    house.pass(REMEMBERED).await;
    assert_eq!(house.keys.public_key(&old), None);
}

#[tokio::test]
async fn replaced_keys_are_gone_at_once() {
    let house = House::open(Some(90 * DAY)).await;
    let before = house.published();
    house.pass(90 * DAY).await;
    let waiting = house.published();
    assert_eq!(waiting.len(), 6);
    let made = house.keys.ring.replace_all().await.unwrap();
    house.pass(60).await;
    assert_eq!(house.published(), made.iter().map(|key| key.kid.clone()).collect());
    assert!(house.published().is_disjoint(&waiting));
    assert!(before.iter().all(|kid| house.keys.public_key(kid).is_none()));
    for key in made {
        assert_eq!(house.signing(key.algorithm), key.kid);
    }
}
