//! The presets that are a declaration and a template each.
//!
//! To add one: declare it in one of the files here, put its template into `templates/presets/`, list the keys
//! that the template writes in `tests/keys/`, and write its page in `docs/relying-parties/`. The tests tell
//! what is missing.

mod apps;
mod libraries;
mod proxies;
mod social;

use super::program::Program;

/// All of them, in the order in which the help lists them.
pub(super) static ALL: &[&[Program]] = &[social::ALL, apps::ALL, proxies::ALL, libraries::ALL];
