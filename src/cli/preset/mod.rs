//! What ATLogin knows of the relying parties that people connect most: what each needs to be told here,
//! and what to paste on its side.
//!
//! In: where it is, or a client. Out: the settings of a client in the words of the configuration file,
//! or a text that its operator can paste as it stands: all that is said beside is a comment of that
//! text's own language. It touches no database.

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

pub(super) use self::setup::Setup;
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

/// Why a preset cannot do its part.
#[derive(Debug, thiserror::Error)]
pub(super) enum Misfit {
    /// The preset needs to know where the relying party is.
    #[error("--preset {0} needs --url, the address at which people open it")]
    NoUrl(&'static str),
    /// That is no such address.
    #[error(
        "--url {0:?} is not the address of a web site; write one such as https://example.org, \
         without ? and #"
    )]
    Url(String),
    /// Nobody's handle would become an address.
    #[error(
        "--preset tailscale needs --email-domain: the domain whose handles, such as alice.DOMAIN, \
         become alice@DOMAIN"
    )]
    NoDomain,
    /// Several domains where an address is made under one.
    #[error("--email-domain is given more than once, which only --preset tailscale can use")]
    SeveralDomains,
    /// It does not hear of logouts, or not at an address that is known here.
    #[error(
        "--backchannel-logout goes with --preset synapse and --preset mas; for others write \
         --set backchannel_logout_uri=ADDRESS"
    )]
    NoBackchannel,
    /// The client is of another kind.
    #[error(
        "the client {client_id:?} is set up for something else: none of its redirect URIs is {wanted}"
    )]
    OfAnotherKind {
        /// Which client.
        client_id: String,
        /// What one of its redirect URIs would look like.
        wanted: &'static str,
    },
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
        let hears_logouts = place.hears_logouts;
        let mut settings = match self {
            Self::Synapse => synapse::settings(place.url("synapse")?, hears_logouts),
            Self::Mas => mas::settings(place.url("mas")?, hears_logouts),
            Self::Tailscale | Self::Forgejo | Self::Grafana | Self::Generic if hears_logouts => {
                return Err(Misfit::NoBackchannel);
            }
            Self::Tailscale => tailscale::settings(place.email_domains)?,
            Self::Forgejo => forgejo::settings(place.url("forgejo")?, &place.email_domain()?),
            Self::Grafana => grafana::settings(place.url("grafana")?, &place.email_domain()?),
            Self::Generic => Table::new(),
        };
        if !settings.contains_key("email") && !place.email_domains.is_empty() {
            synthetic_email(&mut settings, &place.email_domain()?);
        }
        if let Some(url) = &place.url {
            put(&mut settings, "client_uri", url.as_str());
        }
        Ok(settings)
    }

    /// What to paste on the other side.
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

/// Puts a setting, in place of what was there before.
pub(super) fn put(settings: &mut Table, key: &str, value: impl Into<toml::Value>) {
    settings.insert(key.to_owned(), value.into());
}

/// An address under `domain` that stands for the account, and the scope that opens it.
fn synthetic_email(settings: &mut Table, domain: &str) {
    put(settings, "email", "synthetic");
    put(settings, "email_domain", domain);
    put(settings, "scopes", vec!["openid", "profile", "email"]);
}

#[cfg(test)]
mod tests;
