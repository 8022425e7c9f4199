//! The template of the claim `localpart`, the name of a person's Matrix account.
//!
//! In: the operator's template, and an account. Out: the names that the account may have, the best
//! first. Synapse and MAS accept each of them unchanged: it matches `^[a-z0-9.=_/+-]+$`, does not
//! begin with `_`, is not only digits, and leaves room for a server name.

use super::names::{self, DidAndHandle, tail};
use crate::network::is_domain_name;

/// The longest name. With `@`, `:` and a server name a Matrix identifier has at most 255 bytes.
pub const MAX: usize = 200;

/// A parsed template: text around one placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    before: String,
    placeholder: Placeholder,
    after: String,
}

/// What the placeholder stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Placeholder {
    /// `{handle}`: the whole handle.
    Handle,
    /// `{handle_label:example.org}`: `alice` of `alice.example.org`. A handle under another domain
    /// is used as a whole, because the operator controls the labels of this domain only.
    HandleLabel(String),
    /// `{did_tail}`: the part of the DID after its method.
    DidTail,
}

/// Why text is not a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// There is not exactly one placeholder, or it is unknown.
    #[error("must hold exactly one of {{handle}}, {{handle_label:example.org}} and {{did_tail}}")]
    Placeholder,
    /// The domain of `handle_label` is not a domain.
    #[error("must name a domain of yours in {{handle_label:example.org}}")]
    Domain,
    /// The text around the placeholder has characters that a Matrix name cannot have.
    #[error("may have only a-z, 0-9 and . = _ / + - around it, and not _ at the beginning")]
    Text,
    /// The text around the placeholder is too long.
    #[error("has too much text around it; leave at least half of {MAX} characters")]
    TooLong,
}

impl Template {
    /// Parses a template.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        let (before, rest) = text.split_once('{').ok_or(TemplateFault::Placeholder)?;
        let (placeholder, after) = rest.split_once('}').ok_or(TemplateFault::Placeholder)?;
        if before.contains('}') || after.contains(['{', '}']) {
            return Err(TemplateFault::Placeholder);
        }
        let placeholder = match (placeholder, placeholder.strip_prefix("handle_label:")) {
            ("handle", _) => Placeholder::Handle,
            ("did_tail", _) => Placeholder::DidTail,
            (_, Some(domain)) if is_domain_name(domain) => {
                Placeholder::HandleLabel(domain.to_owned())
            }
            (_, Some(_)) => return Err(TemplateFault::Domain),
            _ => return Err(TemplateFault::Placeholder),
        };
        if !before.bytes().chain(after.bytes()).all(is_allowed) || before.starts_with('_') {
            return Err(TemplateFault::Text);
        }
        if before.len() + after.len() > MAX / 2 {
            return Err(TemplateFault::TooLong);
        }
        Ok(Self { before: before.to_owned(), placeholder, after: after.to_owned() })
    }

    /// Whether the names depend on the handle.
    pub fn follows_handle(&self) -> bool {
        self.placeholder != Placeholder::DidTail
    }

    /// Whether a name can be any single word, such as `admin`. Others have a dot, a piece of a DID, or text
    /// around the label.
    pub fn makes_any_word(&self) -> bool {
        let is_bare = self.before.is_empty() && self.after.is_empty();
        is_bare && matches!(self.placeholder, Placeholder::HandleLabel(_))
    }

    /// The names that an account may have, the best first. There is at least one: the last one
    /// depends on the DID only and is practically unique.
    pub fn names(&self, account: DidAndHandle<'_>) -> Vec<String> {
        let Self { before, placeholder, after } = self;
        let handle = account.handle.filter(|_| *placeholder != Placeholder::DidTail);
        // A label of digits needs text around it. Without any the whole handle is used.
        let label = match placeholder {
            Placeholder::HandleLabel(domain) => {
                handle.and_then(|it| names::label_under(it, domain))
            }
            Placeholder::Handle | Placeholder::DidTail => None,
        };
        let tail = tail(account.did);
        let wanted = [label, handle, Some(tail.as_str())].into_iter().flatten();
        let wanted = wanted.map(|it| format!("{before}{it}{after}"));
        names::distinct(wanted, account.did, is_safe)
    }
}

/// Whether a localpart may have this character.
pub(super) fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".=_/+-".contains(&byte)
}

/// Whether Synapse and MAS accept `name` unchanged.
pub fn is_safe(name: &str) -> bool {
    (1..=MAX).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with('_')
        && !name.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLC: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    fn names(template: &str, handle: Option<&str>) -> Vec<String> {
        Template::parse(template).unwrap().names(DidAndHandle { did: PLC, handle })
    }

    fn first(template: &str, handle: Option<&str>) -> String {
        names(template, handle)[0].clone()
    }

    #[test]
    fn a_template_gives_the_handle_its_label_or_the_tail_of_the_did() {
        let alice = Some("alice.example.org");
        assert_eq!(first("{handle}", alice), "alice.example.org");
        assert_eq!(first("at-{handle}", alice), "at-alice.example.org");
        assert_eq!(first("{handle_label:example.org}", alice), "alice");
        assert_eq!(first("{did_tail}", alice), "ewvi7nxzyoun6zhxrhs64oiz");
    }

    #[test]
    fn the_tail_of_the_did_follows_no_handle() {
        let follows = |text| Template::parse(text).unwrap().follows_handle();
        assert!(follows("{handle}") && follows("at-{handle_label:example.org}"));
        assert!(!follows("u{did_tail}"));
    }

    #[test]
    fn only_a_label_with_nothing_around_it_can_be_any_word() {
        let makes = |text| Template::parse(text).unwrap().makes_any_word();
        assert!(makes("{handle_label:example.org}"));
        for other in [
            "m-{handle_label:example.org}",
            "{handle_label:example.org}.x",
            "{handle}",
            "{did_tail}",
        ] {
            assert!(!makes(other), "{other}");
        }
    }

    #[test]
    fn only_one_label_right_below_the_named_domain_is_cut_out() {
        for handle in ["alice.example.com", "a.b.example.org", "example.org", "alice.xexample.org"]
        {
            assert_eq!(first("{handle_label:example.org}", Some(handle)), handle);
        }
    }

    #[test]
    fn a_person_without_a_handle_is_called_by_the_tail_of_their_did() {
        for template in ["{handle}", "{handle_label:example.org}", "{did_tail}"] {
            assert_eq!(first(template, None), "ewvi7nxzyoun6zhxrhs64oiz");
        }
    }

    #[test]
    fn a_name_is_never_of_digits_alone() {
        assert_eq!(first("{handle_label:example.org}", Some("123.example.org")), "123.example.org");
        assert_eq!(first("u{handle_label:example.org}", Some("123.example.org")), "u123");
        let digits = DidAndHandle { did: "did:plc:222222222222222222222222", handle: None };
        let template = Template::parse("{did_tail}").unwrap();
        assert!(template.names(digits).iter().all(|name| is_safe(name)));
    }

    #[test]
    fn whoever_comes_second_is_offered_names_with_the_tail_of_their_did() {
        let names = names("{handle}", Some("alice.example.org"));
        assert_eq!(names[1], "alice.example.org-hs64oiz");
        assert!(names.len() >= 3);
    }

    #[test]
    fn a_template_without_one_known_blank_or_with_unsafe_text_is_refused() {
        for (text, fault) in [
            ("", TemplateFault::Placeholder),
            ("alice", TemplateFault::Placeholder),
            ("{handle}{did_tail}", TemplateFault::Placeholder),
            ("{{handle}}", TemplateFault::Placeholder),
            ("{handle", TemplateFault::Placeholder),
            ("}{handle}", TemplateFault::Placeholder),
            ("{name}", TemplateFault::Placeholder),
            ("{handle_label}", TemplateFault::Placeholder),
            ("{handle_label:}", TemplateFault::Domain),
            ("{handle_label:*.example.org}", TemplateFault::Domain),
            ("_{handle}", TemplateFault::Text),
            ("Al-{handle}", TemplateFault::Text),
            ("{handle}@x", TemplateFault::Text),
            ("{handle}:x", TemplateFault::Text),
        ] {
            assert_eq!(Template::parse(text), Err(fault), "{text:?}");
        }
        let long = format!("{}{{handle}}", "x".repeat(101));
        assert_eq!(Template::parse(&long), Err(TemplateFault::TooLong));
    }

    proptest! {
        #[test]
        fn every_name_is_one_that_synapse_and_mas_take(
            before in "[a-z0-9=/+.-]{0,50}",
            placeholder in 0..3_usize,
            after in "[a-z0-9=_/+.-]{0,50}",
            did in "did:(plc:[a-z2-7]{24}|web:[a-zA-Z0-9.%-]{1,240})",
            handle in proptest::option::of("[a-z0-9]{1,63}(\\.[a-z0-9-]{1,63}){0,2}\\.(org|example\\.org)"),
        ) {
            let placeholder = ["{handle}", "{handle_label:example.org}", "{did_tail}"][placeholder];
            let template = Template::parse(&format!("{before}{placeholder}{after}")).unwrap();
            let names = template.names(DidAndHandle { did: &did, handle: handle.as_deref() });
            prop_assert!(!names.is_empty());
            for name in names {
                prop_assert!(is_safe(&name), "{name}");
            }
        }

        #[test]
        fn reading_any_text_never_panics(text in "\\PC{0,80}") {
            let _ = Template::parse(&text);
        }
    }
}
