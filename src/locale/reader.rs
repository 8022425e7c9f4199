//! The language of the request that this task answers.
//!
//! It is kept beside the task, like the reference of the request (`telemetry`): every page needs it, from
//! the first refusal of a connection's request to the last step of a login, and none of the steps between
//! has anything to say about it. Outside of a request the texts are English.
//!
//! The order: what the person chose, what the relying party asks for, what the browser asks for, English.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, LazyLock};

use super::language::Language;
use super::languages::Languages;
use super::message::{Message, Part, divide};
use super::preference;

/// Who reads the pages of one request.
#[derive(Clone, Debug)]
pub struct Reader {
    languages: Arc<Languages>,
    /// What the person chose.
    chosen: Option<Arc<Language>>,
    /// What the browser asks for.
    accepted: Option<Arc<Language>>,
    /// What the relying party asks for, once it is known.
    asked: Cell<Option<usize>>,
    /// The page to which a choice of language leads back.
    place: Arc<str>,
}

tokio::task_local! {
    static READER: Reader;
}

static BUILT_IN: LazyLock<Arc<Languages>> = LazyLock::new(|| Arc::new(Languages::default()));

impl Reader {
    /// `chosen` is the tag in the person's cookie, `accept` the `Accept-Language` of the browser, and
    /// `place` the path and query of the page to come back to.
    pub fn new(
        languages: &Arc<Languages>,
        chosen: Option<&str>,
        accept: Option<&str>,
        place: &str,
    ) -> Self {
        let best = |ranges: Vec<&str>| {
            ranges.into_iter().find_map(|range| languages.best_for(range).cloned())
        };
        Self {
            chosen: chosen.and_then(|tag| languages.tagged(tag)).cloned(),
            accepted: accept.and_then(|header| best(preference::accepted(header))),
            asked: Cell::new(None),
            languages: Arc::clone(languages),
            place: place.into(),
        }
    }

    /// The reader of this task's request, for a page that is written after the handler has returned.
    pub fn current() -> Option<Self> {
        READER.try_with(Clone::clone).ok()
    }

    /// Answers a request of this reader.
    pub async fn answer_request<F: Future>(self, answer: F) -> F::Output {
        READER.scope(self, answer).await
    }

    /// Writes a text for this reader.
    #[cfg(test)]
    pub fn write<T>(self, write: impl FnOnce() -> T) -> T {
        READER.sync_scope(self, write)
    }

    /// The languages to choose from.
    pub fn languages(&self) -> &[Arc<Language>] {
        self.languages.all()
    }

    /// The page to come back to after a choice.
    pub fn place(&self) -> &str {
        &self.place
    }

    fn language(&self) -> Arc<Language> {
        let asked = || self.asked.get().and_then(|index| self.languages.all().get(index));
        let wanted = self.chosen.as_ref().or_else(asked).or(self.accepted.as_ref());
        Arc::clone(wanted.unwrap_or_else(|| self.languages.english()))
    }
}

/// Notes which languages the relying party asks for (`ui_locales`), the most welcome first.
pub fn ask_for(ui_locales: &str) {
    // Outside of a request nobody reads.
    let _ = READER.try_with(|reader| {
        let best = preference::listed(ui_locales)
            .into_iter()
            .find_map(|range| reader.languages.best_for(range));
        let all = reader.languages.all();
        reader.asked.set(best.and_then(|best| all.iter().position(|it| Arc::ptr_eq(it, best))));
    });
}

/// The language of this task's request.
pub fn language() -> Arc<Language> {
    READER.try_with(Reader::language).unwrap_or_else(|_| Arc::clone(BUILT_IN.english()))
}

impl Message {
    /// Its values and what is between them, in the language of this task's request.
    pub fn parts(&self) -> Vec<Part> {
        divide(&self.to_string())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&language().text(self))
    }
}
