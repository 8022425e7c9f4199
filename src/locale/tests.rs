//! What holds for the texts of every language, and for the operator's files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::FluentResource;

use super::bundled::BUNDLED;
use super::file::{EVERYWHERE, Found, LocaleMistake, Shapes, patterns, shapes};
use super::*;

fn resource(tag: &str) -> FluentResource {
    let text = BUNDLED.iter().find(|(ours, _)| *ours == tag).unwrap().1;
    FluentResource::try_new(text.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("{tag}.ftl: {errors:?}"))
}

/// The names with the values that are not filled in everywhere.
fn own(shapes: Shapes) -> Shapes {
    let own = |values: BTreeSet<String>| {
        values.into_iter().filter(|value| !EVERYWHERE.contains(&value.as_str())).collect()
    };
    shapes.into_iter().map(|(name, values)| (name, own(values))).collect()
}

/// The Rust files and templates of the crate, each with its text.
fn sources() -> Vec<(String, String)> {
    fn read(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs" || it == "html") {
                let name = path.display().to_string();
                // The tests name texts too.
                if !name.ends_with("tests.rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
                    found.push((name, text));
                }
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    read(&root.join("src"), &mut found);
    read(&root.join("templates"), &mut found);
    found
}

/// The names of texts that the code and the templates ask for.
fn asked_for() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (file, text) in sources() {
        let is_template = Path::new(&file).extension().is_some_and(|it| it == "html");
        let mark = if is_template { "site.t(\"" } else { "Message::new(\"" };
        // rustfmt may break the line.
        let text = text.replace(char::is_whitespace, "");
        for name in text.split(mark).skip(1) {
            names.insert(name.split('"').next().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn every_text_that_is_asked_for_exists_and_every_text_is_asked_for() {
    let english = resource("en");
    let mut used = asked_for();
    // The menu asks for it by itself.
    used.insert("language-name".to_owned());
    for (_, _, pattern) in patterns(&english) {
        let mut found = Found::default();
        found.pattern(pattern);
        used.extend(found.messages);
    }
    let there: BTreeSet<String> =
        shapes(&english).into_keys().filter(|name| !name.contains('.')).collect();
    let missing: Vec<_> = used.difference(&there).collect();
    let unused: Vec<_> = there.difference(&used).collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:?}, unused: {unused:?}");
}

#[test]
fn a_text_has_the_parts_that_its_page_shows() {
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in shapes(&resource("en")).into_keys() {
        if let Some((id, part)) = name.split_once('.') {
            parts.entry(id.to_owned()).or_default().insert(part.to_owned());
        }
    }
    let names = |file: &str| -> BTreeSet<String> {
        let (_, text) = sources().into_iter().find(|(name, _)| name.ends_with(file)).unwrap();
        let text = text.replace(char::is_whitespace, "");
        let name = |rest: &str| rest.split('"').next().unwrap().to_owned();
        text.split("Message::new(\"").skip(1).map(name).collect()
    };
    let errors = names("error_page/text.rs").into_iter().filter(|id| !id.starts_with("detail-"));
    let errors: BTreeSet<String> = errors.chain(["not-found".to_owned()]).collect();
    let both = BTreeSet::from(["happened".to_owned(), "advice".to_owned()]);
    for id in &errors {
        assert_eq!(parts.get(id), Some(&both), "{id}");
    }
    let done = parts.into_iter().filter(|(id, _)| !errors.contains(id));
    for (id, parts) in done {
        assert_eq!(parts, BTreeSet::from(["text".to_owned()]), "{id}");
    }
}

#[test]
fn every_language_has_every_text_with_the_same_values() {
    let english = own(shapes(&resource("en")));
    for (tag, _) in BUNDLED {
        let theirs = own(shapes(&resource(tag)));
        let (ours, others): (BTreeSet<_>, BTreeSet<_>) =
            (english.keys().collect(), theirs.keys().collect());
        let missing: Vec<_> = ours.difference(&others).collect();
        let unknown: Vec<_> = others.difference(&ours).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{tag}: {missing:?}, {unknown:?}");
        for (name, values) in &theirs {
            assert_eq!(Some(values), english.get(name), "{tag}: {name}");
        }
    }
}

#[test]
fn no_text_has_markup_or_marks_of_its_own() {
    for (tag, text) in BUNDLED {
        for (_, name, pattern) in patterns(&resource(tag)) {
            let mut found = Found::default();
            found.pattern(pattern);
            assert!(!found.has_markup, "{tag}: {name}");
        }
        let texts = text.lines().filter(|line| !line.starts_with('#'));
        for line in texts {
            assert!(!line.contains(['<', '&', '\u{200e}', '\u{200f}', '\'']), "{tag}: {line}");
        }
    }
}

#[test]
fn a_value_is_isolated_and_cannot_end_that() {
    let message = Message::new("sign-in-to").with("app", "a\u{2069}\u{202e}b");
    assert_eq!(message.to_string(), "to continue to \u{2068}a\u{202e}b\u{2069}");
    let parts = message.parts();
    let expected = [("to continue to ", false), ("a\u{202e}b", true)];
    let found: Vec<_> = parts.iter().map(|part| (part.text.as_str(), part.is_value)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_text_in_a_text_is_written_in_the_same_language() {
    let inner = Message::new("no-account");
    let message = Message::new("typed-fediverse").with("handle", "a.b").saying("problem", inner);
    assert!(
        message.to_string().ends_with("We found no account with this handle. Check the spelling.")
    );
}

fn file(stem: &str, text: &str) -> Result<LocaleFile, Vec<(usize, LocaleMistake)>> {
    LocaleFile::read(stem, text.to_owned())
}

#[test]
fn the_menu_knows_the_name_of_a_language_without_its_other_texts() {
    for (tag, _) in BUNDLED {
        let languages = Languages::default();
        let language = languages.tagged(tag).unwrap();
        assert_eq!(language.name(), language.text(&Message::new("language-name")), "{tag}");
    }
}

#[test]
fn the_operator_replaces_a_text_or_adds_a_language() {
    let changed = file("en", "cancel = Never mind\n").unwrap();
    let added = file("tlh", "language-name = tlhIngan Hol\ncancel = qIl\n").unwrap();
    let everywhere = Everywhere { service: "S".to_owned(), brand: "Atmosphere".to_owned() };
    let languages = Languages::new(everywhere, &[changed, added]);
    let english = languages.english();
    assert_eq!(english.text(&Message::new("cancel")), "Never mind");
    let label = english.text(&Message::new("sign-in-field"));
    assert_eq!(label, "Your \u{2068}Atmosphere\u{2069} handle");
    let klingon = languages.best_for("tlh-Latn").unwrap();
    assert_eq!(klingon.name(), "tlhIngan Hol");
    assert_eq!(klingon.text(&Message::new("cancel")), "qIl");
    assert_eq!(klingon.text(&Message::new("continue")), "Continue", "English fills the gaps");
}

#[test]
fn a_mistake_of_the_operator_is_told_with_its_line() {
    let mistakes = |stem: &str, text: &str| file(stem, text).unwrap_err();
    let told = |stem: &str, text: &str| -> Vec<(usize, String)> {
        mistakes(stem, text).into_iter().map(|(line, it)| (line, it.to_string())).collect()
    };
    assert!(matches!(mistakes("en_US", "")[..], [(1, LocaleMistake::NoLanguage)]));
    assert!(matches!(mistakes("tlh", "cancel = qIl\n")[..], [(1, LocaleMistake::NoName)]));
    assert!(matches!(
        mistakes("de", "cancel = Nein\n\nnonsense\n")[..],
        [(3, LocaleMistake::Syntax(_))]
    ));
    let unknown = told("en", "cancel = No\ncancle = No\ncontinue = Go\n    .hapened = x\n");
    let lines: Vec<_> = unknown.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 4], "{unknown:?}");
    assert!(unknown[0].1.starts_with("cancle is not a text"), "{unknown:?}");
    let value = told("en", "# A comment\nsign-in-to = to { $ap } at { $service }\n");
    let expected = "sign-in-to has { $ap }, which is not filled in there; it may have { $app }";
    assert_eq!(value, [(2, expected.to_owned())]);
    assert!(matches!(mistakes("en", "cancel = <b>No</b>\n")[..], [(1, LocaleMistake::Markup(_))]));
    let parts = told("de", "\nunproven = Hm\n");
    let lacks =
        |part| (2, format!("lacks unproven.{part}; a text that has parts needs all of them"));
    assert_eq!(parts, ["advice", "happened"].map(lacks));
}

#[tokio::test]
async fn the_person_decides_then_the_relying_party_then_the_browser() {
    let german = file("xa", "language-name = A\n").unwrap();
    let french = file("xb", "language-name = B\n").unwrap();
    let dutch = file("xc", "language-name = C\n").unwrap();
    let languages = Arc::new(Languages::new(Everywhere::default(), &[german, french, dutch]));
    for (chosen, asked, accepted, expected) in [
        (Some("xa"), "xb", Some("xc"), "xa"),
        (None, "xb", Some("xc"), "xb"),
        (None, "unknown xb-XX", Some("xc"), "xb"),
        (None, "", Some("zz, xc;q=0.4, en;q=0.2"), "xc"),
        (None, "zz", Some("zz"), "en"),
        (Some("XA"), "", None, "en"),
        (Some("<b>"), "<b>", Some("<b>"), "en"),
        (None, "", None, "en"),
    ] {
        let reader = Reader::new(&languages, chosen, accepted, "/");
        let answer = async {
            reader::ask_for(asked);
            reader::language().tag().to_owned()
        };
        assert_eq!(
            reader.answer_request(answer).await,
            expected,
            "{chosen:?} {asked} {accepted:?}"
        );
    }
}
