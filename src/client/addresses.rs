//! The addresses of a relying party's server that we send requests to.

use serde::{Deserialize, Serialize};
use url::Url;

use super::mistake::ClientMistake;
use crate::document::{Files, Section, holds_certificate};
use crate::network::Network;

/// Where and how a client is notified of logouts (OIDC Back-Channel Logout §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackchannelLogout {
    /// The address that logout tokens are posted to.
    #[serde(rename = "backchannel_logout_uri")]
    pub uri: String,
    /// Whether this address may be on a private network, and may use plain http.
    #[serde(default, rename = "backchannel_logout_private")]
    pub private: bool,
    /// The certificate authority of this address, as PEM; that of the network if `None`.
    #[serde(rename = "backchannel_logout_ca")]
    pub ca_pem: Option<String>,
}

impl BackchannelLogout {
    pub(super) fn judge(
        section: &mut Section<'_>,
        files: Files<'_>,
        network: Option<&Network>,
    ) -> Option<Self> {
        if !section.has("backchannel_logout_uri") {
            for key in [
                "backchannel_logout_private",
                "backchannel_logout_ca",
                "backchannel_logout_ca_file",
            ] {
                section.refuse(key, ClientMistake::NoBackchannel);
            }
        }
        let uri = section.take("backchannel_logout_uri");
        let private = section.value("backchannel_logout_private").unwrap_or(false);
        if section.has("backchannel_logout_ca_file") {
            section.refuse("backchannel_logout_ca", ClientMistake::TwoAuthorities);
        }
        let inline = section.judge("backchannel_logout_ca", |pem: String| {
            if holds_certificate(pem.as_bytes()) {
                Ok(pem)
            } else {
                Err(ClientMistake::NoCertificate)
            }
        });
        let authority = |name: String| files.authority(&name).map(Option::unwrap_or_default);
        let ca_pem = section.judge("backchannel_logout_ca_file", authority);
        let ca_pem = ca_pem.map(|pem| String::from_utf8_lossy(&pem).into_owned()).or(inline);
        let network = network.filter(|_| !private);
        let uri = uri?.judge(|uri: String| match asked_at(&uri, network) {
            // For this address, unlike others, there is a setting that allows it.
            Err(ClientMistake::OutOfReach) => Err(ClientMistake::PrivateBackchannel),
            judged => judged,
        })?;
        Some(Self { uri, private, ca_pem })
    }
}

/// Checks an address that we send requests to: `network` must admit it.
pub(super) fn asked_at(text: &str, network: Option<&Network>) -> Result<String, ClientMistake> {
    let url = Url::parse(text).map_err(|_| ClientMistake::NoEndpoint)?;
    let plain = url.username().is_empty() && url.password().is_none() && !text.contains('#');
    if !matches!(url.scheme(), "https" | "http") || !plain {
        return Err(ClientMistake::NoEndpoint);
    }
    if network.is_some_and(|network| network.check_url(&url).is_err()) {
        return Err(ClientMistake::OutOfReach);
    }
    Ok(url.into())
}
