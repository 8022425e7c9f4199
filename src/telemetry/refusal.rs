//! The line that says why something is refused: who asked, which condition they missed, and what was received.
//!
//! One line for each refusal, at `info`, written where the refusal becomes an answer. A stranger may have written
//! what was received, so it is cut, and whatever looks like a secret in it is not written out: whoever sets a
//! relying party up may paste a secret into the wrong field.

use std::fmt::Display;

use super::harmless::harmless;
use super::request::asker;

/// Why something is refused.
#[derive(Debug)]
pub struct Refusal {
    condition: String,
    received: Option<String>,
    account: Option<(String, Option<String>)>,
}

impl Refusal {
    /// This condition is missed.
    pub fn of(condition: impl Display) -> Self {
        Self { condition: harmless(&condition.to_string()), received: None, account: None }
    }

    /// What was received instead. Nothing of it may be a secret that is known to be one.
    #[must_use]
    pub fn received(mut self, received: Option<impl Display>) -> Self {
        self.received = received.map(|text| harmless(&text.to_string()));
        self
    }

    /// The account that it is about, and its handle if that is known.
    #[must_use]
    pub fn about(mut self, account: Option<(&str, Option<&str>)>) -> Self {
        let owned = |(did, handle): (&str, Option<&str>)| (did.into(), handle.map(str::to_owned));
        self.account = account.map(owned);
        self
    }

    /// Writes the line, unless there are too many of them just now.
    pub fn log(self) {
        let Self { condition, received, account } = self;
        let asked = asker();
        if asked.as_ref().is_some_and(|asked| !asked.lines.admit(asked.source)) {
            return;
        }
        let client_id = asked.and_then(|asked| asked.client_id);
        let (did, handle) = account.map_or((None, None), |(did, handle)| (Some(did), handle));
        tracing::info!(client_id, did, handle, condition, received, "refused");
    }
}
