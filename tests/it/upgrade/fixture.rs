//! The fixtures, and each of them upgraded to the daemon of today.

use super::dump;
use super::held::Held;
use super::place::Place;
use crate::support::Browser;

/// A database of before, and what the outside held then.
pub(super) struct Fixture {
    /// The newest migration that it has seen.
    pub(super) version: i64,
    pub(super) sql: &'static str,
    held: &'static str,
}

/// All of them. One is never made anew, or it would not be of its time: others come behind it.
pub(super) const FIXTURES: [Fixture; 7] = [
    Fixture {
        version: 2,
        sql: include_str!("fixtures/0002.sql"),
        held: include_str!("fixtures/0002.json"),
    },
    Fixture {
        version: 3,
        sql: include_str!("fixtures/0003.sql"),
        held: include_str!("fixtures/0003.json"),
    },
    Fixture {
        version: 4,
        sql: include_str!("fixtures/0004.sql"),
        held: include_str!("fixtures/0004.json"),
    },
    Fixture {
        version: 5,
        sql: include_str!("fixtures/0005.sql"),
        held: include_str!("fixtures/0005.json"),
    },
    Fixture {
        version: 6,
        sql: include_str!("fixtures/0006.sql"),
        held: include_str!("fixtures/0006.json"),
    },
    Fixture {
        version: 7,
        sql: include_str!("fixtures/0007.sql"),
        held: include_str!("fixtures/0007.json"),
    },
    Fixture {
        version: 8,
        sql: include_str!("fixtures/0008.sql"),
        held: include_str!("fixtures/0008.json"),
    },
];

/// A fixture on which the daemon of today was started, at the moment at which it was made.
pub(super) struct Upgraded {
    pub(super) place: Place,
    pub(super) held: Held,
    pub(super) version: i64,
}

/// Each fixture.
pub(super) async fn upgraded() -> Vec<Upgraded> {
    let mut all = Vec::new();
    for fixture in &FIXTURES {
        all.push(Upgraded::of(fixture.version, fixture.sql, Held::read(fixture.held)).await);
    }
    all
}

impl Upgraded {
    /// Starts the daemon on this database.
    pub(super) async fn of(version: i64, sql: &str, held: Held) -> Self {
        let state = tempfile::tempdir().unwrap();
        dump::load(sql, &state.path().join("atlogin.db")).await;
        let place = Place::open(held.at, state, &held.value("signer")).await;
        // The servers of people were not upgraded: they know what they knew.
        place.world.pds().go_on_with(held.value("pds"));
        Self { place, held, version }
    }

    /// A browser with the cookies that stand under this name.
    pub(super) fn browser_of(&self, name: &str) -> Browser {
        let kept = self.held.value(name);
        let mut browser = self.place.browser();
        browser.hold(kept.get("jar").cloned().unwrap_or(kept));
        browser
    }
}
