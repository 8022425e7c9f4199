//! `prompt`: what the person must be asked at a sign-in (OIDC Core §3.1.2.1, OIDC Prompt Create).

use serde::{Deserialize, Serialize};

/// One value of `prompt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// The person must not be asked anything.
    None,
    /// The person has to sign in again.
    Login,
    /// The person has to consent, even if they did before.
    Consent,
    /// The person has to choose an account.
    SelectAccount,
    /// The person wants to create an account.
    Create,
}

impl Prompt {
    /// All values, as discovery lists them.
    pub const ALL: [Self; 5] =
        [Self::None, Self::Login, Self::Consent, Self::SelectAccount, Self::Create];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
            Self::Create => "create",
        }
    }
}

/// The values of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompts(Vec<Prompt>);

/// `none` is combined with another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prompt=none must stand alone")]
pub struct Contradiction;

impl Prompts {
    /// Reads the parameter, a list of values separated by spaces. Unknown values are ignored.
    ///
    /// # Errors
    /// [`Contradiction`] if `none` is combined with another value (OIDC Core §3.1.2.1).
    pub fn parse(text: &str) -> Result<Self, Contradiction> {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        if words.contains(&"none") && words.len() > 1 {
            return Err(Contradiction);
        }
        let named = |word: &&str| Prompt::ALL.into_iter().find(|prompt| prompt.name() == *word);
        Ok(Self(words.iter().filter_map(named).collect()))
    }

    /// Whether `prompt` is among them.
    pub fn contains(&self, prompt: Prompt) -> bool {
        self.0.contains(&prompt)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn none_stands_alone() {
        assert!(Prompts::parse("none").unwrap().contains(Prompt::None));
        for text in ["none login", "consent none", "none none", "none foo"] {
            assert_eq!(Prompts::parse(text), Err(Contradiction), "{text}");
        }
    }

    #[test]
    fn unknown_values_are_ignored() {
        let prompts = Prompts::parse("foo  login select_account LOGIN").unwrap();
        assert!(prompts.contains(Prompt::Login) && prompts.contains(Prompt::SelectAccount));
        assert_eq!(Prompts::parse("foo"), Ok(Prompts::default()));
        assert_eq!(Prompts::parse(""), Ok(Prompts::default()));
    }

    proptest! {
        #[test]
        fn what_is_named_is_there_and_nothing_stands_beside_none(
            words in prop::collection::vec("none|login|consent|select_account|create|\\PC{0,8}", 0..6)
        ) {
            let text = words.join(" ");
            let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
            let contradicts = words.contains(&"none") && words.len() > 1;
            match Prompts::parse(&text) {
                Err(Contradiction) => prop_assert!(contradicts),
                Ok(prompts) => {
                    prop_assert!(!contradicts);
                    for prompt in Prompt::ALL {
                        prop_assert_eq!(prompts.contains(prompt), words.contains(&prompt.name()));
                    }
                }
            }
        }
    }
}
