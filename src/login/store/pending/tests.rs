//! Logins in their budget of bytes.

use serde_json::json;

use super::*;
use crate::atproto::Flow;
use crate::secret::Secret;

const KIB: usize = 1024;
const NOW: i64 = 1_790_000_000;

struct Store {
    db: Db,
    _folder: tempfile::TempDir,
}

impl Store {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { db: Db::open(&folder.path().join("atlogin.db")).await.unwrap(), _folder: folder }
    }

    /// Stores a login of that site with so much of a `state`.
    async fn begin(&self, site: u64, state: usize, now: i64) -> String {
        let request = json!({
            "client_id": "rp", "redirect_uri": "https://rp.example/cb", "scope": ["openid"],
            "state": "x".repeat(state),
        });
        let request = serde_json::from_value(request).unwrap();
        let site = Site::of(site);
        PendingLogin::remember(&self.db, &request, site, now).await.unwrap().id
    }

    async fn open(&self, id: &str, now: i64) {
        let mut login = PendingLogin::find(&self.db, id).await.unwrap().unwrap();
        assert!(login.bind(&self.db, SecretHash::of(&[b"browser"]), now).await.unwrap());
    }

    async fn end(&self, id: &str, now: i64) {
        let login = PendingLogin::find(&self.db, id).await.unwrap().unwrap();
        let mut transaction = self.db.begin().await.unwrap();
        let answer = Answer::Error("access_denied".to_owned());
        assert!(login.end(&mut transaction, &answer, now).await.unwrap());
        transaction.commit().await.unwrap();
    }

    async fn is_there(&self, id: &str) -> bool {
        PendingLogin::find(&self.db, id).await.unwrap().is_some()
    }

    async fn bytes(&self) -> i64 {
        let sum = sql!("SELECT COALESCE(SUM(bytes), 0) FROM pending_login");
        sum.value(self.db.reader()).await.unwrap()
    }
}

#[tokio::test]
async fn a_flood_displaces_its_own_logins_and_nobody_elses() {
    let store = Store::new().await;
    let unopened = store.begin(1, 100, NOW).await;
    let opened = store.begin(1, 100, NOW).await;
    store.open(&opened, NOW).await;
    for number in 0..400 {
        let id = store.begin(2, 100 * KIB, NOW).await;
        if number % 2 == 0 {
            store.open(&id, NOW).await;
        }
    }
    let newest = store.begin(2, 100, NOW).await;
    store.open(&newest, NOW).await;
    assert!(store.bytes().await > MOST_BYTES);
    PendingLogin::keep_within_budget(&store.db, NOW).await.unwrap();
    let kept = store.bytes().await;
    assert!((MOST_BYTES / 8 * 5..MOST_BYTES).contains(&kept), "{kept}");
    for id in [unopened, opened, newest] {
        assert!(store.is_there(&id).await);
    }
    PendingLogin::keep_within_budget(&store.db, NOW).await.unwrap();
    assert_eq!(store.bytes().await, kept, "what fits stays");
}

#[tokio::test]
async fn of_one_site_what_is_over_goes_before_what_nobody_opened_and_that_before_what_is_read() {
    let store = Store::new().await;
    let begin = async |opens: bool| {
        let id = store.begin(1, 5 * 1024 * KIB, NOW).await;
        if opens {
            store.open(&id, NOW).await;
        }
        id
    };
    let [at_server, read, newer_read] = [begin(true).await, begin(true).await, begin(true).await];
    let [unopened, over] = [begin(false).await, begin(true).await];
    sql!("UPDATE pending_login SET attempts = 1 WHERE id = $1", &at_server)
        .execute(store.db.writer())
        .await
        .unwrap();
    store.end(&over, NOW).await;
    PendingLogin::keep_within_budget(&store.db, NOW).await.unwrap();
    let kept = [over, unopened, read, newer_read, at_server];
    let mut are_there = Vec::new();
    for id in &kept {
        are_there.push(store.is_there(id).await);
    }
    assert_eq!(are_there, [false, false, true, true, true], "two had to go");
}

#[tokio::test]
async fn after_ten_minutes_less_may_be_left() {
    let store = Store::new().await;
    for _ in 0..100 {
        let id = store.begin(1, 100 * KIB, NOW).await;
        store.open(&id, NOW).await;
    }
    for (now, is_little) in [(NOW + OLD - 1, false), (NOW + OLD, true)] {
        PendingLogin::keep_within_budget(&store.db, now).await.unwrap();
        assert_eq!(store.bytes().await <= MOST_OLD_BYTES, is_little);
    }
}

#[tokio::test]
async fn the_hour_of_a_person_begins_when_a_browser_opens_the_page() {
    let store = Store::new().await;
    let id = store.begin(1, 1, NOW).await;
    let state =
        async |now| PendingLogin::find(&store.db, &id).await.unwrap().unwrap().state_at(now);
    assert_eq!(state(NOW + TIME_TO_OPEN - 1).await, LoginState::Open);
    assert_eq!(state(NOW + TIME_TO_OPEN).await, LoginState::Expired);
    let opened = NOW + TIME_TO_OPEN - 1;
    store.open(&id, opened).await;
    store.open(&id, opened + 9).await;
    assert_eq!(state(opened + LIFETIME - 1).await, LoginState::Open);
    assert_eq!(state(opened + LIFETIME).await, LoginState::Expired, "a reload prolongs nothing");
}

/// What has to be kept of an attempt.
fn flow() -> Flow {
    let flow = json!({
        "issuer": "https://pds.example", "token_endpoint": "https://pds.example/token",
        "revocation_endpoint": null, "account": null, "dpop_key": "a", "verifier": "b",
        "client_key": null, "nonce": null,
    });
    Flow::from_bytes(flow.to_string().as_bytes()).unwrap()
}

#[tokio::test]
async fn an_attempt_of_a_login_that_is_gone_or_over_is_not_stored_and_is_no_error() {
    let store = Store::new().await;
    let flow = flow();
    let begin = async |login: &PendingLogin| {
        let attempt = PdsRequest::seal(&Secret::mint(), &flow, true).unwrap();
        login.begin_attempt(&store.db, (attempt, None), NOW).await.unwrap().is_some()
    };
    let [open, over, gone] =
        [store.begin(1, 1, NOW).await, store.begin(1, 1, NOW).await, store.begin(1, 1, NOW).await];
    let find = async |id: &str| PendingLogin::find(&store.db, id).await.unwrap().unwrap();
    let [open, over, gone] = [find(&open).await, find(&over).await, find(&gone).await];
    store.end(&over.id, NOW).await;
    sql!("DELETE FROM pending_login WHERE id = $1", &gone.id)
        .execute(store.db.writer())
        .await
        .unwrap();
    let before = store.bytes().await;
    assert_eq!([begin(&open).await, begin(&over).await, begin(&gone).await], [true, false, false]);
    assert!(store.bytes().await > before, "what is sealed counts");
}

#[tokio::test]
async fn a_login_counts_what_its_attempts_hold_and_no_more_than_eight_of_them() {
    let store = Store::new().await;
    let id = store.begin(1, 1, NOW).await;
    let login = PendingLogin::find(&store.db, &id).await.unwrap().unwrap();
    let unsent = store.bytes().await;
    let sealed = async || {
        let sum = sql!("SELECT COALESCE(SUM(length(sealed)), 0) FROM pds_request");
        let sum: i64 = sum.value(store.db.reader()).await.unwrap();
        sum
    };
    for number in 1..=10 {
        let attempt = PdsRequest::seal(&Secret::mint(), &flow(), true).unwrap();
        let stored = login.begin_attempt(&store.db, (attempt, None), NOW).await.unwrap();
        assert!(stored.is_some());
        assert_eq!(store.bytes().await, unsent + sealed().await, "attempt {number}");
    }
    let mut transaction = store.db.begin().await.unwrap();
    assert!(login.prove(&mut transaction, "session", NOW).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!((store.bytes().await, sealed().await), (unsent, 0), "nothing sealed is left");
}
