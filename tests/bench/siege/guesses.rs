//! Wrong secrets for the relying party.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::interval;

use crate::Fault;
use crate::addresses::RELYING_PARTY;
use crate::attackers::Ground;
use crate::http::{Answer, Http};
use crate::visitor::{Algorithm, encode};

/// 60 a second.
const EVERY: Duration = Duration::from_micros(16_667);

/// Somebody at the relying party's own address guesses its secret.
pub(crate) fn wrong_secrets(ground: &Arc<Ground>, tasks: &mut JoinSet<()>) {
    let ground = Arc::clone(ground);
    tasks.spawn(async move {
        let (mut clock, mut guesses) = (interval(EVERY), JoinSet::new());
        loop {
            clock.tick().await;
            while guesses.try_join_next().is_some() {}
            let ground = Arc::clone(&ground);
            guesses.spawn(async move {
                let number = ground.next();
                ground.note(guess(&ground.field.daemon, number)).await;
            });
        }
    });
}

async fn guess(daemon: &str, number: usize) -> Result<Answer, Fault> {
    let mut http = Http::connect_for(daemon, RELYING_PARTY).await?;
    let secret = format!("wrong-secret-0123456789-abcdefghijklm-{number}");
    let form = encode(&[
        ("grant_type", "authorization_code"),
        ("code", "no-code"),
        ("client_id", Algorithm::Es256.name()),
        ("client_secret", &secret),
    ]);
    http.post("/token", "", &form).await
}
