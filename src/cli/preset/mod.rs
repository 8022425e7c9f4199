//! Presets for well-known relying parties, such as Synapse and Grafana.
//! A preset has their client settings here, and the configuration to paste there.
//!
//! [`Preset::settings`] derives the client settings from the relying party's address.
//! [`Preset::render`] makes a text that its operator can paste unchanged; remarks in it are
//! comments in its own language. No database is used.
//!
//! Most presets are a declaration in [`programs`] and a template in `templates/presets/`. Those that decide more
//! than that have a file of their own here.

mod forgejo;
mod generic;
mod grafana;
mod mas;
mod matrix;
mod place;
mod program;
mod programs;
mod quote;
mod reserved;
mod setup;
mod synapse;
mod tailscale;
mod values;
mod written;

use std::sync::LazyLock;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use toml::Table;

pub(super) use self::place::Place;
use self::program::Program;
pub(super) use self::quote::{in_path, shell};
pub(super) use self::reserved::{RESERVED, reserve_usual};
use self::setup::synthetic_email;
pub(super) use self::setup::{Misfit, Setup, put};
use crate::client::{Client, EmailClaim};

/// A kind of relying party.
#[derive(Clone, Copy, Debug)]
pub(super) enum Preset {
    Mas,
    Synapse,
    Tailscale,
    Forgejo,
    Grafana,
    /// One that is declared in [`programs`].
    Of(&'static Program),
    Generic,
}

/// All presets, in the order in which the help lists them.
static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let first = [Preset::Mas, Preset::Synapse, Preset::Tailscale, Preset::Forgejo, Preset::Grafana];
    let declared = programs::ALL.iter().copied().flatten().map(Preset::Of);
    first.into_iter().chain(declared).chain([Preset::Generic]).collect()
});

impl ValueEnum for Preset {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = self.named();
        Some(PossibleValue::new(name).help(help))
    }
}

impl Preset {
    /// Its name on the command line, and what it is for.
    const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Mas => {
                ("mas", "A Matrix server with Matrix Authentication Service, which Element X needs")
            }
            Self::Synapse => ("synapse", "A Matrix server without it: Synapse alone"),
            Self::Tailscale => ("tailscale", "A network of Tailscale"),
            Self::Forgejo => ("forgejo", "Forgejo or Gitea"),
            Self::Grafana => ("grafana", "Grafana"),
            Self::Of(program) => (program.name, program.title),
            Self::Generic => ("generic", "Anything else that speaks OpenID Connect"),
        }
    }

    /// What begins a remark in what [`Preset::render`] prints, so that one above it can be pasted too.
    pub(super) fn remark(self) -> &'static str {
        match self {
            Self::Of(program) => written::remark(program.text.file),
            Self::Mas
            | Self::Synapse
            | Self::Tailscale
            | Self::Forgejo
            | Self::Grafana
            | Self::Generic => "#",
        }
    }

    /// What is wrong for this program with a client that works, as its page says.
    pub(super) const fn warning(self, client: &Client) -> Option<&'static str> {
        match (self, &client.email) {
            (Self::Of(program), EmailClaim::Account { .. }) => program.real_email,
            (_, _) => None,
        }
    }

    /// Whether it is notified of logouts without being asked for it: where that costs people no more than a
    /// session.
    pub(super) const fn hears_logouts(self) -> bool {
        match self {
            Self::Mas => true,
            Self::Of(program) => program.hears_logouts.is_some(),
            Self::Synapse | Self::Tailscale | Self::Forgejo | Self::Grafana | Self::Generic => {
                false
            }
        }
    }

    /// The settings of such a client, named as in the configuration file.
    ///
    /// # Errors
    /// [`Misfit`] if a required option is missing, or one does not fit the preset.
    pub(super) fn settings(self, place: &Place<'_>) -> Result<Table, Misfit> {
        let (hears_logouts, mut settings) = (place.hears_logouts, Table::new());
        let into = &mut settings;
        if place.ulid.is_some() && !matches!(self, Self::Mas) {
            return Err(Misfit::NoUlid);
        }
        match self {
            Self::Synapse => synapse::settings(into, place.url("synapse")?, hears_logouts),
            Self::Mas => mas::settings(into, place.url("mas")?, place.ulid),
            Self::Tailscale | Self::Forgejo | Self::Grafana | Self::Generic if hears_logouts => {
                return Err(Misfit::NoBackchannel);
            }
            Self::Tailscale => tailscale::settings(into, place.email_domains)?,
            Self::Forgejo => forgejo::settings(into, place.url("forgejo")?, &place.email_domain()?),
            Self::Grafana => grafana::settings(into, place.url("grafana")?, &place.email_domain()?),
            Self::Of(program) => program.settings(into, place)?,
            Self::Generic => {}
        }
        if !settings.contains_key("email") && !place.email_domains.is_empty() {
            synthetic_email(&mut settings, &place.email_domain()?);
        }
        if let Some(url) = &place.url {
            refuse_callback(url, &settings)?;
            put(&mut settings, "client_uri", url.as_str());
        }
        Ok(settings)
    }

    /// The configuration to paste at the relying party.
    ///
    /// # Errors
    /// [`Misfit`] if the client is of another kind.
    pub(super) fn render(self, setup: &Setup<'_>) -> Result<String, Misfit> {
        match self {
            Self::Synapse => synapse::render(setup),
            Self::Mas => mas::render(setup),
            Self::Tailscale => tailscale::render(setup),
            Self::Forgejo => forgejo::render(setup),
            Self::Grafana => grafana::render(setup),
            Self::Of(program) => program.render(setup),
            Self::Generic => Ok(generic::render(setup)),
        }
    }
}

const MAS_CALLBACK: &str = "/upstream/callback/";

/// Refuses the address of a client that ends with what the preset adds to it.
fn refuse_callback(url: &str, settings: &Table) -> Result<(), Misfit> {
    let uris = settings.get("redirect_uris").and_then(toml::Value::as_array);
    let uris = uris.into_iter().flatten().filter_map(toml::Value::as_str);
    for added in uris.filter_map(|uri| uri.strip_prefix(url)) {
        let callback = added.trim_end_matches('/');
        // MAS ends it with an identifier, which is another one each time.
        let site = match url.split_once(MAS_CALLBACK) {
            Some((site, _)) if callback.starts_with(MAS_CALLBACK) => Some(site),
            Some(_) | None => url.strip_suffix(callback).filter(|site| *site != url),
        };
        if let Some(site) = site.map(str::to_owned) {
            return Err(Misfit::UrlOfCallback { url: url.to_owned(), site });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
