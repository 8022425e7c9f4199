//! Which file takes something from which other one, read from the paths in their code.
//!
//! A name that a module hands on (`pub use`) counts as taken from that module and from the file that
//! defines it. Handing on is no import by itself, else every folder that hands on its children's names
//! would run in a circle with them.
//! `mod child;` is no import. What a parent says of its child without `self::` (`child::answer`) is.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Module, module_of};

/// For each file, the files that it takes something from.
pub(super) type Imports = BTreeMap<String, BTreeSet<String>>;

/// All imports between the files of `code`.
pub(super) fn imports(code: &BTreeMap<String, String>) -> Imports {
    let house = House::read(code);
    code.iter().map(|(file, text)| (file.clone(), house.taken_by(file, text))).collect()
}

/// What a list of paths like `a::{self, b::C}` names, each path whole.
pub(super) fn flatten(tree: &str) -> Vec<Module> {
    let tree = tree.trim();
    let Some((head, list)) = tree.split_once('{') else {
        return vec![tree.split("::").map(|name| name.trim().to_owned()).collect()];
    };
    let head: Module = head
        .split("::")
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let (mut paths, mut depth, mut start) = (Vec::new(), 0, 0);
    let ends = list.char_indices().chain([(list.len(), ',')]);
    for (at, character) in ends {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 && !list[start..at].trim().is_empty() => {
                let inner = flatten(&list[start..at]);
                paths.extend(inner.into_iter().map(|path| [head.clone(), path].concat()));
                start = at + 1;
            }
            _ => {}
        }
    }
    paths
}

struct House {
    files: BTreeMap<Module, String>,
    /// Names that a module hands on, and where they come from.
    handed_on: BTreeMap<Module, Module>,
}

impl House {
    fn read(code: &BTreeMap<String, String>) -> Self {
        let files = code.keys().map(|file| (module_of(file), file.clone())).collect();
        let mut house = Self { files, handed_on: BTreeMap::new() };
        for (file, text) in code {
            let module = module_of(file);
            for path in uses(text).filter(|(public, _)| *public).flat_map(|(_, tree)| flatten(tree))
            {
                let Some(target) = house.absolute(&module, &path) else { continue };
                let name = target.last().unwrap().clone();
                house.handed_on.insert([module.clone(), vec![name]].concat(), target);
            }
        }
        house
    }

    /// The path from the crate on; nothing if it leads out of the crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let parent = module[..module.len().checked_sub(1)?].to_vec();
                let mut path = vec!["self".to_owned()];
                path.extend_from_slice(rest);
                if rest.first().is_some_and(|name| name == "super") {
                    return self.absolute(&parent, rest);
                }
                self.absolute(&parent, &path)
            }
            child => {
                let child = [module.clone(), vec![child.to_owned()]].concat();
                self.files.contains_key(&child).then(|| [module, path].concat())
            }
        }
    }

    /// The files that `path` leads through: each module that hands its name on, then the file that defines
    /// it.
    fn way(&self, path: &Module) -> Vec<&String> {
        for end in 1..=path.len() {
            let target = self.handed_on.get(&path[..end]);
            // A function may be called like its module: `pub use self::judge::judge`.
            if let Some(target) = target.filter(|target| !target.starts_with(&path[..end])) {
                let whole = [target.as_slice(), &path[end..]].concat();
                if whole != *path {
                    let by = self.files.get(&path[..end - 1]);
                    return by.into_iter().chain(self.way(&whole)).collect();
                }
            }
        }
        (0..=path.len()).rev().find_map(|end| self.files.get(&path[..end])).into_iter().collect()
    }

    fn taken_by(&self, file: &str, text: &str) -> BTreeSet<String> {
        let module = module_of(file);
        let mut paths: Vec<Module> = Vec::new();
        let rest = uses(text).fold(text.to_owned(), |rest, (_, tree)| rest.replacen(tree, "", 1));
        for (public, tree) in uses(text) {
            for path in flatten(tree) {
                // What is handed on is taken only if the file itself speaks of it, too.
                let name = path.last().unwrap();
                let rest = rest.replace(&format!("mod {name};"), "");
                if !public || words(&rest).any(|word| word == name) {
                    paths.push(path);
                }
            }
        }
        paths.extend(paths_in(&rest));
        let taken = paths.iter().filter_map(|path| self.absolute(&module, path));
        let taken = taken.flat_map(|path| self.way(&path)).filter(|other| *other != file);
        taken.cloned().collect()
    }
}

/// The trees after `use`, and whether they are handed on.
fn uses(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.match_indices("use ").filter_map(|(at, _)| {
        let line = text[..at].rsplit('\n').next().unwrap().trim();
        let public = line.starts_with("pub");
        let begins = line.is_empty() || (public && !line.contains(['=', '{', ';']));
        begins.then(|| (public, text[at + 4..].split(';').next().unwrap()))
    })
}

/// Everything that looks like `a::b::C` outside `use`.
fn paths_in(text: &str) -> Vec<Module> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let candidates = text.split(|c| !is_part(c)).filter(|word| word.contains("::"));
    candidates.map(|word| word.trim_matches(':').split("::").map(str::to_owned).collect()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::circles::circular;
    use super::*;

    fn read(files: &[(&str, &str)]) -> Imports {
        let code = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
        imports(&code.collect())
    }

    fn taken(files: &[(&str, &str)]) -> Vec<String> {
        let imports = read(files);
        let tied = imports.iter().flat_map(|(file, others)| {
            others.iter().map(move |other| format!("{file} -> {other}"))
        });
        tied.collect()
    }

    #[test]
    fn a_list_names_each_of_its_paths() {
        let paths = flatten("crate::a::{self, b::{C, D}, E}");
        let joined: Vec<_> = paths.iter().map(|path| path.join("::")).collect();
        let expected = ["crate::a::self", "crate::a::b::C", "crate::a::b::D", "crate::a::E"];
        assert_eq!(joined, expected);
    }

    #[test]
    fn a_declaration_is_no_import_and_a_use_is() {
        let child = ("a/b.rs", "use super::A;");
        assert_eq!(taken(&[("a/mod.rs", "mod b; struct A;"), child]), ["a/b.rs -> a/mod.rs"]);
        let parent = "mod b; struct A; fn f() { b::g() }";
        let both = ["a/b.rs -> a/mod.rs", "a/mod.rs -> a/b.rs"];
        assert_eq!(taken(&[("a/mod.rs", parent), child]), both);
    }

    #[test]
    fn what_is_handed_on_is_taken_from_the_folder_and_from_whoever_defines_it() {
        let files = [
            ("a/mod.rs", "mod b;\npub use self::b::B;"),
            ("a/b.rs", "pub struct B;"),
            ("c.rs", "use crate::a::B;"),
        ];
        assert_eq!(taken(&files), ["c.rs -> a/b.rs", "c.rs -> a/mod.rs"]);
        let spoken_of = [("a/mod.rs", "mod b;\npub use self::b::B;\nstruct C(B);"), files[1]];
        assert_eq!(taken(&spoken_of), ["a/mod.rs -> a/b.rs"]);
    }

    /// Such a circle once ran over three files of `login`, and this reading did not see it.
    #[test]
    fn a_name_that_a_folder_hands_on_ties_a_circle_through_the_folder() {
        let mut files = [
            ("bridge.rs", "use crate::newcomers::Newcomers; pub struct Bridge(Newcomers);"),
            (
                "error_page/mod.rs",
                "use crate::bridge::Bridge;\nmod failure;\npub(crate) use self::failure::Cause;\n\
                 fn page(bridge: &Bridge) {}",
            ),
            ("error_page/failure.rs", "pub enum Cause {}"),
            ("newcomers.rs", "use crate::error_page::Cause; pub struct Newcomers;"),
        ];
        let circle = [
            "bridge.rs -> newcomers.rs",
            "error_page/mod.rs -> bridge.rs",
            "newcomers.rs -> error_page/mod.rs",
        ];
        assert_eq!(circular(&read(&files)), circle);
        files[3].1 = "use crate::error_page::failure::Cause; pub struct Newcomers;";
        assert_eq!(circular(&read(&files)), <[String; 0]>::default());
    }

    #[test]
    fn a_function_may_be_called_like_its_module() {
        let files = [
            ("a/mod.rs", "mod judge;\npub use self::judge::judge;"),
            ("a/judge.rs", "pub fn judge() {}"),
            ("b.rs", "use crate::a::judge;"),
        ];
        assert_eq!(taken(&files), ["b.rs -> a/judge.rs"]);
    }

    #[test]
    fn a_path_in_the_code_is_an_import_too() {
        let files = [("a.rs", "fn f() -> crate::b::B { super::b::make() }"), ("b.rs", "")];
        assert_eq!(taken(&files), ["a.rs -> b.rs"]);
    }
}
