//! All languages of this service: ours, with the operator's changes, and those of the operator.

use std::sync::Arc;

use super::bundled::{BUNDLED, ENGLISH, is_ours};
use super::file::LocaleFile;
use super::language::{Everywhere, Language};

/// The languages that a person can choose.
#[derive(Debug)]
pub struct Languages {
    english: Arc<Language>,
    /// English is the first.
    all: Vec<Arc<Language>>,
}

impl Languages {
    /// Ours, with the changes of `files` and the languages that those add.
    pub fn new(everywhere: Everywhere, files: &[LocaleFile]) -> Self {
        let everywhere = Arc::new(everywhere);
        let changes = |tag: &str| {
            let file = files.iter().find(|file| file.tag() == tag);
            file.map(LocaleFile::resource)
        };
        let language = |tag: &str, fallback| {
            Arc::new(Language::new(tag, changes(tag), Arc::clone(&everywhere), fallback))
        };
        let english = language(ENGLISH, None);
        let others = BUNDLED.iter().map(|(tag, _)| *tag).filter(|tag| *tag != ENGLISH);
        let added = files.iter().map(LocaleFile::tag).filter(|tag| !is_ours(tag));
        let others = others.chain(added).map(|tag| language(tag, Some(Arc::clone(&english))));
        let all = std::iter::once(Arc::clone(&english)).chain(others).collect();
        Self { english, all }
    }

    /// English.
    pub const fn english(&self) -> &Arc<Language> {
        &self.english
    }

    /// All of them, English first.
    pub fn all(&self) -> &[Arc<Language>] {
        &self.all
    }

    /// Their tags.
    pub fn tags(&self) -> Vec<String> {
        self.all.iter().map(|language| language.tag().to_owned()).collect()
    }

    /// The language of exactly this tag.
    pub fn tagged(&self, tag: &str) -> Option<&Arc<Language>> {
        self.all.iter().find(|language| language.tag() == tag)
    }

    /// The language that serves somebody best who asks for `range`: exactly that, or else a language of
    /// the same name. Simplified Chinese serves nobody who asks for traditional Chinese.
    pub fn best_for(&self, range: &str) -> Option<&Arc<Language>> {
        let same = |language: &&Arc<Language>| language.tag().eq_ignore_ascii_case(range);
        let name = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let related = |language: &&Arc<Language>| {
            name(language.tag()) == name(range)
                && is_traditional(language.tag()) == is_traditional(range)
        };
        self.all.iter().find(same).or_else(|| self.all.iter().find(related))
    }
}

impl Default for Languages {
    fn default() -> Self {
        Self::new(Everywhere::default(), &[])
    }
}

/// Whether a tag means traditional Chinese: by its script, or by a region where that is written.
fn is_traditional(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let is_chinese = subtags.next().is_some_and(|name| name.eq_ignore_ascii_case("zh"));
    let marks = ["Hant", "TW", "HK", "MO"];
    is_chinese && subtags.any(|subtag| marks.iter().any(|mark| subtag.eq_ignore_ascii_case(mark)))
}
