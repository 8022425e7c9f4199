//! Sixteen visitors at a time, until the work is done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use crate::Fault;
use crate::visitor::{Algorithm, Visitor};
use crate::world::Place;

/// How many visitors there are at a time.
pub(crate) const AT_A_TIME: usize = 16;

/// What each visitor does again and again.
#[derive(Clone, Copy)]
pub(crate) enum Errand {
    /// Signs in and redeems the code.
    CompleteLogin,
    /// Signs in and leaves the code with the others.
    CollectCode,
    /// Redeems a code that was left.
    RedeemCode,
    /// Signs in without being asked, by the session, and redeems the code.
    SilentLogin,
    /// Gets new tokens.
    Refresh,
    /// Asks what a token is good for.
    Introspect,
}

/// Codes that wait to be redeemed.
#[derive(Clone, Default)]
pub(crate) struct Codes(Arc<Mutex<Vec<String>>>);

/// Where the visitors go.
#[derive(Clone, Copy)]
pub(crate) struct Town<'a> {
    /// Host and port of the daemon.
    pub(crate) daemon: &'a str,
    pub(crate) world: &'a Place,
}

/// Visitors who come again.
pub(crate) struct Crowd(Vec<Visitor>);

impl Town<'_> {
    /// Visitors whom nobody knows yet.
    pub(crate) async fn crowd(self) -> Result<Crowd, Fault> {
        let mut visitors = Vec::new();
        for handle in self.world.handles.iter().take(AT_A_TIME) {
            visitors.push(Visitor::new(self.daemon, &self.world.pds, handle).await?);
        }
        Ok(Crowd(visitors))
    }

    /// Visitors who have signed in once.
    pub(crate) async fn residents(self, algorithm: Algorithm) -> Result<Crowd, Fault> {
        let mut crowd = self.crowd().await?;
        for visitor in &mut crowd.0 {
            visitor.stay(algorithm).await?;
        }
        Ok(crowd)
    }

    /// Has `errand` done `times` times by visitors whom nobody knows. The first failure ends it.
    pub(crate) async fn run(
        self,
        errand: Errand,
        algorithm: Algorithm,
        codes: &Codes,
        times: usize,
    ) -> Result<(), Fault> {
        self.crowd().await?.run(errand, algorithm, codes, times).await.map(drop)
    }
}

impl Crowd {
    /// Has `errand` done `times` times. The first failure ends it.
    pub(crate) async fn run(
        self,
        errand: Errand,
        algorithm: Algorithm,
        codes: &Codes,
        times: usize,
    ) -> Result<Self, Fault> {
        let left = Arc::new(AtomicUsize::new(times));
        let mut visitors = JoinSet::new();
        for mut visitor in self.0 {
            let (left, codes) = (Arc::clone(&left), codes.clone());
            visitors.spawn(async move {
                while take(&left) {
                    visitor.go(errand, algorithm, &codes).await?;
                }
                Ok::<Visitor, Fault>(visitor)
            });
        }
        let mut crowd = Vec::new();
        while let Some(done) = visitors.join_next().await {
            crowd.push(done??);
        }
        Ok(Self(crowd))
    }

    /// Has each of them do `errand` once, one after the other.
    pub(crate) async fn each(&mut self, errand: Errand, algorithm: Algorithm) -> Result<(), Fault> {
        for visitor in &mut self.0 {
            visitor.go(errand, algorithm, &Codes::default()).await?;
        }
        Ok(())
    }
}

impl Visitor {
    async fn go(
        &mut self,
        errand: Errand,
        algorithm: Algorithm,
        codes: &Codes,
    ) -> Result<(), Fault> {
        match errand {
            Errand::CompleteLogin => {
                let code = self.code(algorithm).await?;
                self.redeem(algorithm, &code).await
            }
            Errand::CollectCode => {
                let code = self.code(algorithm).await?;
                codes.0.lock().unwrap_or_else(PoisonError::into_inner).push(code);
                Ok(())
            }
            Errand::RedeemCode => {
                let code = codes.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
                self.redeem(algorithm, &code.ok_or("no code is left")?).await
            }
            Errand::SilentLogin => self.silent(algorithm).await,
            Errand::Refresh => self.refresh(algorithm).await,
            Errand::Introspect => self.introspect(algorithm).await,
        }
    }
}

/// One of what is left, if there is any.
fn take(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}
