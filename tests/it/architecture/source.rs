//! The text of `src/`, taken apart: which file holds which module, and its code without comments and tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A path of modules below the crate: `oidc::store::consent` is `["oidc", "store", "consent"]`.
pub(super) type Module = Vec<String>;

/// All files below `src/`, by their path from there.
pub(super) fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    let mut files = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    assert!(files.len() > 50, "the sources are read");
    files
}

/// The files that are no tests, with their code: comments and the tests at the end are left out.
pub(crate) fn code() -> BTreeMap<String, String> {
    let files = files().into_iter().filter(|(file, _)| !is_test(file));
    files.map(|(file, text)| (file, code_of(&text))).collect()
}

/// Whether the whole file is tests, which may use anything.
pub(super) fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

/// The code of one file: without comments, and without the tests at its end.
pub(super) fn code_of(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap();
    let lines = before_tests.lines().map(|line| match line.split_once("//") {
        Some((before, _)) if !before.ends_with(':') => before,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The module that a file holds.
pub(super) fn module_of(file: &str) -> Module {
    let mut path: Module = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| ["mod", "lib"].contains(&last.as_str())) {
        path.pop();
    }
    path
}

/// The folder or file directly below `src/` that a file belongs to.
pub(super) fn wing_of(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}
