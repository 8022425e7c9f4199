//! The address of a relying party, and what else the command line says about it.

use url::Url;

use super::setup::Misfit;
use crate::client::{RegisteredUri, is_ulid};
use crate::config::PublicUrl;

/// The address of a relying party, and other input of a preset.
pub(crate) struct Place<'a> {
    /// Its address without a trailing slash.
    pub(super) url: Option<String>,
    public_url: &'a PublicUrl,
    pub(super) email_domains: &'a [String],
    /// Whether it is to be notified of logouts.
    pub(super) hears_logouts: bool,
    /// The identifier of the provider at MAS, if it has one already.
    pub(super) ulid: Option<&'a str>,
    /// The client's name in the protocol.
    pub(super) client_id: &'a str,
}

impl<'a> Place<'a> {
    /// The input for a relying party at `url`, if that is given.
    ///
    /// # Errors
    /// [`Misfit::Url`] if it is not the address of a web site, [`Misfit::PlainUrl`] if strangers could read
    /// what is sent there.
    pub(crate) fn new(
        url: Option<&str>,
        public_url: &'a PublicUrl,
        email_domains: &'a [String],
        hears_logouts: bool,
    ) -> Result<Self, Misfit> {
        let url = url.map(web_site);
        let (url, ulid, client_id) = (url.transpose()?, None, "");
        Ok(Self { url, public_url, email_domains, hears_logouts, ulid, client_id })
    }

    /// The same for a provider that MAS has already, by this identifier.
    ///
    /// # Errors
    /// [`Misfit::Ulid`] if it is none.
    pub(crate) fn with_ulid(self, ulid: Option<&'a str>) -> Result<Self, Misfit> {
        match ulid {
            Some(text) if !is_ulid(text) => Err(Misfit::Ulid(text.to_owned())),
            Some(_) | None => Ok(Self { ulid, ..self }),
        }
    }

    /// The same for a client that is called `client_id`, which some programs have in their addresses.
    pub(crate) fn of_client(self, client_id: &'a str) -> Self {
        Self { client_id, ..self }
    }

    pub(super) fn url(&self, preset: &'static str) -> Result<&str, Misfit> {
        self.url.as_deref().ok_or(Misfit::NoUrl(preset))
    }

    /// The domain of synthetic e-mail addresses: the given one, or our own. At a loopback address
    /// it is one that can never exist (RFC 2606 §2).
    pub(super) fn email_domain(&self) -> Result<String, Misfit> {
        match (self.email_domains, self.public_url.loopback()) {
            ([domain], _) => Ok(domain.clone()),
            ([], None) => Ok(self.public_url.authority().to_owned()),
            ([], Some(_)) => Ok("atlogin.invalid".to_owned()),
            ([_, ..], _) => Err(Misfit::SeveralDomains),
        }
    }
}

fn web_site(text: &str) -> Result<String, Misfit> {
    let misfit = || Misfit::Url(text.to_owned());
    let url = Url::parse(text).map_err(|_| misfit())?;
    let is_web = matches!(url.scheme(), "https" | "http");
    let has_more = url.query().is_some() || url.fragment().is_some();
    if !is_web || has_more {
        return Err(misfit());
    }
    let is_here = RegisteredUri::new(url.as_str()).is_loopback();
    if url.scheme() == "http" && !is_here {
        return Err(Misfit::PlainUrl(text.to_owned()));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
