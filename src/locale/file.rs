//! The operator's files of texts: they replace single texts of a language, or add a language.
//!
//! In: the name and the text of a file. Out: its messages, or every mistake with its line. A text may only
//! have the name of one of ours and the values that ours has, because nothing else is ever filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::bundled::{BUNDLED, is_ours};
use super::preference::is_tag;

/// What every text may use.
pub(super) const EVERYWHERE: [&str; 2] = ["service", "brand"];

/// A file of texts without mistakes.
#[derive(Clone)]
pub struct LocaleFile {
    tag: String,
    resource: Arc<FluentResource>,
}

/// A mistake in a file of texts. `Display` goes on after the name of the file and the line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocaleMistake {
    /// The name of the file is no language.
    #[error("is not named after a language; call it by its tag, such as de.ftl or pt-BR.ftl")]
    NoLanguage,
    /// A new language has no name for itself.
    #[error("adds a language, which needs a name for the menu; write: language-name = …")]
    NoName,
    /// Fluent cannot read it.
    #[error("is not valid Fluent: {0}")]
    Syntax(String),
    /// There is no such text.
    #[error("{0} is not a text of ATLogin; templates/locales/en.ftl has them all")]
    Unknown(String),
    /// The text has a value that is never filled in.
    #[error("{0} has {{ ${1} }}, which is not filled in there{2}")]
    UnknownValue(String, String, String),
    /// A message of several parts has not all of them: it replaces ours as a whole.
    #[error("lacks {0}; a text that has parts needs all of them")]
    Part(String),
    /// The text has a mark that a value could be taken for.
    #[error("{0} has < or > or a directional isolate; write plain text")]
    Markup(String),
}

/// A name, or `name.attribute`, with its values.
pub(super) type Shapes = BTreeMap<String, BTreeSet<String>>;

/// The names of our texts with their values.
static OURS: LazyLock<Shapes> = LazyLock::new(|| {
    let text = BUNDLED.first().map_or("", |(_, text)| *text);
    let resource = FluentResource::try_new(text.to_owned());
    shapes(&resource.unwrap_or_else(|(resource, _)| resource))
});

impl LocaleFile {
    /// Reads a file of texts. `stem` is its name without the ending.
    ///
    /// # Errors
    /// Every mistake, with its line counted from 1.
    pub fn read(stem: &str, text: String) -> Result<Self, Vec<(usize, LocaleMistake)>> {
        if !is_tag(stem) {
            return Err(vec![(1, LocaleMistake::NoLanguage)]);
        }
        let line =
            |text: &str, at: usize| 1 + text.get(..at).unwrap_or_default().matches('\n').count();
        let resource = FluentResource::try_new(text).map_err(|(resource, errors)| {
            let mistakes = errors.into_iter().map(|error| {
                (
                    line(resource.source(), error.pos.start),
                    LocaleMistake::Syntax(error.kind.to_string()),
                )
            });
            mistakes.collect::<Vec<_>>()
        })?;
        let mistakes: Vec<_> = judge(&resource)
            .into_iter()
            .map(|(id, mistake)| (line(resource.source(), offset(resource.source(), id)), mistake))
            .collect();
        if !is_ours(stem) && !shapes(&resource).contains_key("language-name") {
            return Err(vec![(1, LocaleMistake::NoName)]);
        }
        let file = Self { tag: stem.to_owned(), resource: Arc::new(resource) };
        if mistakes.is_empty() { Ok(file) } else { Err(mistakes) }
    }

    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    pub(super) fn resource(&self) -> Arc<FluentResource> {
        Arc::clone(&self.resource)
    }
}

impl std::fmt::Debug for LocaleFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LocaleFile").field(&self.tag).field(&self.resource.source()).finish()
    }
}

/// Where `part`, a slice of `text`, begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// What is wrong with the messages of a file, each with its name as the file has it.
fn judge(resource: &FluentResource) -> Vec<(&str, LocaleMistake)> {
    let mut mistakes = Vec::new();
    for (id, name, pattern) in patterns(resource) {
        let Some(known) = OURS.get(&name) else {
            mistakes.push((id, LocaleMistake::Unknown(name)));
            continue;
        };
        let mut found = Found::default();
        found.pattern(pattern);
        if found.has_markup {
            mistakes.push((id, LocaleMistake::Markup(name.clone())));
        }
        let fits = |value: &str| known.contains(value) || EVERYWHERE.contains(&value);
        for value in found.values.iter().filter(|value| !fits(value)) {
            let listed: Vec<_> = known.iter().map(|known| format!("{{ ${known} }}")).collect();
            let hint = if listed.is_empty() {
                String::new()
            } else {
                format!("; it may have {}", listed.join(" and "))
            };
            mistakes.push((id, LocaleMistake::UnknownValue(name.clone(), value.clone(), hint)));
        }
    }
    mistakes.extend(missing_parts(resource));
    mistakes
}

/// The parts of our messages that a message of the same name does not have.
fn missing_parts(resource: &FluentResource) -> Vec<(&str, LocaleMistake)> {
    let there = shapes(resource);
    let messages = resource.entries().filter_map(|entry| {
        let Entry::Message(message) = entry else { return None };
        Some(message.id.name)
    });
    let missing = messages.flat_map(|id| {
        let is_part = move |name: &&String| {
            name.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let parts = OURS.keys().filter(is_part);
        parts.map(move |name| (id, name))
    });
    let missing = missing.filter(|(_, name)| !there.contains_key(*name));
    missing.map(|(id, name)| (id, LocaleMistake::Part(name.clone()))).collect()
}

/// The texts of a resource: the name as it stands there, the full name, and the pattern.
pub(super) fn patterns(resource: &FluentResource) -> Vec<(&str, String, &Pattern<&str>)> {
    let mut patterns = Vec::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        if let Some(value) = &message.value {
            patterns.push((id, id.to_owned(), value));
        }
        for attribute in &message.attributes {
            let name = format!("{id}.{}", attribute.id.name);
            patterns.push((attribute.id.name, name, &attribute.value));
        }
    }
    patterns
}

/// The names of a resource with the values in their texts.
pub(super) fn shapes(resource: &FluentResource) -> Shapes {
    let shape = |(_, name, pattern): (&str, String, &Pattern<&str>)| {
        let mut found = Found::default();
        found.pattern(pattern);
        (name, found.values)
    };
    patterns(resource).into_iter().map(shape).collect()
}

/// What a pattern has in it.
#[derive(Default)]
pub(super) struct Found {
    /// The values that have to be filled in.
    pub(super) values: BTreeSet<String>,
    /// The messages that it refers to.
    pub(super) messages: BTreeSet<String>,
    /// Whether there is a character of markup, or one that isolates a value.
    pub(super) has_markup: bool,
}

impl Found {
    pub(super) fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text(value),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn text(&mut self, text: &str) {
        let is_markup = |c: char| matches!(c, '<' | '>' | '\u{2066}'..='\u{2069}');
        self.has_markup |= text.contains(is_markup);
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.values.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.messages.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { value } => self.text(value),
            InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    self.inline(argument);
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::NumberLiteral { .. } | InlineExpression::TermReference { .. } => {}
        }
    }
}
