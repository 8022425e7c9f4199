//! Sixteen visitors at a time, until the work is done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use crate::Fault;
use crate::visitor::{Algorithm, Visitor};
use crate::world::Place;

/// How many visitors there are at a time.
const AT_A_TIME: usize = 16;

/// What each visitor does again and again.
#[derive(Clone, Copy)]
pub(crate) enum Errand {
    /// Signs in and redeems the code.
    CompleteLogin,
    /// Signs in and leaves the code with the others.
    CollectCode,
    /// Redeems a code that was left.
    RedeemCode,
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

impl Town<'_> {
    /// Has `errand` done `times` times. The first failure ends it.
    pub(crate) async fn run(
        self,
        errand: Errand,
        algorithm: Algorithm,
        codes: &Codes,
        times: usize,
    ) -> Result<(), Fault> {
        let left = Arc::new(AtomicUsize::new(times));
        let mut visitors = JoinSet::new();
        for handle in self.world.handles.iter().take(AT_A_TIME) {
            let mut visitor = Visitor::new(self.daemon, &self.world.pds, handle).await?;
            let (left, codes) = (Arc::clone(&left), codes.clone());
            visitors.spawn(async move {
                while take(&left) {
                    visitor.go(errand, algorithm, &codes).await?;
                }
                Ok::<(), Fault>(())
            });
        }
        while let Some(done) = visitors.join_next().await {
            done??;
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
        }
    }
}

/// One of what is left, if there is any.
fn take(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}
