//! The cookies of a browser, taken out and put into another one: the same person, another day.

use serde_json::Value;

use super::Browser;

impl Browser {
    /// All that it holds, as JSON.
    pub(crate) fn jar(&self) -> Value {
        serde_json::to_value(&self.cookies).unwrap()
    }

    /// Holds what another one held.
    pub(crate) fn hold(&mut self, jar: Value) {
        self.cookies = serde_json::from_value(jar).unwrap();
    }
}
