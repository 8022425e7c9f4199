//! The presets that are a declaration and a template each.
//!
//! To add one: declare it in one of the files here, put its template into `templates/presets/`, list the keys
//! that the template writes in `tests/keys/`, and write its page in `docs/relying-parties/`. The tests tell
//! what is missing.

mod apps;
mod libraries;
mod proxies;
mod social;

use super::program::{Program, USUAL};

/// All of them, in the order in which the help lists them.
pub(super) static ALL: &[&[Program]] = &[social::ALL, apps::ALL, proxies::ALL, libraries::ALL];

/// The text of a template below `templates/`, in the language that the end of its name says.
macro_rules! template {
    ($path:literal) => {{
        #[derive(askama::Template)]
        #[template(path = $path, escape = "none")]
        struct Text {
            atlogin: crate::cli::preset::values::Ours,
            client: crate::cli::preset::values::Theirs,
            site: crate::cli::preset::values::Site,
        }
        |setup, redirect_uri, url| {
            let language = crate::cli::preset::written::Language::of($path);
            let (atlogin, client, site) =
                crate::cli::preset::values::values(language, setup, redirect_uri, url);
            let text = Text { atlogin, client, site };
            // Not every template writes all of them.
            let _ = (&text.atlogin, &text.client, &text.site);
            askama::Template::render(&text)
        }
    }};
}

use template;
