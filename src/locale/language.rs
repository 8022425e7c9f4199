//! One language: its texts, its name and its direction.

use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::bundled;
use super::message::{Message, Value, isolated};

/// Values that every text may use.
#[derive(Clone, Debug)]
pub struct Everywhere {
    /// `{ $service }`: the name of this service.
    pub service: String,
    /// `{ $brand }`: what people call the account that they sign in with.
    pub brand: String,
}

impl Default for Everywhere {
    fn default() -> Self {
        Self { service: "ATLogin".to_owned(), brand: "Bluesky".to_owned() }
    }
}

/// Languages that are written from right to left, by their primary subtags.
const RIGHT_TO_LEFT: [&str; 11] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

type Texts = FluentBundle<Arc<FluentResource>>;

/// A language with its texts. Ours are read when somebody first asks for one of them.
pub struct Language {
    tag: String,
    name: String,
    texts: LazyLock<Texts, Box<dyn FnOnce() -> Texts + Send>>,
    everywhere: Arc<Everywhere>,
    /// English, which has all texts. `None` for English itself.
    fallback: Option<Arc<Self>>,
}

impl Language {
    /// `changes` are the operator's texts. They replace ours, or they are a language of their own.
    pub(super) fn new(
        tag: &str,
        changes: Option<Arc<FluentResource>>,
        everywhere: Arc<Everywhere>,
        fallback: Option<Arc<Self>>,
    ) -> Self {
        let name = changes.as_ref().and_then(|theirs| name_in(tag, theirs, &everywhere));
        let name = name.or_else(|| bundled::name(tag).map(str::to_owned));
        let name = name.unwrap_or_else(|| tag.to_owned());
        let of_tag = tag.to_owned();
        let read = move || texts(&of_tag, bundled::ours(&of_tag).into_iter().chain(changes));
        let texts = LazyLock::new(Box::new(read) as Box<dyn FnOnce() -> Texts + Send>);
        Self { tag: tag.to_owned(), name, texts, everywhere, fallback }
    }

    /// Its BCP 47 tag, for `lang` and `Content-Language`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// What its speakers call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        RIGHT_TO_LEFT.contains(&self.tag.split('-').next().unwrap_or_default())
    }

    /// A text in this language, or else in English.
    pub fn text(&self, message: &Message) -> String {
        let fallback = || self.fallback.as_ref().and_then(|english| english.find(message));
        self.find(message).or_else(fallback).unwrap_or_else(|| message.id.to_owned())
    }

    fn find(&self, message: &Message) -> Option<String> {
        let found = self.texts.get_message(message.id)?;
        let pattern = match message.attribute {
            Some(attribute) => found.get_attribute(attribute)?.value(),
            None => found.value()?,
        };
        let mut values = values(&self.everywhere);
        for (name, value) in &message.values {
            values.set(*name, self.value(value));
        }
        let mut errors = Vec::new();
        let text = self.texts.format_pattern(pattern, Some(&values), &mut errors);
        // What is wrong in a text was found before: in ours by a test, in the operator's at the start. But
        // it may refer to another text, which only English has.
        (errors.is_empty() || self.fallback.is_none()).then(|| text.into_owned())
    }

    fn value(&self, value: &Value) -> FluentValue<'static> {
        match value {
            Value::Text(text) => isolated(text).into(),
            Value::Number(number) => (*number).into(),
            Value::Message(message) => self.text(message).into(),
        }
    }
}

/// `resources` in the order of their weight: a later one replaces what an earlier one has.
fn texts(tag: &str, resources: impl IntoIterator<Item = Arc<FluentResource>>) -> Texts {
    // A tag that is none only loses the plurals of its language. The operator's are checked before.
    let mut texts = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
    // `message` isolates values itself.
    texts.set_use_isolating(false);
    for resource in resources {
        texts.add_resource_overriding(resource);
    }
    texts
}

/// What every text may use.
fn values(everywhere: &Everywhere) -> FluentArgs<'static> {
    let mut values = FluentArgs::new();
    values.set("service", isolated(&everywhere.service));
    values.set("brand", isolated(&everywhere.brand));
    values
}

/// What the operator's texts call the language.
fn name_in(tag: &str, theirs: &Arc<FluentResource>, everywhere: &Everywhere) -> Option<String> {
    let texts = texts(tag, [Arc::clone(theirs)]);
    let pattern = texts.get_message("language-name")?.value()?;
    Some(texts.format_pattern(pattern, Some(&values(everywhere)), &mut Vec::new()).into_owned())
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Language").field(&self.tag).finish()
    }
}
