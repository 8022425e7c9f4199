//! The kinds of findings, beside the page that lists them.

use std::collections::HashSet;

use super::kinds::ALL;

const PAGE: &str = include_str!("../../docs/doctor.md");

#[test]
fn every_kind_has_a_name_of_its_own_and_its_row_on_the_page() {
    let mut names = HashSet::new();
    for kind in ALL {
        assert!(names.insert(kind.id), "{} is there twice", kind.id);
        let row = format!("| `{}` | {} | {} |", kind.id, kind.severity.word(), kind.why);
        assert!(PAGE.lines().any(|line| line == row), "docs/doctor.md lacks this row:\n{row}");
    }
    let rows = PAGE.lines().filter(|line| line.starts_with("| `") && !line.starts_with("| `--"));
    assert_eq!(rows.count(), ALL.len(), "a row of the page is no kind any more");
}
