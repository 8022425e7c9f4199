//! The state of trials in progress, in one cookie that only this browser has.
//!
//! A person may try it in two tabs at once, so there is room for a few. The newest comes first. A
//! trial that is pushed out has to start over.

use crate::secret::same_text;

/// How many trials a browser can have in progress.
const MOST: usize = 4;

/// The trials of one browser.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Trials(Vec<Trial>);

/// What one trial needs to finish.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Trial {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

impl Trials {
    /// Reads the cookie. Invalid trials are left out.
    pub(super) fn read(cookie: Option<&str>) -> Self {
        let trials = cookie.unwrap_or_default().split('~').filter_map(Trial::read);
        Self(trials.take(MOST).collect())
    }

    /// Adds a new trial.
    pub(super) fn with(mut self, trial: Trial) -> Self {
        self.0.insert(0, trial);
        self.0.truncate(MOST);
        self
    }

    /// Takes out the trial of a response with this `state`.
    pub(super) fn take(&mut self, state: &str) -> Option<Trial> {
        let place = self.0.iter().position(|trial| same_text(&trial.state, state))?;
        Some(self.0.remove(place))
    }

    /// The value of the cookie. `None` if no trial is left.
    pub(super) fn to_cookie(&self) -> Option<String> {
        let written = |trial: &Trial| format!("{}.{}.{}", trial.state, trial.nonce, trial.verifier);
        let trials: Vec<String> = self.0.iter().map(written).collect();
        (!trials.is_empty()).then(|| trials.join("~"))
    }
}

impl Trial {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::to_owned);
        let trial = Self { state: parts.next()?, nonce: parts.next()?, verifier: parts.next()? };
        let whole = parts.next().is_none() && !trial.state.is_empty();
        whole.then_some(trial)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn trial(name: &str) -> Trial {
        Trial { state: name.to_owned(), nonce: "n".to_owned(), verifier: "v".to_owned() }
    }

    #[test]
    fn trials_in_several_tabs_do_not_mix_and_the_oldest_gives_way() {
        let mut trials = Trials::read(None);
        for name in ["a", "b", "c", "d", "e"] {
            trials = Trials::read(trials.with(trial(name)).to_cookie().as_deref());
        }
        assert!(trials.take("a").is_none());
        assert!(trials.take("c").is_some_and(|taken| taken.state == "c"));
        assert!(trials.take("c").is_none());
        for name in ["b", "d", "e"] {
            assert!(trials.take(name).is_some());
        }
        assert_eq!(trials.to_cookie(), None);
    }

    #[test]
    fn what_is_no_trial_is_left_out() {
        for cookie in ["", "~", "a", "a.b", "a.b.c.d", "..", "~~a~"] {
            assert_eq!(Trials::read(Some(cookie)).to_cookie(), None, "{cookie}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_cookie_holds_there_are_few_and_they_come_back_as_they_are(text in "([a-z]{1,3}\\.[a-z]\\.[a-z]?~?){0,9}|[a-z.~]{0,80}|\\PC{0,80}") {
            let trials = Trials::read(Some(&text));
            prop_assert!(trials.0.len() <= MOST);
            prop_assert!(Trials::read(trials.to_cookie().as_deref()) == trials);
        }
    }
}
