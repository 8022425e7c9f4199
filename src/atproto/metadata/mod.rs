//! Server metadata: the authorization server of a PDS (RFC 9728), its endpoints (RFC 8414).
//!
//! In: the origin of a server. Out: an issuer, or an [`AuthorizationServer`] whose metadata has
//! every member that ATProto demands ("Authorization Servers" in the ATProto OAuth specification).
//! Metadata is fetched for each login and never cached.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::origin::Origin;
use super::server_fault::{Cause, MetadataFault, ServerFault, Step};
use crate::fetch::{Fetch, Limits};
use crate::network::Network;

/// The longest endpoint, in bytes. Some are stored with each login that begins.
const LONGEST_ENDPOINT: usize = 2048;

/// An authorization server whose metadata was checked.
#[derive(Debug)]
pub(super) struct AuthorizationServer {
    pub(super) issuer: Origin,
    pub(super) authorization_endpoint: Url,
    pub(super) pushed_authorization_request_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) revocation_endpoint: Option<Url>,
    /// The supported values of `prompt` (OIDC Prompt Create §4.2). Empty if they are not listed.
    pub(super) prompts: Vec<String>,
    /// The supported scopes.
    pub(super) scopes: Vec<String>,
}

/// The authorization server that the PDS at `pds` trusts.
pub(super) async fn issuer_of(fetch: &Fetch, pds: &Origin) -> Result<Origin, ServerFault> {
    let check = |document: RawResource| document.issuer(pds, fetch.network());
    read(fetch, pds, "oauth-protected-resource", Step::ResourceMetadata, check).await
}

/// The authorization server at `issuer`.
pub(super) async fn authorization_server(
    fetch: &Fetch,
    issuer: Origin,
) -> Result<AuthorizationServer, ServerFault> {
    let check = |document: RawServer| document.check(issuer.clone(), fetch.network());
    read(fetch, &issuer, "oauth-authorization-server", Step::ServerMetadata, check).await
}

/// The authorization server for a host that a person typed. The host may be a PDS, or an
/// authorization server like the entryway of a large provider.
pub(super) async fn server_at(
    fetch: &Fetch,
    host: &Origin,
) -> Result<AuthorizationServer, ServerFault> {
    let issuer = issuer_of(fetch, host).await.or_else(|fault| {
        // These answers mean that the host is not a PDS. Any other fault is one of a PDS.
        let is_no_pds = matches!(
            fault.cause,
            Cause::Status(_)
                | Cause::MediaType
                | Cause::Json(_)
                | Cause::Metadata(MetadataFault::Resource)
        );
        if is_no_pds && !fault.cause.is_outage() { Ok(host.clone()) } else { Err(fault) }
    })?;
    authorization_server(fetch, issuer).await
}

/// Fetches the metadata document `name` of a server and checks it.
async fn read<D: DeserializeOwned, T>(
    fetch: &Fetch,
    server: &Origin,
    name: &str,
    step: Step,
    check: impl FnOnce(D) -> Result<T, MetadataFault>,
) -> Result<T, ServerFault> {
    let read = async {
        let url = server.join(&format!(".well-known/{name}"));
        let response = fetch.get(&url, Limits::DEFAULT).await?;
        if response.status != 200 {
            return Err(Cause::Status(response.status));
        }
        if response.media_type().as_deref() != Some("application/json") {
            return Err(Cause::MediaType);
        }
        Ok(check(response.json()?)?)
    };
    read.await.map_err(|cause| cause.at(step, server.host()))
}

/// Protected resource metadata (RFC 9728 §2). A member that occurs twice is an error.
#[derive(Deserialize)]
pub(super) struct RawResource {
    resource: String,
    authorization_servers: Vec<String>,
}

impl RawResource {
    pub(super) fn issuer(&self, pds: &Origin, network: &Network) -> Result<Origin, MetadataFault> {
        let resource = self.resource.strip_suffix('/').unwrap_or(&self.resource);
        if resource != pds.as_str() {
            return Err(MetadataFault::Resource);
        }
        let [issuer] = self.authorization_servers.as_slice() else {
            return Err(MetadataFault::AuthorizationServers);
        };
        Origin::parse_exact(issuer, network).map_err(|_| MetadataFault::AuthorizationServers)
    }
}

/// Authorization server metadata (RFC 8414 §2). A member that occurs twice is an error.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RawServer {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    pushed_authorization_request_endpoint: String,
    revocation_endpoint: Option<String>,
    response_types_supported: Vec<String>,
    grant_types_supported: Vec<String>,
    code_challenge_methods_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Vec<String>,
    token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    dpop_signing_alg_values_supported: Vec<String>,
    scopes_supported: Vec<String>,
    prompt_values_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
    require_pushed_authorization_requests: bool,
    client_id_metadata_document_supported: bool,
    require_request_uri_registration: Option<bool>,
}

/// The name and the value of a member. The name is for the fault.
macro_rules! member {
    ($document:ident.$name:ident) => {
        (stringify!($name), &$document.$name)
    };
}

impl RawServer {
    pub(super) fn check(
        &self,
        issuer: Origin,
        network: &Network,
    ) -> Result<AuthorizationServer, MetadataFault> {
        // Compared character by character, like `iss` of the callback later.
        if self.issuer != issuer.as_str() {
            return Err(MetadataFault::Issuer);
        }
        self.check_members()?;
        let at = |(name, text): (&'static str, &String)| endpoint_of(&issuer, name, text);
        let revocation = self.revocation_endpoint.as_ref();
        Ok(AuthorizationServer {
            authorization_endpoint: page(member!(self.authorization_endpoint), network)?,
            pushed_authorization_request_endpoint: at(member!(
                self.pushed_authorization_request_endpoint
            ))?,
            token_endpoint: at(member!(self.token_endpoint))?,
            revocation_endpoint: revocation
                .map(|text| at(("revocation_endpoint", text)))
                .transpose()?,
            prompts: self.prompt_values_supported.clone(),
            scopes: self.scopes_supported.clone(),
            issuer,
        })
    }

    fn check_members(&self) -> Result<(), MetadataFault> {
        for ((name, values), demanded) in [
            (member!(self.response_types_supported), "code"),
            (member!(self.grant_types_supported), "authorization_code"),
            (member!(self.grant_types_supported), "refresh_token"),
            (member!(self.code_challenge_methods_supported), "S256"),
            (member!(self.token_endpoint_auth_methods_supported), "none"),
            (member!(self.token_endpoint_auth_methods_supported), "private_key_jwt"),
            (member!(self.token_endpoint_auth_signing_alg_values_supported), "ES256"),
            (member!(self.dpop_signing_alg_values_supported), "ES256"),
            (member!(self.scopes_supported), "atproto"),
        ] {
            if !values.iter().any(|value| value == demanded) {
                return Err(MetadataFault::Lacks(name));
            }
        }
        let (name, algorithms) = member!(self.token_endpoint_auth_signing_alg_values_supported);
        if algorithms.iter().any(|value| value == "none") {
            return Err(MetadataFault::Forbids(name));
        }
        let registration = self.require_request_uri_registration.unwrap_or(true);
        for (name, on) in [
            member!(self.authorization_response_iss_parameter_supported),
            member!(self.require_pushed_authorization_requests),
            member!(self.client_id_metadata_document_supported),
            ("require_request_uri_registration", &registration),
        ] {
            if !on {
                return Err(MetadataFault::Lacks(name));
            }
        }
        Ok(())
    }
}

/// Parses an endpoint that we send requests to, which has to be at the issuer's origin. OAuth does not
/// demand that. But a server that names other hosts could choose where our code and our assertion go.
fn endpoint_of(issuer: &Origin, name: &'static str, text: &str) -> Result<Url, MetadataFault> {
    let url = endpoint(name, text)?;
    if issuer.contains(&url) { Ok(url) } else { Err(MetadataFault::Endpoint(name)) }
}

/// Parses the authorization endpoint, which may be at any host that the network admits: some servers
/// have their pages at a host of their own. We never request it. The browser goes there with nothing
/// but `client_id` and `request_uri`, and the answer that comes back has to name the issuer (RFC 9207).
fn page((name, text): (&'static str, &String), network: &Network) -> Result<Url, MetadataFault> {
    let url = endpoint(name, text)?;
    network.check_url(&url).map_err(|_| MetadataFault::Endpoint(name))?;
    Ok(url)
}

/// Parses an endpoint without credentials and fragment.
fn endpoint(name: &'static str, text: &str) -> Result<Url, MetadataFault> {
    if text.len() > LONGEST_ENDPOINT {
        return Err(MetadataFault::TooLong(name));
    }
    let url = Url::parse(text).map_err(|_| MetadataFault::Endpoint(name))?;
    // Escaped, it may be longer.
    if url.as_str().len() > LONGEST_ENDPOINT {
        return Err(MetadataFault::TooLong(name));
    }
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if plain { Ok(url) } else { Err(MetadataFault::Endpoint(name)) }
}

#[cfg(test)]
mod tests;
