//! What all presets share: client settings, the values to configure there, and the errors.
//! The values are our issuer, its `client_id` and its secret.

use toml::Table;

use crate::client::{Authentication, EmailClaim};
use crate::oidc::{Client, Issuer};
use crate::secret::Secret;

/// The values that a relying party has to be configured with.
pub(crate) struct Setup<'a> {
    /// Our issuer.
    pub(crate) issuer: &'a Issuer,
    /// What people call the account that they sign in with: the name of the button.
    pub(crate) account_name: &'a str,
    /// The relying party's client.
    pub(crate) client: &'a Client,
    /// Its secret, if it is new. Otherwise the text names a file to put it into.
    pub(crate) secret: Option<&'a Secret>,
}

impl Setup<'_> {
    /// The result of `fits` for the first redirect URI that it accepts. If there is none, the error
    /// names the expected form `wanted`.
    pub(super) fn redirect_uri(
        &self,
        wanted: &'static str,
        fits: impl Fn(&str) -> Option<&str>,
    ) -> Result<&str, Misfit> {
        let mut uris = self.client.redirect_uris.iter();
        let misfit = || Misfit::OfAnotherKind(self.client.client_id.clone(), wanted.to_owned());
        uris.find_map(|uri| fits(uri.as_str())).ok_or_else(misfit)
    }

    /// The text for the client's authentication: `shown` for a new secret, `kept` for an older one,
    /// `without` for a client without a secret.
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

    /// Whether the client authenticates by assertions that it signs (RFC 7523).
    pub(super) const fn signs_assertions(&self) -> bool {
        matches!(self.client.authentication, Authentication::PrivateKeyJwt(_))
    }

    /// Refuses a client that signs assertions, if `software` signs none.
    pub(super) fn refuse_assertions(&self, software: &'static str) -> Result<(), Misfit> {
        if self.signs_assertions() {
            return Err(Misfit::NoAssertions(software, self.client.client_id.clone()));
        }
        Ok(())
    }

    /// Whether the client gets the claim `email`.
    pub(super) const fn tells_email(&self) -> bool {
        !matches!(self.client.email, EmailClaim::None)
    }

    /// The scopes that it requests at a sign-in.
    pub(super) fn scopes(&self) -> Vec<&str> {
        let scopes = self.client.scopes.iter().map(String::as_str);
        scopes.filter(|scope| *scope != "offline_access").collect()
    }
}

/// Adds a setting, or replaces it.
pub(crate) fn put(settings: &mut Table, key: &str, value: impl Into<toml::Value>) {
    settings.insert(key.to_owned(), value.into());
}

/// Adds the settings for made-up e-mail addresses under `domain`, and for the scope `email`.
pub(super) fn synthetic_email(settings: &mut Table, domain: &str) {
    put(settings, "email", "synthetic");
    put(settings, "email_domain", domain);
    put(settings, "scopes", vec!["openid", "profile", "email"]);
}

/// Why a preset cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Misfit {
    /// The preset needs the address of the relying party.
    #[error("--preset {0} needs --url, the address at which people open it")]
    NoUrl(&'static str),
    /// `--url` is not the address of a web site.
    #[error(
        "--url {0:?} is not the address of a web site; write one such as https://example.org, \
         without ? and #"
    )]
    Url(String),
    /// `--url` is plain http to another machine.
    #[error(
        "--url {0:?} is plain http to another machine, where everybody between could read the answers; write \
         https://"
    )]
    PlainUrl(String),
    /// `--url` ends with what the preset adds to it.
    #[error(
        "--url {url:?} is the redirect URI itself; write the address at which people open it: {site}"
    )]
    UrlOfCallback {
        /// The address that was given.
        url: String,
        /// The same without the part that the preset knows.
        site: String,
    },
    /// Without a domain no handle can become an e-mail address.
    #[error(
        "--preset tailscale needs --email-domain: the domain whose handles, such as alice.DOMAIN, \
         become alice@DOMAIN"
    )]
    NoDomain,
    /// There are several domains, but the addresses need exactly one.
    #[error("--email-domain is given more than once, which only --preset tailscale can use")]
    SeveralDomains,
    /// The preset knows no address for back-channel logout.
    #[error(
        "this preset knows no address for --backchannel-logout; if there is one, write \
         --set backchannel_logout_uri=ADDRESS"
    )]
    NoBackchannel,
    /// Only MAS identifies its providers by a ULID.
    #[error("--id goes with --preset mas")]
    NoUlid,
    /// It is no ULID.
    #[error(
        "--id {0:?} is no ULID; write the 26 characters of `id` in the section `upstream_oauth2` of MAS"
    )]
    Ulid(String),
    /// MAS cannot check these signatures.
    #[error(
        "MAS cannot check signatures by EdDSA; let id_token_signed_response_alg and \
         userinfo_signed_response_alg of the client {0:?} be RS256 or ES256"
    )]
    NoEdDsa(String),
    /// The software signs no assertions.
    #[error(
        "{0} cannot prove itself by the keys (jwks_file, jwks_uri) that the client {1:?} has; add a client \
         with a secret for it"
    )]
    NoAssertions(&'static str, String),
    /// The software proves itself by a secret and nothing else.
    #[error("{0} needs a secret, and the client {1:?} is public; add it without --public")]
    NoSecret(&'static str, String),
    /// A value has a sign that cannot be quoted there.
    #[error(
        "the configuration of {0} cannot hold the name or an address of the client {1:?}; choose a plainer \
         one, without quotes, $ and \\"
    )]
    Unwritable(&'static str, String),
    /// MAS pushes no requests.
    #[error(
        "MAS does not push its authorization requests; set require_pushed_authorization_requests of the \
         client {0:?} to false"
    )]
    NoPushedRequests(String),
    /// The client is of another kind: its id, and the form of redirect URI that the preset needs.
    #[error("the client {0:?} is set up for something else: none of its redirect URIs is {1}")]
    OfAnotherKind(String, String),
}
