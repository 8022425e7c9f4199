//! The texts that are part of the binary.

use std::sync::{Arc, OnceLock};

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

/// Each language is read when it is first asked for: half a MiB that few servers need twelve times.
static RESOURCES: [OnceLock<Arc<FluentResource>>; BUNDLED.len()] =
    [const { OnceLock::new() }; BUNDLED.len()];

/// Whether one of our languages has this tag.
pub(super) fn is_ours(tag: &str) -> bool {
    BUNDLED.iter().any(|(ours, _)| *ours == tag)
}

/// The texts of one of our languages.
pub(super) fn ours(tag: &str) -> Option<Arc<FluentResource>> {
    let with_text = RESOURCES.iter().zip(BUNDLED);
    let (resource, (_, text)) = with_text.into_iter().find(|(_, (ours, _))| *ours == tag)?;
    Some(Arc::clone(resource.get_or_init(|| Arc::new(parse(text)))))
}

/// What the speakers of one of our languages call it, without reading the rest of its texts: the menu of
/// every page shows all names.
pub(super) fn name(tag: &str) -> Option<&'static str> {
    let (_, text) = BUNDLED.iter().find(|(ours, _)| *ours == tag)?;
    text.lines().find_map(|line| line.strip_prefix("language-name = "))
}

/// What is left of a text with mistakes is used. A test finds those in ours.
fn parse(text: &str) -> FluentResource {
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource)
}
