//! What the outside world holds when a fixture is made: what relying parties, browsers and servers
//! must be able to go on with.
//!
//! What anybody may know stands there as it is. What its holder would keep to themselves (cookies,
//! codes, tokens, secrets) is sealed.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::sealed;
use crate::support::{Browser, Question};

/// All that is held.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Held {
    /// When the fixture was made, by the clock of its daemon, in unix seconds.
    pub(super) at: i64,
    open: BTreeMap<String, Value>,
    sealed: BTreeMap<String, String>,
}

impl Held {
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap()
    }

    pub(super) fn text(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap())
    }

    /// Keeps what anybody may know.
    pub(super) fn note(&mut self, name: &str, value: impl Into<Value>) {
        let before = self.open.insert(name.to_owned(), value.into());
        assert!(before.is_none(), "{name} is noted twice");
    }

    /// Keeps what only its holder knows.
    pub(super) fn hide(&mut self, name: &str, value: impl Into<Value>) {
        let sealed = sealed::seal(value.into().to_string().as_bytes());
        let before = self.sealed.insert(name.to_owned(), STANDARD.encode(sealed));
        assert!(before.is_none(), "{name} is hidden twice");
    }

    /// Keeps a question and the browser that it was asked in.
    pub(super) fn hide_question(&mut self, name: &str, question: &Question, browser: &Browser) {
        let Question { url, state, nonce, verifier } = question;
        let question = json!({
            "url": url, "state": state, "nonce": nonce.secret(), "verifier": verifier,
            "jar": browser.jar(),
        });
        self.hide(name, question);
    }

    /// What was kept under this name, in whichever way.
    pub(super) fn value(&self, name: &str) -> Value {
        if let Some(value) = self.open.get(name) {
            return value.clone();
        }
        let sealed = self.sealed.get(name).unwrap_or_else(|| panic!("nobody holds {name}"));
        serde_json::from_slice(&sealed::open(&STANDARD.decode(sealed).unwrap())).unwrap()
    }

    /// The same, if it is a text.
    pub(super) fn text_of(&self, name: &str) -> String {
        self.value(name).as_str().unwrap_or_else(|| panic!("{name} is no text")).to_owned()
    }

    /// A question that was kept.
    pub(super) fn question(&self, name: &str) -> Question {
        let kept = self.value(name);
        let text = |member: &str| kept[member].as_str().unwrap().to_owned();
        Question {
            url: text("url"),
            state: text("state"),
            nonce: openidconnect::Nonce::new(text("nonce")),
            verifier: text("verifier"),
        }
    }
}
