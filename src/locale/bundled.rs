//! The texts that are part of the binary.

use std::sync::{Arc, LazyLock};

use fluent_bundle::FluentResource;

/// The tag of the fallback.
pub(super) const ENGLISH: &str = "en";

/// Our own languages: tag and texts. English comes first, the others as the menu shows
/// them: by what their speakers call them.
pub(super) const BUNDLED: &[(&str, &str)] = &[
    ("en", include_str!("../../templates/locales/en.ftl")),
    ("de", include_str!("../../templates/locales/de.ftl")),
    ("es", include_str!("../../templates/locales/es.ftl")),
    ("fr", include_str!("../../templates/locales/fr.ftl")),
    ("it", include_str!("../../templates/locales/it.ftl")),
    ("nl", include_str!("../../templates/locales/nl.ftl")),
    ("pl", include_str!("../../templates/locales/pl.ftl")),
    ("pt-BR", include_str!("../../templates/locales/pt-BR.ftl")),
    ("ar", include_str!("../../templates/locales/ar.ftl")),
    ("ja", include_str!("../../templates/locales/ja.ftl")),
    ("ko", include_str!("../../templates/locales/ko.ftl")),
    ("zh-Hans", include_str!("../../templates/locales/zh-Hans.ftl")),
];

static RESOURCES: LazyLock<Vec<(&str, Arc<FluentResource>)>> = LazyLock::new(|| {
    let parsed = |(tag, text): &(&'static str, &str)| (*tag, Arc::new(parse(text)));
    BUNDLED.iter().map(parsed).collect()
});

/// The texts of one of our languages.
pub(super) fn ours(tag: &str) -> Option<Arc<FluentResource>> {
    RESOURCES.iter().find(|(ours, _)| *ours == tag).map(|(_, resource)| Arc::clone(resource))
}

/// What is left of a text with mistakes is used. A test finds those in ours.
fn parse(text: &str) -> FluentResource {
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource)
}
