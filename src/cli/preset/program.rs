//! A relying party whose preset is a declaration and a template.
//! They say what its client needs here, and the text to paste there. `programs` lists them.

use toml::Table;

use super::place::Place;
use super::setup::{Misfit, Setup, put, synthetic_email};

/// What such a preset declares.
#[derive(Debug)]
pub(crate) struct Program {
    /// Its name on the command line.
    pub(super) name: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    /// What follows the address at which people open it, in each redirect URI; `{id}` stands for the client's
    /// name. An address that is the same everywhere is written in full.
    pub(super) callbacks: &'static [&'static str],
    /// What follows the address in the one to which it has people sent after a logout.
    pub(super) after_logout: Option<&'static str>,
    /// What follows the address in the one at which it is notified of logouts.
    pub(super) hears_logouts: Option<&'static str>,
    /// Whether it makes no account without an e-mail address. It gets one that stands for the account then.
    pub(super) needs_email: bool,
    /// What to warn of if it is told real e-mail addresses.
    pub(super) real_email: Option<&'static str>,
    /// More settings of its client, as in the configuration file.
    pub(super) settings: &'static str,
    /// The text to paste there.
    pub(super) text: Pasted,
}

/// A text to paste, by its template.
#[derive(Debug)]
pub(super) struct Pasted {
    /// The template, whose name ends with the language.
    pub(super) file: &'static str,
    /// Fills it in, for a redirect URI and the address at which people open that.
    pub(super) fill: fn(&Setup<'_>, &str, &str) -> askama::Result<String>,
}

/// What most of them have in common.
pub(super) const USUAL: Program = Program {
    name: "",
    title: "",
    callbacks: &[],
    after_logout: None,
    hears_logouts: None,
    needs_email: false,
    real_email: None,
    settings: "",
    text: Pasted { file: "", fill: |_, _, _| Ok(String::new()) },
};

impl Program {
    /// The settings of its client.
    ///
    /// # Errors
    /// [`Misfit`] if an option is missing, or does not fit.
    pub(super) fn settings(&self, into: &mut Table, place: &Place<'_>) -> Result<(), Misfit> {
        let of_everywhere = self.callbacks.iter().all(|callback| !callback.starts_with('/'));
        let url = if of_everywhere { "" } else { place.url(self.name)? };
        let at = |path: &str| format!("{url}{}", path.replace("{id}", place.client_id));
        let uris: Vec<String> = self.callbacks.iter().map(|callback| at(callback)).collect();
        put(into, "redirect_uris", uris);
        if let Some(path) = self.after_logout {
            put(into, "post_logout_redirect_uris", vec![at(path)]);
        }
        match self.hears_logouts {
            Some(path) => put(into, "backchannel_logout_uri", at(path)),
            None if place.hears_logouts => return Err(Misfit::NoBackchannel),
            None => {}
        }
        if self.needs_email {
            synthetic_email(into, &place.email_domain()?);
        }
        into.extend(self.more());
        Ok(())
    }

    /// The settings that are written as in the configuration file. A test reads them all.
    pub(super) fn more(&self) -> Table {
        self.settings.parse().unwrap_or_default()
    }

    /// The text to paste.
    ///
    /// # Errors
    /// [`Misfit`] if the client is of another kind, or the language of the text cannot hold a value.
    pub(super) fn render(&self, setup: &Setup<'_>) -> Result<String, Misfit> {
        setup.refuse_assertions(self.title)?;
        let client = setup.client;
        if client.is_public() && !self.more().contains_key("public") {
            return Err(Misfit::NoSecret(self.title, client.client_id.clone()));
        }
        let (redirect_uri, url) = self.place_of(setup)?;
        let unwritable = |_| Misfit::Unwritable(self.title, client.client_id.clone());
        let text = (self.text.fill)(setup, redirect_uri, url).map_err(unwritable)?;
        Ok(format!("{}\n", text.trim_end()))
    }

    /// The first redirect URI that is one of this program, and the address at which people open that.
    fn place_of<'a>(&self, setup: &'a Setup<'_>) -> Result<(&'a str, &'a str), Misfit> {
        let client = setup.client;
        for callback in self.callbacks {
            let path = callback.replace("{id}", &client.client_id);
            let fits = |uri: &'a str| uri.strip_suffix(&path).map(|url| (uri, url));
            let mut uris = client.redirect_uris.iter();
            if let Some(found) = uris.find_map(|uri| fits(uri.as_str())) {
                return Ok(found);
            }
        }
        let wanted = self.callbacks.first().copied().unwrap_or_default();
        let wanted = if wanted.starts_with('/') {
            format!("https://…{wanted}")
        } else {
            wanted.to_owned()
        };
        Err(Misfit::OfAnotherKind(client.client_id.clone(), wanted))
    }
}

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
        crate::cli::preset::program::Pasted {
            file: $path,
            fill: |setup, redirect_uri, url| {
                let language = crate::cli::preset::written::Language::of($path);
                let (atlogin, client, site) =
                    crate::cli::preset::values::values(language, setup, redirect_uri, url);
                let text = Text { atlogin, client, site };
                // Not every template writes all of them.
                let _ = (&text.atlogin, &text.client, &text.site);
                askama::Template::render(&text)
            },
        }
    }};
}

pub(super) use template;
