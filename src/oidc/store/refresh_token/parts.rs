//! What a refresh token is made of: two secrets and a number.
//! A secret of its family, its number in the family, and a secret of its own.

use crate::secret::Secret;

/// The parts of a refresh token.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) family: Secret,
    pub(super) number: i64,
    own: Secret,
}

impl Parts {
    pub(super) fn first() -> Self {
        Self { family: Secret::mint(), number: 1, own: Secret::mint() }
    }

    pub(super) fn next(&self) -> Self {
        let (family, number) = (self.family.clone(), self.next_number());
        Self { family, number, own: Secret::mint() }
    }

    /// The number of the token that takes the place of this one.
    pub(super) const fn next_number(&self) -> i64 {
        self.number.saturating_add(1)
    }

    /// Parses a token that [`Self::token`] wrote; `None` for any other text.
    pub(super) fn read(token: &Secret) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (family, number, own) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let [family, own] = [family, own].map(|part| Secret::from_text(part.to_owned()));
        let read = Self { family, number, own };
        // It must be exactly as we write it, so that each token has only one spelling.
        let is_plain = read.number > 0 && read.token().expose() == token.expose();
        is_plain.then_some(read)
    }

    pub(super) fn token(&self) -> Secret {
        let Self { family, number, own } = self;
        Secret::from_text(format!("{}.{number}.{}", family.expose(), own.expose()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Parts> {
        Parts::read(&Secret::from_text(text.to_owned()))
    }

    #[test]
    fn a_token_says_its_family_and_its_number_and_the_next_counts_on() {
        let first = Parts::first();
        let next = first.next();
        for parts in [&first, &next] {
            let again = Parts::read(&parts.token()).unwrap();
            assert_eq!(again.token().expose(), parts.token().expose());
        }
        assert_eq!((first.number, next.number), (1, 2));
        assert_eq!(first.family.expose(), next.family.expose());
        assert_ne!(first.own.expose(), next.own.expose());
        assert_ne!(Parts::first().family.expose(), first.family.expose());
    }

    #[test]
    fn what_is_no_such_token_is_not_read() {
        for text in [
            "", ".", "..", "a.b", "a.b.c", "a..c", "a.-1.c", "a.+1.c", "a.1.c.d", "a.1e3.c",
            "a.01.c", "a.0.c",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&format!("a.{}.c", "9".repeat(19))).is_none());
        assert_eq!(
            read(&format!("a.{}.c", "9".repeat(18))).unwrap().number,
            999_999_999_999_999_999
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\PC|[.0-9]){0,200}") {
            if let Some(parts) = read(&text) {
                let token = parts.token();
                prop_assert_eq!(token.expose(), text);
            }
        }
    }
}
