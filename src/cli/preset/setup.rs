//! What all presets share: the client settings that they put together, what the operator of a relying
//! party has to configure there (our issuer, its `client_id`, its secret), and why neither can be made.

use toml::Table;

use crate::client::{Authentication, EmailClaim};
use crate::oidc::{Client, Issuer};
use crate::secret::Secret;

/// What a relying party has to be configured with.
pub(crate) struct Setup<'a> {
    /// Who we are to it.
    pub(crate) issuer: &'a Issuer,
    /// What it is to us.
    pub(crate) client: &'a Client,
    /// Its secret, if it was made just now; else a file to put it into is named.
    pub(crate) secret: Option<&'a Secret>,
}

impl Setup<'_> {
    /// What the first redirect URI that `fits` tells: a client without one is of another kind, whose
    /// redirect URIs look like `wanted`.
    pub(super) fn redirect_uri(
        &self,
        wanted: &'static str,
        fits: impl Fn(&str) -> Option<&str>,
    ) -> Result<&str, Misfit> {
        let mut uris = self.client.redirect_uris.iter();
        let misfit = || Misfit::OfAnotherKind(self.client.client_id.clone(), wanted);
        uris.find_map(|uri| fits(uri.as_str())).ok_or_else(misfit)
    }

    /// How it proves itself: the secret as it is `shown`, where it is `kept` if it was made before, or
    /// what is said of a client without one.
    pub(super) fn proof(
        &self,
        shown: impl FnOnce(&str) -> String,
        kept: &str,
        without: &str,
    ) -> String {
        match (self.secret, &self.client.authentication) {
            (Some(secret), _) => shown(secret.expose()),
            (None, Authentication::Secret(_)) => kept.to_owned(),
            (None, _) => without.to_owned(),
        }
    }

    /// Whether it is told an e-mail address.
    pub(super) const fn tells_email(&self) -> bool {
        !matches!(self.client.email, EmailClaim::None)
    }

    /// What it asks for at a sign-in.
    pub(super) fn scopes(&self) -> Vec<&str> {
        let scopes = self.client.scopes.iter().map(String::as_str);
        scopes.filter(|scope| *scope != "offline_access").collect()
    }
}

/// Puts a setting, in place of what was there before.
pub(crate) fn put(settings: &mut Table, key: &str, value: impl Into<toml::Value>) {
    settings.insert(key.to_owned(), value.into());
}

/// An address under `domain` that stands for the account, and the scope that opens it.
pub(super) fn synthetic_email(settings: &mut Table, domain: &str) {
    put(settings, "email", "synthetic");
    put(settings, "email_domain", domain);
    put(settings, "scopes", vec!["openid", "profile", "email"]);
}

/// Why a preset cannot do its part.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Misfit {
    /// The preset needs to know where the relying party is.
    #[error("--preset {0} needs --url, the address at which people open it")]
    NoUrl(&'static str),
    /// `--url` is no address of a web site.
    #[error(
        "--url {0:?} is not the address of a web site; write one such as https://example.org, \
         without ? and #"
    )]
    Url(String),
    /// Without a domain no handle can become an e-mail address.
    #[error(
        "--preset tailscale needs --email-domain: the domain whose handles, such as alice.DOMAIN, \
         become alice@DOMAIN"
    )]
    NoDomain,
    /// Several domains where an address is made under one.
    #[error("--email-domain is given more than once, which only --preset tailscale can use")]
    SeveralDomains,
    /// The preset knows no address for back-channel logout.
    #[error(
        "--backchannel-logout goes with --preset synapse and --preset mas; for others write \
         --set backchannel_logout_uri=ADDRESS"
    )]
    NoBackchannel,
    /// This client is of another kind; and what one of its redirect URIs would look like.
    #[error("the client {0:?} is set up for something else: none of its redirect URIs is {1}")]
    OfAnotherKind(String, &'static str),
}
