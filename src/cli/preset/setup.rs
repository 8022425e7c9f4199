//! What the operator of a relying party has to configure there: our issuer, its `client_id`, its secret.

use super::misfit::Misfit;
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
        uris.find_map(|uri| fits(uri.as_str())).ok_or_else(|| Misfit::OfAnotherKind {
            client_id: self.client.client_id.clone(),
            wanted,
        })
    }

    /// Whether it proves itself by a secret.
    pub(super) const fn has_secret(&self) -> bool {
        matches!(self.client.authentication, Authentication::Secret(_))
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
