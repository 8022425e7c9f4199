//! What a text looks like to a reader of its language: its keys, and its skeleton without values.

use std::collections::BTreeSet;

use saphyr::Yaml;

/// The kind of a text, by the end of its template's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Yaml,
    Toml,
    Python,
    JavaScript,
    Apache,
    Env,
    Shell,
    Ini,
}

impl Kind {
    pub(super) fn of(file: &str) -> Self {
        match file.rsplit_once('.').unwrap().1 {
            "yaml" => Self::Yaml,
            "toml" => Self::Toml,
            "py" => Self::Python,
            "js" | "ts" => Self::JavaScript,
            "conf" => Self::Apache,
            "env" => Self::Env,
            "sh" => Self::Shell,
            "ini" => Self::Ini,
            other => panic!("what is .{other}? Say how a value is quoted there, in `Language::of`"),
        }
    }

    pub(super) const fn remark(self) -> &'static str {
        match self {
            Self::JavaScript => "//",
            Self::Ini => ";",
            Self::Yaml | Self::Toml | Self::Python | Self::Apache | Self::Env | Self::Shell => "#",
        }
    }

    /// The lines that are no remarks.
    fn lines(self, text: &str) -> impl Iterator<Item = &str> {
        let lines = text.lines().map(str::trim);
        lines.filter(move |line| !line.is_empty() && !line.starts_with(self.remark()))
    }

    /// The keys that the text sets.
    pub(super) fn keys(self, text: &str) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        match self {
            Self::Yaml => of_yaml(&super::yaml(text), &mut keys),
            Self::Toml => of_toml(&toml::Value::Table(text.parse().unwrap()), &mut keys),
            Self::Apache => {
                let first = |line: &str| line.split_whitespace().next().unwrap().to_owned();
                keys.extend(self.lines(text).map(|line| first(line.trim_matches(['<', '>']))));
            }
            Self::Env => {
                for line in self.lines(text) {
                    let (key, value) = line.split_once('=').unwrap();
                    keys.insert(key.to_owned());
                    if let Some(json) = value.strip_prefix("'{") {
                        let json = format!("{{{}", json.strip_suffix('\'').unwrap());
                        of_yaml(&super::yaml(&json), &mut keys);
                    }
                }
            }
            Self::Ini => {
                let key = |line: &str| line.split(" = ").next().unwrap().to_owned();
                keys.extend(self.lines(text).map(|line| key(line.trim_matches(['[', ']']))));
            }
            Self::Shell => {
                let words = self.lines(text).flat_map(str::split_whitespace);
                let options = words.filter(|word| word.starts_with("--"));
                keys.extend(options.map(|word| word.split('=').next().unwrap().to_owned()));
                if let Some((_, input)) = text.split_once("<<'END'\n") {
                    of_yaml(&super::yaml(input.strip_suffix("END\n").unwrap()), &mut keys);
                }
            }
            Self::Python | Self::JavaScript => self.of_code(text, &mut keys),
        }
        keys
    }

    fn of_code(self, text: &str, keys: &mut BTreeSet<String>) {
        for line in self.lines(text) {
            // A target such as `c.JupyterHub.name = …`.
            if let Some((target, _)) = line.split_once(" = ")
                && target.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
            {
                keys.insert(target.to_owned());
            }
            let mut last = String::new();
            for (literal, piece) in pieces(line) {
                match (literal, self) {
                    (true, Self::Python) => last = piece,
                    (true, _) => last.clear(),
                    (false, _) => {
                        if piece.starts_with(':') && !last.is_empty() {
                            keys.insert(std::mem::take(&mut last));
                        }
                        last.clear();
                        if self == Self::JavaScript {
                            for word in piece.split(['{', ',', '(', '[']) {
                                if let Some((key, _)) = word.trim().split_once(':')
                                    && !key.is_empty()
                                    && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                                {
                                    keys.insert(key.to_owned());
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The text with every literal emptied: two texts that differ only in values have the same.
    pub(super) fn skeleton(self, text: &str) -> String {
        let mut skeleton = String::new();
        for line in self.lines(text) {
            for (literal, piece) in pieces(line) {
                skeleton.push_str(if literal { "\"\"" } else { &piece });
            }
            skeleton.push('\n');
        }
        skeleton
    }
}

/// The literals of a line, and what is between them. The line ends outside of literals.
fn pieces(line: &str) -> Vec<(bool, String)> {
    let (mut pieces, mut quote, mut piece) = (vec![], None, String::new());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match quote {
            None if matches!(character, '"' | '\'') => {
                pieces.push((false, std::mem::take(&mut piece)));
                quote = Some(character);
            }
            Some(open) if character == open => {
                pieces.push((true, std::mem::take(&mut piece)));
                quote = None;
            }
            Some(_) if character == '\\' => piece.extend(characters.next()),
            None | Some(_) => piece.push(character),
        }
    }
    assert_eq!(quote, None, "a literal does not end: {line}");
    pieces.push((false, piece));
    pieces
}

fn of_yaml(yaml: &Yaml<'_>, keys: &mut BTreeSet<String>) {
    if let Some(mapping) = yaml.as_mapping() {
        for (key, value) in mapping {
            keys.insert(key.as_str().unwrap().to_owned());
            of_yaml(value, keys);
        }
    }
    for value in yaml.as_sequence().into_iter().flatten() {
        of_yaml(value, keys);
    }
}

fn of_toml(toml: &toml::Value, keys: &mut BTreeSet<String>) {
    for (key, value) in toml.as_table().into_iter().flatten() {
        keys.insert(key.clone());
        of_toml(value, keys);
    }
    for value in toml.as_array().into_iter().flatten() {
        of_toml(value, keys);
    }
}
