//! Presets for well-known relying parties (Synapse, Grafana …): the client settings each needs here, and
//! the configuration each needs there.
//!
//! In: the relying party's address, or its client. Out: client settings in the words of our configuration
//! file, or a text that its operator can paste as it stands. Remarks in that text are comments of its own
//! language. No database is touched.

mod forgejo;
mod generic;
mod grafana;
mod mas;
mod quote;
mod setup;
mod synapse;
mod tailscale;

use clap::ValueEnum;
use toml::Table;
use url::Url;

use self::setup::synthetic_email;
pub(super) use self::setup::{Misfit, Setup, put};
use crate::config::PublicUrl;

/// A kind of relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Preset {
    /// A Matrix server
    Synapse,
    /// Matrix Authentication Service, which Element X needs
    Mas,
    /// A network of Tailscale
    Tailscale,
    /// Forgejo
    Forgejo,
    /// Grafana
    Grafana,
    /// Anything else that speaks OpenID Connect
    Generic,
}

/// Where a relying party is, and what e-mail addresses can be made of.
pub(super) struct Place<'a> {
    /// Its address without a slash at the end.
    url: Option<String>,
    public_url: &'a PublicUrl,
    email_domains: &'a [String],
    /// Whether it shall hear of logouts.
    hears_logouts: bool,
}

impl Preset {
    /// The settings of such a client, in the words of the configuration file.
    ///
    /// # Errors
    /// [`Misfit`] if something has to be said that was not.
    pub(super) fn settings(self, place: &Place<'_>) -> Result<Table, Misfit> {
        let (hears_logouts, mut settings) = (place.hears_logouts, Table::new());
        let into = &mut settings;
        match self {
            Self::Synapse => synapse::settings(into, place.url("synapse")?, hears_logouts),
            Self::Mas => mas::settings(into, place.url("mas")?, hears_logouts),
            Self::Tailscale | Self::Forgejo | Self::Grafana | Self::Generic if hears_logouts => {
                return Err(Misfit::NoBackchannel);
            }
            Self::Tailscale => tailscale::settings(into, place.email_domains)?,
            Self::Forgejo => forgejo::settings(into, place.url("forgejo")?, &place.email_domain()?),
            Self::Grafana => grafana::settings(into, place.url("grafana")?, &place.email_domain()?),
            Self::Generic => {}
        }
        if !settings.contains_key("email") && !place.email_domains.is_empty() {
            synthetic_email(&mut settings, &place.email_domain()?);
        }
        if let Some(url) = &place.url {
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
            Self::Generic => Ok(generic::render(setup)),
        }
    }
}

impl<'a> Place<'a> {
    /// The relying party at `url`, if that was said.
    ///
    /// # Errors
    /// [`Misfit::Url`] if it is not the address of a web site.
    pub(super) fn new(
        url: Option<&str>,
        public_url: &'a PublicUrl,
        email_domains: &'a [String],
        hears_logouts: bool,
    ) -> Result<Self, Misfit> {
        let url = url.map(|text| web_site(text).ok_or_else(|| Misfit::Url(text.to_owned())));
        Ok(Self { url: url.transpose()?, public_url, email_domains, hears_logouts })
    }

    fn url(&self, preset: &'static str) -> Result<&str, Misfit> {
        self.url.as_deref().ok_or(Misfit::NoUrl(preset))
    }

    /// The domain that addresses are made under: the one that was named, or our own. At an address of
    /// this machine it is one that can never exist (RFC 2606 §2).
    fn email_domain(&self) -> Result<String, Misfit> {
        match (self.email_domains, self.public_url.loopback()) {
            ([domain], _) => Ok(domain.clone()),
            ([], None) => Ok(self.public_url.authority().to_owned()),
            ([], Some(_)) => Ok("atlogin.invalid".to_owned()),
            ([_, ..], _) => Err(Misfit::SeveralDomains),
        }
    }
}

fn web_site(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http");
    let has_more = url.query().is_some() || url.fragment().is_some();
    (is_web && !has_more).then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests;
