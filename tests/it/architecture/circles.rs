//! Files that import each other in a loop.

use std::collections::BTreeSet;

use super::imports::Imports;

/// The circles: each a set of files of which every one reaches every other.
pub(super) fn circles(imports: &Imports) -> Vec<BTreeSet<String>> {
    let reach = |from: &String| {
        let mut reached: BTreeSet<&String> = BTreeSet::new();
        let mut waiting: Vec<&String> = imports[from].iter().collect();
        while let Some(file) = waiting.pop() {
            if reached.insert(file) {
                waiting.extend(&imports[file]);
            }
        }
        reached
    };
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for file in imports.keys() {
        if circles.iter().any(|circle| circle.contains(file)) {
            continue;
        }
        let there = reach(file);
        if there.contains(file) {
            let circle = there.into_iter().filter(|other| reach(other).contains(file));
            circles.push(circle.cloned().collect());
        }
    }
    circles
}

/// The imports inside a circle, for whoever has to cut it.
pub(super) fn ties(imports: &Imports, circle: &BTreeSet<String>) -> Vec<String> {
    let ties = circle.iter().flat_map(|file| {
        let inside = imports[file].iter().filter(|other| circle.contains(*other));
        inside.map(move |other| format!("{file} -> {other}"))
    });
    ties.collect()
}
