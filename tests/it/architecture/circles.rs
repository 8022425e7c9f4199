//! Files that import each other in a loop.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Imports;

/// The imports that run in circles: one file takes from another that takes, over whatever detour, from
/// the first.
pub(super) fn circular(imports: &Imports) -> Vec<String> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|file| (file, reached_from(file, imports))).collect();
    let all =
        imports.iter().flat_map(|(file, others)| others.iter().map(move |other| (file, other)));
    let circular = all.filter(|(file, other)| reached[other].contains(file));
    circular.map(|(file, other)| format!("{file} -> {other}")).collect()
}

fn reached_from<'a>(file: &String, imports: &'a Imports) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&String> = imports[file].iter().collect();
    while let Some(next) = waiting.pop() {
        if reached.insert(next) {
            waiting.extend(&imports[next]);
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_over_a_detour_and_a_tree_is_none() {
        let imports = |list: &[(&str, &[&str])]| -> Imports {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            list.iter().map(|(file, others)| ((*file).to_owned(), owned(others))).collect()
        };
        let tree = imports(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]);
        assert!(circular(&tree).is_empty());
        let circle = imports(&[("a", &["b"]), ("b", &["c"]), ("c", &["a", "d"]), ("d", &[])]);
        assert_eq!(circular(&circle), ["a -> b", "b -> c", "c -> a"]);
    }
}
